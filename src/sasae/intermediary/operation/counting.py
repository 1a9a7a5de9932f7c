"""Figures of the business: of a body out of its own records; of all bodies out of what their jobs counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.db.models.functions import TruncMonth

from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.operation.models import BodyCount
from sasae.intermediary.records.models import ProvisionRecord
from sasae.kernel import clock


@dataclass(frozen=True)
class Line:
    """How many exchanges of one kind in a month."""

    month: date
    side: str
    partner: str
    information: str
    result: str
    count: int


def of_body(body: Body, since: date, until: date) -> list[Line]:
    """Months since..until, by partner, information and result. Records that correct others are not counted again."""
    with acting_for(body.code):
        rows = list(_grouped(since, until, "side", "inquirer", "provider", "information", "result"))
    return [
        Line(
            row["month"], row["side"], row["provider"] if row["side"] == "照会" else row["inquirer"],
            row["information"], row["result"], row["count"],
        )
        for row in rows
    ]  # fmt: skip


def _grouped(since: date, until: date, *names: str) -> Iterator[dict[str, object]]:
    first = datetime(since.year, since.month, 1, tzinfo=clock.TOKYO)
    after = datetime(until.year + until.month // 12, until.month % 12 + 1, 1, tzinfo=clock.TOKYO)
    rows = ProvisionRecord.objects.filter(requested_at__gte=first, requested_at__lt=after, corrects__isnull=True)
    months = rows.annotate(month=TruncMonth("requested_at", tzinfo=clock.TOKYO))
    for row in months.values("month", *names).annotate(count=Count("pk")).order_by("month", *names):
        yield {**row, "month": row["month"].date()}


def count_body(code: str, *, now: datetime) -> int:
    """Put this month's and last month's counts of a body among the platform's: numbers alone leave the schema."""
    month = now.date().replace(day=1)
    before = month.replace(year=month.year - 1, month=12) if month.month == 1 else month.replace(month=month.month - 1)
    with acting_for(code):
        rows = list(_grouped(before, month, "side", "result"))
    made = [BodyCount(body=code, counted_at=now, **row) for row in rows]
    BodyCount.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["body", "month", "side", "result"],
        update_fields=["count", "counted_at"],
    )  # fmt: skip
    return len(made)
