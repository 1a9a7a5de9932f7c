"""Opening and checking one reply: seal, files, and of a withdrawal the signature. Asks partners; writes nothing."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import ValidationError

from sasae.contracts import certificates
from sasae.contracts import portal_letters as contract
from sasae.contracts.portal_letters import ReplyKind
from sasae.formats.jpki import VerificationResult, verify_application
from sasae.foundation.own_keys import unseal_text
from sasae.foundation.partners import ask
from sasae.intake.downloads import revocation
from sasae.intake.downloads.checking import plain_serial
from sasae.intake.downloads.scanning import Scanner
from sasae.intake.letters.received import Kept, Received
from sasae.kernel.findings import Finding, Severity, error, warning
from sasae.wire.client import Refused
from sasae.wire.sealing import CannotOpen

KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
NOT_KNOWN = "J-302"  # revocation could not be told: says nothing against the signer


def check(reply: contract.Reply, *, at: datetime) -> Received:
    """What the reply says and what is to be said of it.

    Raises revocation.CannotCheckNow where scanner or card authority are away: it is to be tried again.
    """
    try:
        content = contract.ReplyContent.model_validate_json(unseal_text(reply.sealed))
        papers = [(one.name, base64.b64decode(one.content_base64, validate=True)) for one in content.papers]
    except (CannotOpen, ValidationError, binascii.Error):
        found = [error("IK-523", "封緘", "返事の封緘を開けないか、中身を読めません。申請者に電話で確かめてください。")]
        return Received(findings=found, unopened=reply.sealed)
    findings: list[Finding] = []
    kept = _kept(papers, findings)
    said = {"text": content.text, "newer": content.newer, "payload": content.payload, "papers": kept}
    if reply.entry.kind != ReplyKind.WITHDRAWAL:
        return Received(**said, findings=findings)
    return _signed(reply, content, said, findings, at)


def _kept(papers: list[tuple[str, bytes]], findings: list[Finding]) -> list[Kept]:
    inspect = Scanner().inspect if papers else None
    return [_paper(number, name, content, inspect, findings) for number, (name, content) in enumerate(papers, 1)]


def _paper(
    number: int, name: str, content: bytes, inspect: Callable[[bytes], str] | None, findings: list[Finding]
) -> Kept:
    media = next((media for magic, media in KINDS.items() if content.startswith(magic)), "")
    good = bool(media)
    if not media:
        findings.append(warning("IK-524", f"添付{number}", "受け取れない種類のファイルのため、保管しませんでした。"))
    elif inspect is not None and inspect(content):
        findings.append(warning("IK-525", f"添付{number}", "害のある内容が見つかったため、保管しませんでした。"))
        good = False
    return Kept(name[:100], media, len(content), hashlib.sha256(content).hexdigest(), content if good else None)


def _signed(
    reply: contract.Reply, content: contract.ReplyContent, said: dict[str, object], findings: list[Finding],
    at: datetime,
) -> Received:  # fmt: skip
    signature, certificate = _bytes(reply.signature_base64), _bytes(reply.certificate_base64)
    result = _verified(content.payload.encode(), signature, certificate, reply.entry.sent_at, at)
    findings += result.findings
    if _told(content.payload) != ("withdrawal", reply.entry.receipt_number, reply.entry.id):
        findings.append(error("IK-526", "署名された内容", "署名された内容が、この申請の取下げではありません。"))
    signer = result.signer
    who = (signer.name, signer.birth_date.isoformat() if signer.birth_date else "") if signer else ("", "")
    return Received(
        **said, signature=signature, certificate=certificate, findings=findings,  # type: ignore[arg-type]
        signing_serial=signer.serial if signer else "", signer=who,
        user_serial=_user_serial_of(signer.serial) if signer and result.ok else "",
    )  # fmt: skip


def _bytes(told: str) -> bytes:
    """What it stands for; nothing where it is not written as it should be, which is then no signature."""
    try:
        return base64.b64decode(told, validate=True)
    except binascii.Error:
        return b""


def _user_serial_of(signing_serial: str) -> str:
    """The user certificate of the same card: by it an application that needed no signature is known. Raises Unreachable."""
    try:
        told = ask(certificates.CORRESPONDENCE, certificates.CorrespondenceRequest(signing_serial=signing_serial))
    except Refused:
        return ""
    return plain_serial(told.user_serial or "")


def _verified(
    payload: bytes, signature: bytes, certificate: bytes, received_at: datetime, at: datetime
) -> VerificationResult:
    roots = [one.public_bytes(Encoding.DER) for one in revocation.anchors()]
    answer, listed = revocation.answer_on(certificate), revocation.revocation_list(at)
    result = verify_application(
        payload, signature, anchors=roots, at=at, crls=[listed], ocsps=[answer] if answer else [],
        received_at=received_at,
    )  # fmt: skip
    if {finding.id for finding in result.findings if finding.severity == Severity.ERROR} == {NOT_KNOWN}:
        raise revocation.CannotCheckNow("認証局の情報から、証明書が失効していないことを確かめられません。")
    return result


def _told(payload: str) -> tuple[str, str, str]:
    """Form, application and reply the signed words name."""
    try:
        told = json.loads(payload)
    except ValueError:
        return ("", "", "")
    if not isinstance(told, dict):
        return ("", "", "")
    return (str(told.get("form", "")), str(told.get("receipt_number", "")), str(told.get("reply", "")))
