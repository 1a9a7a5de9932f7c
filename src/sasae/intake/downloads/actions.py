"""Taking a checked file in: stored or put into quarantine, once, in one transaction."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from sasae.contracts import portal_applications as portal
from sasae.foundation import sealing
from sasae.foundation.history import Actor, record, refuse
from sasae.intake.applications import actions as applications
from sasae.intake.applications.models import State as Status
from sasae.intake.downloads.checked import Proof, Verdict
from sasae.intake.downloads.models import (
    QUARANTINE_MOVES,
    Download,
    EarlierFile,
    Evidence,
    PortalFeed,
    Quarantine,
    QuarantineState,
    RevocationList,
    State,
)
from sasae.intake.handover.reports import report
from sasae.intake.matching.actions import begin
from sasae.kernel.findings import Finding, Severity

PORTAL = "portal"
STATUSES = "portal-statuses"
SORRY = (
    "申請を受け取りましたが、電子署名または申請ファイルを確認できなかったため、手続きを進められません。"
    "お手数ですが、もう一度申請するか、区役所の窓口にお問い合わせください。"
)


class CannotMove(ValueError):
    """The quarantine is not in a state that allows this; the text says which, in Japanese."""


@transaction.atomic
def take_in(entry: portal.Entry, archive: bytes, verdict: Verdict, *, by: Actor, at: datetime) -> Download | None:
    """Keep a fetched file with what the checks said. None when the receipt number is already here: nothing is done twice."""
    digest = hashlib.sha256(archive).hexdigest()
    download, new = Download.objects.get_or_create(
        receipt_number=entry.receipt_number,
        defaults={
            "procedure": entry.procedure,
            "received_at": entry.received_at,
            "fetched_at": at,
            "archive_cipher": sealing.encrypt(archive, archive_context(entry.receipt_number)),
            "size": len(archive),
            "sha256": digest,
            "state": State.STORED if verdict.good else State.QUARANTINED,
            "scan": verdict.scan.result.value,
            "scan_note": verdict.scan.note,
        },
    )
    if not new:
        if download.sha256 != digest:
            refuse(by, "download.differs", entry.receipt_number, "内容の違うファイル")
        return None
    if verdict.signed is not None:
        applications.keep_signature(download, verdict.signed, at=at)
    if verdict.good:
        _store(download, verdict, by=by, at=at)
    else:
        _quarantine(download, verdict, by=by, at=at)
    return download


def archive_context(receipt_number: str) -> str:
    """What a kept file's ciphertext is bound to."""
    return f"intake_downloads_download/{receipt_number}"


def archive_of(download: Download) -> bytes:
    """The file as it came."""
    return sealing.decrypt(download.archive_cipher, archive_context(download.receipt_number))


def _store(download: Download, verdict: Verdict, *, by: Actor, at: datetime) -> None:
    if verdict.content is None:
        raise ValueError("A good verdict has a content.")
    application = applications.keep(download, verdict.content, verdict.noticed, by=by, at=at)
    if verdict.proof is not None:
        _keep_evidence(download, verdict.proof, at=at)
    begin(application)
    record(by, "download.stored", download.receipt_number, applications.persons_of(application))


def _keep_evidence(download: Download, proof: Proof, *, at: datetime) -> None:
    grounds = proof.grounds
    listed, _ = RevocationList.objects.get_or_create(
        sha256=hashlib.sha256(grounds.revocation_list).hexdigest(),
        defaults={"content": grounds.revocation_list, "kept_at": at},
    )
    Evidence.objects.create(
        download=download, statement=proof.statement, time_stamp=proof.time_stamp, anchor=grounds.anchor,
        answer=grounds.answer or None, revocation_list=listed,
    )  # fmt: skip


def _quarantine(download: Download, verdict: Verdict, *, by: Actor, at: datetime) -> None:
    told = is_the_applicants(verdict.findings)
    Quarantine.objects.create(
        download=download, findings=[finding.as_dict() for finding in verdict.findings], quarantined_at=at,
        told_at=at if told else None,
    )  # fmt: skip
    if told:
        report(download.receipt_number, Status.ERROR.value, SORRY, at=at)
    record(
        by, "download.quarantined", download.receipt_number, [download.receipt_number],
        findings=" ".join(dict.fromkeys(finding.id for finding in verdict.findings)),
    )  # fmt: skip


def is_the_applicants(findings: Iterable[Finding]) -> bool:
    """Whether only a new application can mend it: a fault of signature, certificate or form.

    A file that is damaged, sealed wrongly or infected may have become so on the way: staff fetch it again, or send it back.
    """
    return any(one.severity is Severity.ERROR and one.id.startswith(("J-", "IK-2", "IK-3")) for one in findings)


