"""Intake's own part: its journal, the applications, questions and requests it holds of one person."""

from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from sasae.contracts.evidence import Entry, Evidence, IntakeQuestion, Line, Row, Section, Want
from sasae.foundation.evidence.telling import lines_of
from sasae.intake.applications.models import Application
from sasae.intake.applications.queries import without_bytes
from sasae.intake.questions.models import CaseState, DisclosureRequest, RequestState, StrangeCase
from sasae.kernel.clock import TOKYO
from sasae.kernel.wareki import to_wareki

WHEREABOUTS = "［支援措置の期間中のため不開示］"


def own_lines(atena_no: str, *, since: date, limit: int, on: date, hidden: bool) -> tuple[list[Line], bool]:
    """Lines from this system's journal, which knows the person by 宛名番号 and by receipt numbers."""
    receipts = list(_applications(atena_no).values_list("receipt_number", flat=True))
    return lines_of(
        [atena_no, *receipts], since=datetime.combine(since, time(), TOKYO), limit=limit, hidden=hidden,
        protected_among=lambda others: _protected_among(others, on),
    )  # fmt: skip


def tell(question: IntakeQuestion, *, on: date) -> Evidence:
    """What linkage is told of a person for their own eyes; nothing of somebody who never applied here."""
    hidden = question.hidden or _hidden(question.atena_no, on)
    if question.want is Want.FILE:
        return Evidence(sections=own_sections(question.atena_no, hidden=hidden), hidden=hidden)
    lines, more = own_lines(question.atena_no, since=question.since, limit=question.limit, on=on, hidden=hidden)
    return Evidence(lines=lines, more=more, hidden=hidden)


def own_sections(atena_no: str, *, hidden: bool) -> list[Section]:
    """Everything but what the business system's part tells; of somebody under 支援措置 nothing that may name a ward."""
    found = [
        ("電子申請", _applied(atena_no)), ("心当たりのない記録のおたずね", _cases(atena_no, hidden)),
        ("電子申請による開示請求", _requests(atena_no)),
    ]  # fmt: skip
    return [Section(system="intake", title=title, entries=entries) for title, entries in found]


def _applied(atena_no: str) -> list[Entry]:
    """The applications, without their content: it stands in the business system's part."""
    return [
        Entry(
            title=row.receipt_number,
            rows=[
                Row(label="状態", value=row.get_state_display()),
                Row(label="受け取った日", value=to_wareki(row.download.received_at.astimezone(TOKYO).date())),
            ],
        )
        for row in _applications(atena_no).select_related("download").order_by("-pk")
    ]


def _cases(atena_no: str, hidden: bool) -> list[Entry]:
    return [
        _entry(row.number, {
            "受けた日": to_wareki(row.opened_on), "おたずねの記録": WHEREABOUTS if hidden else row.what, "ご本人の言葉": WHEREABOUTS if hidden and row.remark else row.remark,
            "状態": CaseState(row.state).label, "お答え": _answer(row, hidden),
        })
        for row in StrangeCase.objects.filter(atena_no=atena_no).order_by("-pk")
    ]  # fmt: skip


def _answer(row: StrangeCase, hidden: bool) -> str:
    if row.state != CaseState.ANSWERED:
        return ""
    return WHEREABOUTS if hidden else row.answer


def _requests(atena_no: str) -> list[Entry]:
    rows = DisclosureRequest.objects.filter(atena_no=atena_no).order_by("-pk")
    return [
        _entry(row.number, {"請求の日": to_wareki(row.requested_on), "期限": to_wareki(row.due_on), "状態": RequestState(row.state).label})
        for row in rows
    ]  # fmt: skip


def _entry(title: str, rows: dict[str, str]) -> Entry:
    return Entry(title=title, rows=[Row(label=label, value=value[:1000] or "－") for label, value in rows.items()])


def _hidden(atena_no: str, on: date) -> bool:
    return _applications(atena_no).filter(protected_until__gte=on).exists()


def _applications(atena_no: str) -> QuerySet[Application]:
    return without_bytes().filter(atena_no=atena_no)


def _protected_among(numbers: set[str], on: date) -> set[str]:
    """Persons and receipt numbers of persons under 支援措置, or of senders nobody found, who may be."""
    rows = Application.objects.filter(Q(protected_until__gte=on) | Q(atena_no=""))
    hit = rows.filter(Q(atena_no__in=numbers - {""}) | Q(receipt_number__in=numbers))
    return {number for pair in hit.values_list("atena_no", "receipt_number") for number in pair if number}
