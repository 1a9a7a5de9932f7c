"""Intake's own part: its journal and the applications it holds of one person."""

from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from sasae.contracts.evidence import Entry, Line, Row, Section
from sasae.foundation.evidence.telling import lines_of
from sasae.intake.applications.models import Application
from sasae.intake.applications.queries import without_bytes
from sasae.kernel.clock import TOKYO
from sasae.kernel.wareki import to_wareki


def own_lines(atena_no: str, *, since: date, limit: int, on: date, hidden: bool) -> tuple[list[Line], bool]:
    """Lines from this system's journal, which knows the person by 宛名番号 and by receipt numbers."""
    receipts = list(_applications(atena_no).values_list("receipt_number", flat=True))
    return lines_of(
        [atena_no, *receipts], since=datetime.combine(since, time(), TOKYO), limit=limit, hidden=hidden,
        protected_among=lambda others: _protected_among(others, on),
    )  # fmt: skip


def own_section(atena_no: str) -> Section:
    """The applications, without their content: it stands in the business system's part."""
    entries = [
        Entry(
            title=row.receipt_number,
            rows=[
                Row(label="状態", value=row.get_state_display()),
                Row(label="受け取った日", value=to_wareki(row.download.received_at.astimezone(TOKYO).date())),
            ],
        )
        for row in _applications(atena_no).select_related("download").order_by("-pk")
    ]
    return Section(system="intake", title="電子申請", entries=entries)


def _applications(atena_no: str) -> QuerySet[Application]:
    return without_bytes().filter(atena_no=atena_no)


def _protected_among(numbers: set[str], on: date) -> set[str]:
    """Persons and receipt numbers of persons under 支援措置, or of senders nobody found, who may be."""
    rows = Application.objects.filter(Q(protected_until__gte=on) | Q(atena_no=""))
    hit = rows.filter(Q(atena_no__in=numbers - {""}) | Q(receipt_number__in=numbers))
    return {number for pair in hit.values_list("atena_no", "receipt_number") for number in pair if number}