@transaction.atomic
def take_again(entry: portal.Entry, archive: bytes, verdict: Verdict, *, by: Actor, at: datetime) -> Quarantine:
    """A held file was fetched again: stored when every check passes now, else held with the new findings. Raises CannotMove."""
    one = _held(entry.receipt_number)
    download = Download.objects.select_for_update().get(pk=one.download_id)
    digest = hashlib.sha256(archive).hexdigest()
    if digest != download.sha256:
        EarlierFile.objects.create(
            download=download, archive_cipher=download.archive_cipher, sha256=download.sha256,
            fetched_at=download.fetched_at, findings=one.findings,
        )  # fmt: skip
        download.archive_cipher = sealing.encrypt(archive, archive_context(entry.receipt_number))
    download.sha256, download.size, download.fetched_at = digest, len(archive), at
    download.scan, download.scan_note = verdict.scan.result.value, verdict.scan.note
    download.state = State.STORED if verdict.good else State.QUARANTINED
    download.save()
    record(by, "quarantine.fetched_again", entry.receipt_number, [entry.receipt_number])
    if verdict.signed is not None:
        applications.keep_signature(download, verdict.signed, at=at)
    if verdict.good:
        _end(one, QuarantineState.MENDED, "取り直したファイルは、すべての検査を通りました。", by=by, at=at)
        _store(download, verdict, by=by, at=at)
        return one
    one.findings = [finding.as_dict() for finding in verdict.findings]
    if is_the_applicants(verdict.findings):
        one.told_at = at
        report(entry.receipt_number, Status.ERROR.value, SORRY, at=at)
    one.save()
    return one


@transaction.atomic
def send_back(receipt_number: str, reason: str, *, by: Actor, at: datetime) -> Quarantine:
    """Give a held application back to the applicant, who reads the reason in the portal. Raises CannotMove."""
    one = _held(receipt_number)
    if not reason.strip():
        raise CannotMove("申請者に伝える理由を入れてください。")
    one.told_at = at
    _end(one, QuarantineState.CLOSED, reason.strip()[:500], by=by, at=at)
    report(receipt_number, Status.ERROR.value, one.note, at=at)
    record(by, "quarantine.sent_back", receipt_number, [receipt_number], reason=one.note)
    return one


def _held(receipt_number: str) -> Quarantine:
    """A quarantined file nobody has dealt with, and whose applicant knows nothing yet. Raises CannotMove."""
    one = Quarantine.objects.select_for_update().get(download__receipt_number=receipt_number)
    if one.state != QuarantineState.OPEN or one.told_at is not None:
        raise CannotMove("この申請は、すでに申請者に返したか、格納しています。")
    return one


def _end(one: Quarantine, state: QuarantineState, note: str, *, by: Actor, at: datetime) -> None:
    one.state, one.closed_by, one.closed_at, one.note = state, by.id, at, note
    one.save()


@transaction.atomic
def close(receipt_number: str, note: str, *, by: Actor, at: datetime) -> Quarantine:
    """Staff have looked at a quarantined file and say what was done about it. Raises CannotMove."""
    quarantine = Quarantine.objects.select_for_update().get(download__receipt_number=receipt_number)
    if QuarantineState.CLOSED not in QUARANTINE_MOVES[QuarantineState(quarantine.state)]:
        raise CannotMove("この申請はすでに確認済です。")
    if quarantine.told_at is None:
        raise CannotMove("申請者にはまだ何も伝えていません。取り直すか、理由を書いて申請者に返してください。")
    if not note.strip():
        raise CannotMove("確認した内容を入れてください。")
    _end(quarantine, QuarantineState.CLOSED, note.strip()[:500], by=by, at=at)
    record(by, "quarantine.closed", receipt_number, [receipt_number], note=quarantine.note)
    return quarantine


@transaction.atomic
def note_asked(*, waiting: int, problem: str, at: datetime) -> None:
    """When the portal was last asked, and what stood in the way."""
    PortalFeed.objects.update_or_create(
        source=PORTAL, defaults={"asked_at": at, "waiting": waiting, "problem": problem[:300]}
    )


@transaction.atomic
def note_heard(until: datetime) -> None:
    """Up to when the portal's changes of status are heard."""
    PortalFeed.objects.update_or_create(source=STATUSES, defaults={"asked_at": until})


@transaction.atomic
def note_wish(by: Actor) -> None:
    """Staff ask for the files to be fetched now."""
    record(by, "download.asked", PORTAL)
