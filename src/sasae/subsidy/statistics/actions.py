"""Closing a month: its figures are counted once and stay."""

from datetime import datetime

from django.db import connection, transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import Refusal
from sasae.kernel.period import Month
from sasae.subsidy.statistics.counting import month_now
from sasae.subsidy.statistics.models import ClosedMonth, Figure, Side


class CannotClose(Refusal):
    """The month is not over; the text says so, in Japanese."""


@transaction.atomic
def close_month(month: Month, *, by: Actor, at: datetime) -> ClosedMonth:
    """Close a month that is over. Closed already, nothing changes. Raises CannotClose."""
    if month.last >= at.date():
        raise CannotClose("まだ終わっていない月は締められません。", id="ST-101", at="month")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"statistics/{month}"])
    known = ClosedMonth.objects.filter(month=str(month)).first()
    if known is not None:
        return known
    counts = month_now(month)
    yen = sum(one.yen for one in counts if one.side is Side.TOTAL)
    closed = ClosedMonth.objects.create(month=str(month), yen=yen, closed_by=by.id, closed_at=at)
    Figure.objects.bulk_create(
        [
            Figure(
                closed=closed, side=one.side, value=one.value, grants=one.grants, persons=one.persons, yen=one.yen,
                covered=one.covered,
            )
            for one in counts
        ]
    )  # fmt: skip
    record(by, "statistics.closed", str(month), yen=yen)
    return closed
