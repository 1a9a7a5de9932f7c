"""Word to the resident: statuses go to the portal one after the other, for the portal takes them only in their order."""

from datetime import datetime

from sasae.contracts import portal_applications as portal
from sasae.foundation.history import SYSTEM, record
from sasae.foundation.outbox import send_later
from sasae.intake.downloads.models import Download
from sasae.intake.handover.models import REPORT_MOVES, ReportState, StatusReport
from sasae.kernel.findings import Finding

TAKEN = "sasae.intake.handover.reports.note_taken"
REFUSED = "sasae.intake.handover.reports.note_refused"


def report(receipt_number: str, status: str, message: str = "", *, at: datetime) -> StatusReport:
    """Line a status up for the portal, in the caller's transaction. `message` carries no personal data."""
    _hold(receipt_number)
    last = StatusReport.objects.filter(receipt_number=receipt_number).order_by("-sequence").first()
    made = StatusReport.objects.create(
        receipt_number=receipt_number,
        sequence=last.sequence + 1 if last else 1,
        status=portal.ApplicationStatus(status).value,
        message=message,
        made_at=at,
    )
    _send_next(receipt_number)
    return made


def note_taken(answer: portal.StatusUpdated, key: str) -> None:
    """The portal has it. Runs in the transaction that marks the message delivered."""
    _settle(key, ReportState.TAKEN)


def note_refused(findings: list[Finding], key: str) -> None:
    """The portal does not take it (e.g. the resident withdrew meanwhile): noted, and the next one goes."""
    refused = _settle(key, ReportState.REFUSED)
    record(SYSTEM("portal"), "report.refused", refused.receipt_number, status=refused.status)


def _settle(key: str, state: ReportState) -> StatusReport:
    receipt_number, sequence = key.removeprefix("status-").rsplit("-", 1)
    _hold(receipt_number)
    settled = StatusReport.objects.get(receipt_number=receipt_number, sequence=int(sequence))
    _move(settled, state)
    _send_next(receipt_number)
    return settled


def _send_next(receipt_number: str) -> None:
    rows = StatusReport.objects.filter(receipt_number=receipt_number)
    if rows.filter(state=ReportState.SENT).exists():
        return
    waiting = rows.filter(state=ReportState.WAITING).order_by("sequence").first()
    if waiting is None:
        return
    _move(waiting, ReportState.SENT)
    send_later(
        portal.UPDATE_STATUS,
        portal.StatusUpdate(
            receipt_number=receipt_number,
            status=portal.ApplicationStatus(waiting.status),
            message=waiting.message,
        ),
        key=f"status-{receipt_number}-{waiting.sequence}",
        on_answer=TAKEN,
        on_refused=REFUSED,
    )


def _move(row: StatusReport, state: ReportState) -> None:
    if state not in REPORT_MOVES[ReportState(row.state)]:
        raise ValueError(f"通知 {row.receipt_number}-{row.sequence} は {row.state} から {state} に変えられません。")
    row.state = state
    row.save()


def _hold(receipt_number: str) -> None:
    """Lock the file's row, so that reports of one application are made one at a time."""
    Download.objects.select_for_update().only("pk").get(receipt_number=receipt_number)
