"""What the portal checks of a signature: at log-in everything, revocation included; of an application form and digest.

Whether a signing certificate was revoked is the municipality's to judge (docs/adr/0011).
"""

from datetime import datetime
from functools import lru_cache
from time import monotonic

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from sasae.formats.jpki import VerificationResult, verify_log_in
from sasae.kernel.findings import Finding, error

LIST_SECONDS = 300
_AWAY = error(
    "J-901", "失効リスト", "証明書の失効を確かめるところに、いまつながりません。しばらくしてからお試しください。"
)


class NotAccepted(ValueError):
    """The signature is not accepted; `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(" ".join(finding.id for finding in findings))
        self.findings = findings


def check_log_in(digest: str, signature: bytes, certificate: bytes, *, at: datetime) -> str:
    """The serial number of a good user certificate. Raises NotAccepted."""
    result = verify_log_in(bytes.fromhex(digest), signature, anchors=[_anchor("user")], at=at, crls=[_list("user", at)])
    return _accepted(result, certificate)


def check_signature(digest: str, signature: bytes, certificate: bytes, *, user_serial: str, at: datetime) -> list[str]:
    """電子署名検証結果データ of an application's signature, as the portal states it. Raises NotAccepted."""
    result = verify_log_in(
        bytes.fromhex(digest), signature, anchors=[_anchor("signing")], at=at, signing=True, revocation=False
    )
    _accepted(result, certificate)
    signer = result.signer
    assert signer is not None  # accepted: the certificate was read
    birth = signer.birth_date.isoformat() if signer.birth_date else ""
    return [at.date().isoformat(), "有効", user_serial, signer.name, birth, signer.address, signer.sex]


def _accepted(result: VerificationResult, certificate: bytes) -> str:
    if not result.ok or result.signer is None:
        raise NotAccepted(result.findings)
    if result.certificate_der != certificate:
        raise NotAccepted([error("J-902", "証明書", "署名の証明書と、送られた証明書が違います。")])
    return result.signer.serial


@lru_cache(maxsize=4)
def _anchor(kind: str) -> bytes:
    """The root of a kind of certificate, as the operator has put it there (PEM); as DER."""
    certificate = x509.load_pem_x509_certificate((settings.SASAE_TRUST / f"{kind}-ca.pem").read_bytes())
    return certificate.public_bytes(Encoding.DER)


def _list(kind: str, at: datetime) -> bytes:
    """The revocation list, at most LIST_SECONDS old and of this moment. Raises NotAccepted when it cannot be had."""
    kept = _fetched(kind, int(monotonic() // LIST_SECONDS))
    if _in_force(kept, at):
        return kept
    _fetched.cache_clear()
    return _fetched(kind, int(monotonic() // LIST_SECONDS))


def _in_force(der: bytes, at: datetime) -> bool:
    try:
        found = x509.load_der_x509_crl(der)
    except ValueError:
        return False
    return found.last_update_utc <= at and (found.next_update_utc is None or at <= found.next_update_utc)


@lru_cache(maxsize=4)
def _fetched(kind: str, moment: int) -> bytes:
    try:
        answer = httpx.get(f"{settings.SASAE_CARD_STATUS}/crl/{kind}", timeout=10, trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError as away:
        raise NotAccepted([_AWAY]) from away
    return answer.content
