"""The trust anchor, and what the card authority says of revocation: its list (kept for minutes) and its answer (OCSP)."""

import hashlib
import time
from datetime import datetime
from threading import Lock

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from django.conf import settings

from sasae.formats import time_stamp
from sasae.intake.downloads import authority_line

KEPT = 5 * 60  # seconds a revocation list is used before it is fetched again
MOST = 32 * 1024 * 1024  # bytes of an answer
ANCHORS, STAMP_ANCHORS = "signing-ca*", "stamping-ca*"

_lists: dict[str, tuple[float, bytes]] = {}
_lock = Lock()


class CannotCheckNow(Exception):
    """The check needs something that is not to be had at this moment: the application waits. The text is for staff."""


def anchors(pattern: str = ANCHORS) -> list[x509.Certificate]:
    """The authorities that are believed, for signing certificates unless said otherwise: DER or PEM. Raises CannotCheckNow when there are none."""
    found: list[x509.Certificate] = []
    try:
        for place in sorted(settings.SASAE_TRUST.glob(pattern)):
            content = place.read_bytes()
            if content.startswith(b"-----BEGIN"):
                found += x509.load_pem_x509_certificates(content)
            else:
                found.append(x509.load_der_x509_certificate(content))
    except (OSError, ValueError):
        raise CannotCheckNow("認証局の証明書を読めません。システム担当が登録し直してください。") from None
    if not found:
        raise CannotCheckNow("信頼する認証局の証明書がありません。システム担当が登録してください。")
    return found


def revocation_list(at: datetime, kind: str = "signing") -> bytes:
    """The authority's list for certificates of a kind, in force at this moment (DER). Raises CannotCheckNow."""
    url = f"{_base()}/crl/{kind}"
    with _lock:
        kept = _lists.get(url)
    if kept is not None and kept[0] > time.monotonic() and _in_force(kept[1], at):
        return kept[1]
    fetched = _fetch("GET", url)
    if not _in_force(fetched, at):
        raise CannotCheckNow("失効リストの期限が切れているか、失効リストとして読めません。")
    with _lock:
        _lists[url] = (time.monotonic() + KEPT, fetched)
    return fetched


def forget_lists() -> None:
    """Fetch anew next time."""
    with _lock:
        _lists.clear()


def answer_on(certificate_der: bytes) -> bytes | None:
    """The authority's own answer on one certificate (DER); None when it is not of this authority or says nothing."""
    try:
        certificate = x509.load_der_x509_certificate(certificate_der)
        issuer = next((one for one in anchors() if one.subject == certificate.issuer), None)
        if issuer is None:
            return None
        question = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, SHA256()).build()
        answer = _fetch("POST", f"{_base()}/ocsp", question.public_bytes(Encoding.DER), "application/ocsp-request")
        said = ocsp.load_der_ocsp_response(answer).response_status
    except (CannotCheckNow, ValueError):
        return None
    return answer if said == ocsp.OCSPResponseStatus.SUCCESSFUL else None


def stamp_on(statement: bytes) -> bytes:
    """A time stamp over this statement, looked at before it is believed. Raises CannotCheckNow: acceptance waits for it."""
    digest = hashlib.sha256(statement).digest()
    roots = [one.public_bytes(Encoding.DER) for one in anchors(STAMP_ANCHORS)]
    asked, nonce = time_stamp.question(digest)
    try:
        answer = _fetch("POST", str(settings.SASAE_TIME_STAMP), asked, "application/timestamp-query")
        token = time_stamp.token_of(answer)
        time_stamp.read(token, digest, roots, nonce)
    except CannotCheckNow:
        raise CannotCheckNow("時刻認証局に届かず、時刻証明を受けられません。申請は待ちます。") from None
    except time_stamp.BadStamp as reason:
        raise CannotCheckNow(f"時刻認証局の返事を使えません（{reason}）。申請は待ちます。") from reason
    return token


def _in_force(der: bytes, at: datetime) -> bool:
    try:
        found = x509.load_der_x509_crl(der)
    except ValueError:
        return False
    return found.next_update_utc is None or at <= found.next_update_utc


def _base() -> str:
    return str(settings.SASAE_CARD_STATUS).rstrip("/")


def _fetch(method: str, url: str, body: bytes | None = None, kind: str = "") -> bytes:
    try:
        answer = authority_line.ask(method, url, body, kind)
    except authority_line.NoAnswer as trouble:
        raise CannotCheckNow("認証局に届かず、失効を確かめられません。") from trouble
    if answer.status_code != 200 or len(answer.content) > MOST:
        raise CannotCheckNow(f"認証局が失効の情報を返しません（{answer.status_code}）。")
    return answer.content
