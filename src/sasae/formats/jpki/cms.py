"""A detached CMS signature: exactly one signer, a digest that is the content's, a signature by the certificate inside."""

from dataclasses import dataclass

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

SMALLEST_KEY = 2048  # bits
_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


class NotASignature(ValueError):
    """The signature does not hold; `id` and text say why, in Japanese."""

    def __init__(self, id: str, message: str) -> None:
        super().__init__(message)
        self.id = id
        self.message = message


@dataclass(frozen=True)
class Signed:
    """A signature that holds over the digest: the signer's certificate and what else lay beside it."""

    certificate: x509.Certificate
    certificate_der: bytes


def check(signature_der: bytes, digest_sha256: bytes) -> Signed:
    """Check a signature against the SHA-256 of what should be signed. Raises NotASignature.

    The chain is not looked at here.
    """
    data = _signed_data(signature_der)
    infos = data["signer_infos"]
    if len(infos) != 1:
        raise NotASignature("J-102", f"署名者は一人でなければなりません（{len(infos)}人）。")
    info = infos[0]
    certificate = _signer(data, info)
    algorithm = info["digest_algorithm"]["algorithm"].native
    if algorithm != "sha256":
        raise NotASignature("J-103", f"このダイジェスト方式（{algorithm}）は受け付けません。")
    _attributes(info, digest_sha256)
    _verify(certificate, info)
    return Signed(certificate, certificate.public_bytes(Encoding.DER))


def _signed_data(der: bytes) -> cms.SignedData:
    try:
        content = cms.ContentInfo.load(der, strict=True)
        if content["content_type"].native != "signed_data":
            raise NotASignature("J-101", "署名データではありません。")
        data = content["content"]
        _ = [info.native for info in data["signer_infos"]]
    except NotASignature:
        raise
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError) as broken:
        raise NotASignature("J-101", "署名データとして読めません。") from broken
    if data["encap_content_info"]["content"].native is not None:
        raise NotASignature("J-104", "内容を含む署名は受け付けません。")
    return data


def _signer(data: cms.SignedData, info: cms.SignerInfo) -> x509.Certificate:
    """The certificate the signer info names, from among those that came along."""
    for choice in data["certificates"] or []:
        if choice.name != "certificate":
            continue
        one = choice.chosen
        identifier = info["sid"]
        if identifier.name == "issuer_and_serial_number":
            wanted = identifier.chosen
            matches = one.issuer == wanted["issuer"] and one.serial_number == wanted["serial_number"].native
        else:
            matches = one.key_identifier == identifier.chosen.native
        if matches:
            return x509.load_der_x509_certificate(one.dump())
    raise NotASignature("J-105", "署名者の証明書が入っていません。")


def _attributes(info: cms.SignerInfo, digest: bytes) -> None:
    """content-type and message-digest, each once; the digest is the one that should have been signed."""
    values: dict[str, list[object]] = {}
    for attribute in info["signed_attrs"] or []:
        values.setdefault(attribute["type"].native, []).extend(attribute["values"].native)
    if values.get("content_type") != ["data"] or len(values.get("message_digest", [])) != 1:
        raise NotASignature("J-106", "署名属性（内容の種類・ダイジェスト）が正しくありません。")
    if values["message_digest"] != [digest]:
        raise NotASignature("J-107", "署名された内容と申請の内容が違います。署名の後で変わっています。")


def _verify(certificate: x509.Certificate, info: cms.SignerInfo) -> None:
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < SMALLEST_KEY:
        raise NotASignature("J-108", "鍵の種類か長さが足りません。")
    if info["signature_algorithm"].signature_algo != "rsassa_pkcs1v15":
        raise NotASignature("J-109", "この署名方式は受け付けません。")
    name = info["signature_algorithm"]["algorithm"].native
    algorithm = _HASHES.get("sha256" if name in ("rsassa_pkcs1v15", "sha256_rsa") else name.partition("_")[0])
    if algorithm is None:
        raise NotASignature("J-109", "この署名方式は受け付けません。")
    signed = info["signed_attrs"].untag().dump()
    try:
        key.verify(info["signature"].native, signed, padding.PKCS1v15(), algorithm)
    except InvalidSignature as wrong:
        raise NotASignature("J-110", "署名が正しくありません。") from wrong
