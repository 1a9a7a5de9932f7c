"""The copies that answer a query, today or as of a moment. Called inside `acting_for`."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from sasae.intermediary.copies.models import Copy, CopyBatch


def standing(known_at: datetime | None = None) -> QuerySet[Copy]:
    """The newest version of every record as known at a moment (default: now), withdrawn ones included."""
    known = Copy.objects.all() if known_at is None else Copy.objects.filter(registered_at__lte=known_at)
    later = known.filter(
        information=OuterRef("information"), record_id=OuterRef("record_id"), version__gt=OuterRef("version")
    )
    return known.filter(~Exists(later))


def with_keys(rows: QuerySet[Copy]) -> QuerySet[Copy]:
    """The same rows, each with the wrapped key of its batch."""
    batches = CopyBatch.objects.filter(pk=OuterRef("batch_id"))
    return rows.annotate(sealed_key=Subquery(batches.values("sealed_key")[:1]))


def answering(
    unified_no: str, information: str, period_from: date, period_to: date, *, on: date, known_at: datetime | None = None
) -> list[Copy]:
    """What answers a query on a day: the newest version of each record of the person, where it touches the period.

    An older version never counts in its place, also where the newest one is withdrawn or of another period.
    """
    every = answering_each([unified_no], information, period_from, period_to, on=on, known_at=known_at)
    return every.get(unified_no, [])


def answering_each(
    unified_nos: Iterable[str], information: str, period_from: date, period_to: date, *, on: date,
    known_at: datetime | None = None,
) -> dict[str, list[Copy]]:  # fmt: skip
    """The same for many persons in one question; who has nothing is not in the answer."""
    rows = standing(known_at).filter(
        unified_no__in=list(unified_nos), information=information, withdrawn=False, period_from__lte=period_to,
        period_to__gte=period_from,
    )  # fmt: skip
    found: dict[str, list[Copy]] = {}
    for row in with_keys(rows).order_by("record_id"):
        if not row.public_to or on <= row.public_to:
            found.setdefault(row.unified_no, []).append(row)
    return found
