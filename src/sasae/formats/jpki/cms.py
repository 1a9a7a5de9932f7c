"""A detached CMS signature: exactly one signer, a digest that is the content's, a signature by the certificate inside.

Everything that can be said is said at once, and the certificate is given even when the signature does not hold, so that
a caller can tell who is said to have signed. The structure (RFC 5652 §5) is declared below and read by `cryptography`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from asn1crypto import algos, cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from sasae.formats.issues import Issues
from sasae.formats.jpki.certificate import CannotRead, load

SMALLEST_KEY = 2048  # bits
LARGEST = 256 * 1024  # bytes; a signature with its certificate has about 3,000
AT = "署名データ"
SIGNED_DATA, DATA = "1.2.840.113549.1.7.2", "1.2.840.113549.1.7.1"
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = (f"1.2.840.113549.1.9.{last}" for last in (3, 4, 5))
_DIGEST = "2.16.840.1.101.3.4.2.1"  # SHA-256
_SIGNATURES = {"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11"}  # RSA PKCS #1 v1.5, and the same with SHA-256
_SET, _SEQUENCE, _KEY_IDENTIFIER = 0x31, b"\x30", b"\x80"
_NOT_CMS = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


@asn1.sequence
class _Algorithm:
    algorithm: x509.ObjectIdentifier
    parameters: asn1.Null | None


@asn1.sequence
class _Attribute:
    type: x509.ObjectIdentifier
    values: asn1.SetOf[asn1.TLV]


@asn1.sequence
class _IssuerAndSerial:
    issuer: asn1.TLV
    serial: int


# A SET is read as a list: certificates stand in it in any order, and what was signed are the bytes as they came.
@asn1.sequence
class _SignerInfo:
    version: int
    sid: asn1.TLV
    digest_algorithm: asn1.TLV
    signed_attrs: Annotated[list[asn1.TLV] | None, asn1.Implicit(0)]
    signature_algorithm: asn1.TLV
    signature: bytes
    unsigned_attrs: Annotated[list[asn1.TLV] | None, asn1.Implicit(1)]


@asn1.sequence
class _Encapsulated:
    content_type: x509.ObjectIdentifier
    content: Annotated[bytes | None, asn1.Explicit(0)]


@asn1.sequence
class _SignedData:
    version: int
    digest_algorithms: asn1.TLV
    encapsulated: _Encapsulated
    certificates: Annotated[list[asn1.TLV] | None, asn1.Implicit(0)]
    crls: Annotated[list[asn1.TLV] | None, asn1.Implicit(1)]
    signer_infos: asn1.SetOf[_SignerInfo]


@asn1.sequence
class _ContentInfo:
    content_type: x509.ObjectIdentifier
    content: Annotated[_SignedData, asn1.Explicit(0)]


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
        infos = data.signer_infos.as_list()
        if len(infos) != 1:
            issues.add("J-102", AT, count=len(infos))
            return Examined()
        if data.encapsulated.content is not None:
            issues.add("J-104", AT)
        info = infos[0]
        if (digest := _algorithm(info.digest_algorithm)) != _DIGEST:
            issues.add("J-103", AT, name=_named(algos.DigestAlgorithmId, digest))
        signed_at = _attributes(data, info, digest_sha256, issues)
        certificate = _signer(data, info)
        if certificate is None:
            issues.add("J-105", AT)
            return Examined(signed_at=signed_at)
        _verify(certificate, info, issues)
    except _NOT_CMS:
        issues.add("J-101", AT)
        return Examined()
    return Examined(certificate.public_bytes(Encoding.DER), signed_at)


def _signed_data(content: bytes) -> _SignedData:
    if len(content) > LARGEST:
        raise ValueError("too large")
    try:
        found = asn1.decode_der(_ContentInfo, content)
    except ValueError:
        # Some programs write BER; the meaning is the same.
        found = asn1.decode_der(_ContentInfo, cms.ContentInfo.load(content, strict=True).dump(force=True))
    if found.content_type.dotted_string != SIGNED_DATA:
        raise ValueError("no SignedData")
    return found.content


def _signer(data: _SignedData, info: _SignerInfo) -> x509.Certificate | None:
    """The certificate the signer info names, from among those that came along."""
    for one in data.certificates or []:
        if one.tag_bytes != _SEQUENCE:
            continue
        certificate = load(_der(_SEQUENCE[0], bytes(one.data)))
        if _is_named(certificate, info.sid):
            return certificate
    return None


def _is_named(certificate: x509.Certificate, sid: asn1.TLV) -> bool:
    """By issuer and serial number, or by the identifier of its key."""
    if sid.tag_bytes == _KEY_IDENTIFIER:
        try:
            identifier = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        except x509.ExtensionNotFound:
            return False
        return identifier.digest == bytes(sid.data)
    wanted = sid.parse(_IssuerAndSerial)
    name = _der(_SEQUENCE[0], bytes(wanted.issuer.data))
    return bool(certificate.serial_number == wanted.serial and certificate.issuer.public_bytes() == name)


def _attributes(data: _SignedData, info: _SignerInfo, digest: bytes, issues: Issues) -> datetime | None:
    """content-type and message-digest, each once; the digest is the one that should have been signed."""
    values: dict[str, list[asn1.TLV]] = {}
    for raw in info.signed_attrs or []:
        attribute = raw.parse(_Attribute)
        values.setdefault(attribute.type.dotted_string, []).extend(attribute.values.as_list())
    types = [one.parse(x509.ObjectIdentifier).dotted_string for one in values.get(CONTENT_TYPE, [])]
    digests = [one.parse(bytes) for one in values.get(MESSAGE_DIGEST, [])]
    if data.encapsulated.content_type.dotted_string != DATA or types != [DATA] or len(digests) != 1:
        issues.add("J-106", AT)
    elif digests != [digest]:
        issues.add("J-107", AT)
    times = values.get(SIGNING_TIME, [])
    return _time(times[0]) if len(times) == 1 else None


def _time(value: asn1.TLV) -> datetime | None:
    """UTCTime or GeneralizedTime, in UTC."""
    found = cms.Time.load(_der(value.tag_bytes[0], bytes(value.data))).native
    return found if isinstance(found, datetime) else None


def _verify(certificate: x509.Certificate, info: _SignerInfo, issues: Issues) -> None:
    name = _algorithm(info.signature_algorithm)
    if name not in _SIGNATURES:
        issues.add("J-109", AT, name=_named(algos.SignedDigestAlgorithmId, name))
        return
    key = _key(certificate)
    if key is None or key.key_size < SMALLEST_KEY:
        issues.add("J-108", AT)
        return
    if not info.signed_attrs:
        return  # said as J-106: what the signature covers is not defined without them
    signed = b"".join(_der(one.tag_bytes[0], bytes(one.data)) for one in info.signed_attrs)
    try:
        key.verify(info.signature, _der(_SET, signed), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        issues.add("J-110", AT)


def _key(certificate: x509.Certificate) -> rsa.RSAPublicKey | None:
    try:
        key = certificate.public_key()
    except (CannotRead, ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, rsa.RSAPublicKey) else None


def _algorithm(identifier: asn1.TLV) -> str:
    """Its number. Those that are accepted have no parameters."""
    try:
        return str(identifier.parse(_Algorithm).algorithm.dotted_string)
    except ValueError:
        other = algos.AlgorithmIdentifier.load(_der(identifier.tag_bytes[0], bytes(identifier.data)), strict=True)
        return str(other["algorithm"].dotted)


def _named(names: Any, dotted: str) -> str:
    """An algorithm's name for people, its number where it has none."""
    return str(names.map(dotted))


def _der(tag: int, content: bytes) -> bytes:
    """One element of DER."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
