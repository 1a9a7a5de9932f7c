"""Time stamps (RFC 3161): the question, and what an answer says when it holds.

A stamp is a CMS over a TSTInfo that names a SHA-256 and a moment. It holds when exactly one signer, whose certificate
came along, is for time stamping alone, was valid at that moment and was issued by an authority that is trusted.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.x509.oid import ExtendedKeyUsageOID

LARGEST = 256 * 1024  # bytes; a stamp with its certificate has about 3,000
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


class BadStamp(ValueError):
    """The answer is no stamp over what was asked, or nobody who is trusted gave it; the text says why, in Japanese."""


@dataclass(frozen=True)
class Stamp:
    """A stamp that holds. `until` is the last moment of the stamping authority's certificate."""

    at: datetime
    until: datetime
    authority: str


def question(digest: bytes) -> tuple[bytes, int]:
    """A request for a stamp over this SHA-256 (DER), and the number the answer must repeat."""
    nonce = secrets.randbits(63)
    asked = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest},
            "nonce": nonce,
            "cert_req": True,
        }
    )
    der: bytes = asked.dump()
    return der, nonce


def token_of(answer: bytes) -> bytes:
    """The stamp out of an authority's answer. Raises BadStamp when it was refused."""
    try:
        told = tsp.TimeStampResp.load(answer, strict=True)
        if told["status"]["status"].native not in ("granted", "granted_with_mods"):
            raise BadStamp("時刻認証局がタイムスタンプを断りました。")
        der: bytes = told["time_stamp_token"].dump()
    except _BROKEN as broken:
        if isinstance(broken, BadStamp):
            raise
        raise BadStamp("時刻認証局の返事を読めません。") from broken
    return der


def read(token: bytes, digest: bytes, anchors: Sequence[bytes], nonce: int | None = None) -> Stamp:
    """What a stamp over this SHA-256 says. `anchors` are DER certificates. Raises BadStamp."""
    if len(token) > LARGEST:
        raise BadStamp("タイムスタンプとして大きすぎます。")
    try:
        content = cms.ContentInfo.load(token, strict=True)
        data = content["content"]
        if content["content_type"].native != "signed_data" or len(data["signer_infos"]) != 1:
            raise BadStamp("タイムスタンプの署名者が一つではありません。")
        if data["encap_content_info"]["content_type"].native != "tst_info":
            raise BadStamp("タイムスタンプではありません。")
        held = bytes(data["encap_content_info"]["content"].contents)
        certificate = _signer(data, data["signer_infos"][0])
        _verify(certificate, data["signer_infos"][0], held)
        return _said(tsp.TSTInfo.load(held, strict=True), certificate, digest, anchors, nonce)
    except BadStamp:
        raise
    except _BROKEN as broken:
        raise BadStamp("タイムスタンプを読めません。") from broken


def _signer(data: Any, info: Any) -> x509.Certificate:
    wanted = info["sid"].chosen["serial_number"].native
    for choice in data["certificates"]:
        if choice.name == "certificate" and choice.chosen.serial_number == wanted:
            return x509.load_der_x509_certificate(choice.chosen.dump())
    raise BadStamp("タイムスタンプに署名者の証明書がありません。")


def _verify(certificate: x509.Certificate, info: Any, held: bytes) -> None:
    """The signature over the attributes, and the attributes' digest over what the stamp says."""
    digest = Hash(SHA256())
    digest.update(held)
    given = {each["type"].native: each["values"].native for each in info["signed_attrs"]}
    if given.get("content_type") != ["tst_info"] or given.get("message_digest") != [digest.finalize()]:
        raise BadStamp("タイムスタンプの中身が変わっています。")
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or info["digest_algorithm"]["algorithm"].native != "sha256":
        raise BadStamp("タイムスタンプの署名方式を受け付けません。")
    try:
        key.verify(info["signature"].native, info["signed_attrs"].untag().dump(), padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        raise BadStamp("タイムスタンプの署名が合いません。") from None


def _said(
    info: Any, certificate: x509.Certificate, digest: bytes, anchors: Sequence[bytes], nonce: int | None
) -> Stamp:
    imprint, at = info["message_imprint"], info["gen_time"].native
    if imprint["hash_algorithm"]["algorithm"].native != "sha256" or imprint["hashed_message"].native != digest:
        raise BadStamp("タイムスタンプは、別のものに対するものです。")
    if nonce is not None and info["nonce"].native != nonce:
        raise BadStamp("タイムスタンプは、別の求めに対するものです。")
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise BadStamp("タイムスタンプの時刻が、時刻認証局の証明書の有効期間の外です。")
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    if list(usage) != [ExtendedKeyUsageOID.TIME_STAMPING] or not any(_issued(certificate, one) for one in anchors):
        raise BadStamp("信頼する時刻認証局のタイムスタンプではありません。")
    return Stamp(at, certificate.not_valid_after_utc, certificate.subject.rfc4514_string())


def _issued(certificate: x509.Certificate, anchor: bytes) -> bool:
    try:
        certificate.verify_directly_issued_by(x509.load_der_x509_certificate(anchor))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
