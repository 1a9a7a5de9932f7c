"""A detached CMS signature: exactly one signer, a digest that is the content's, a signature by the certificate inside.

Everything that can be said is said at once, and the certificate is given even when the signature does not hold, so that
a caller can tell who is said to have signed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sasae.formats.issues import Issues
from sasae.formats.jpki.certificate import CannotRead, load

SMALLEST_KEY = 2048  # bits
LARGEST = 256 * 1024  # bytes; a signature with its certificate has about 3,000
AT = "署名データ"
_SIGNATURES = {"rsassa_pkcs1v15", "sha256_rsa"}
_NOT_CMS = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


@dataclass(frozen=True)
class Examined:
    """What a signature turned out to be. `certificate_der` is empty when no signer's certificate came along.

    `signed_at` is what the signer's own clock said; nobody vouches for it.
    """

    certificate_der: bytes = b""
    signed_at: datetime | None = None


def examine(signature_der: bytes, digest_sha256: bytes, issues: Issues) -> Examined:
    """Look at a signature over what has this SHA-256. Faults go to `issues`; the certificate's path is not looked at."""
    try:
        data = _signed_data(signature_der)
        infos = data["signer_infos"]
        if len(infos) != 1:
            issues.add("J-102", AT, count=len(infos))
            return Examined()
        if data["encap_content_info"]["content"].native is not None:
            issues.add("J-104", AT)
        info = infos[0]
        digest_name = info["digest_algorithm"]["algorithm"].native
        if digest_name != "sha256":
            issues.add("J-103", AT, name=digest_name)
        signed_at = _attributes(data, info, digest_sha256, issues)
        certificate_der = _signer(data, info)
        if certificate_der is None:
            issues.add("J-105", AT)
            return Examined(signed_at=signed_at)
        _verify(certificate_der, info, issues)
    except _NOT_CMS:
        # asn1crypto reads lazily: damage deep inside shows only when the field is asked for.
        issues.add("J-101", AT)
        return Examined()
    return Examined(certificate_der, signed_at)


def _signed_data(der: bytes) -> Any:
    if len(der) > LARGEST:
        raise ValueError("too large")
    content = cms.ContentInfo.load(der, strict=True)
    if content["content_type"].native != "signed_data":
        raise ValueError("no SignedData")
    return content["content"]


def _signer(data: Any, info: Any) -> bytes | None:
    """The certificate the signer info names, from among those that came along."""
    for choice in data["certificates"] or []:
        if choice.name != "certificate":
            continue
        one = choice.chosen
        identifier = info["sid"]
        if identifier.name == "issuer_and_serial_number":
            wanted = identifier.chosen
            same = one.serial_number == wanted["serial_number"].native
            # Names are alike by their bytes nearly always; comparing them by their meaning takes a hundred times as long.
            matches = same and (one.issuer.dump() == wanted["issuer"].dump() or one.issuer == wanted["issuer"])
        else:
            matches = one.key_identifier is not None and one.key_identifier == identifier.chosen.native
        if matches:
            der: bytes = one.dump()
            return der
    return None


def _attributes(data: Any, info: Any, digest: bytes, issues: Issues) -> datetime | None:
    """content-type and message-digest, each once; the digest is the one that should have been signed."""
    values: dict[str, list[Any]] = {}
    for attribute in info["signed_attrs"] or []:
        values.setdefault(attribute["type"].native, []).extend(attribute["values"].native)
    content_type = data["encap_content_info"]["content_type"].native
    if content_type != "data" or values.get("content_type") != ["data"] or len(values.get("message_digest", [])) != 1:
        issues.add("J-106", AT)
    elif values["message_digest"] != [digest]:
        issues.add("J-107", AT)
    times = values.get("signing_time", [])
    return times[0] if len(times) == 1 and isinstance(times[0], datetime) else None


def _verify(certificate_der: bytes, info: Any, issues: Issues) -> None:
    name = info["signature_algorithm"]["algorithm"].native
    if name not in _SIGNATURES:
        issues.add("J-109", AT, name=name)
        return
    key = _key(certificate_der)
    if key is None or key.key_size < SMALLEST_KEY:
        issues.add("J-108", AT)
        return
    if not len(info["signed_attrs"] or []):
        return  # said as J-106: what the signature covers is not defined without them
    try:
        key.verify(info["signature"].native, info["signed_attrs"].untag().dump(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        issues.add("J-110", AT)


def _key(certificate_der: bytes) -> rsa.RSAPublicKey | None:
    try:
        certificate: x509.Certificate = load(certificate_der)
        key = certificate.public_key()
    except (CannotRead, ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, rsa.RSAPublicKey) else None
