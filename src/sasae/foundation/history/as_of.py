"""What was true on one day as it was known at another time: the one way screens read the past, always by sets.

Row versions say what was known when. What a row says of days (since, valid_to …) is asked of the version; what has no
days of its own, an address or how far a case had come, is read as it stood by the end of the day (`told_by`).
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from sasae.kernel import clock

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class AsOf:
    """The day things are to be true, and the moment until which they were known.

    `day_over`: when that day is over by the database's own clock, where the calendar is shifted.
    """

    on: date
    known_at: datetime
    day_over: datetime | None = None

    @property
    def told_by(self) -> datetime:
        """Until when that must have been told which has no day of its own."""
        over = self.day_over or datetime.combine(self.on, time.max, tzinfo=clock.TOKYO)
        return min(over, self.known_at)

    def covers(self, first: date, last: date | None) -> bool:
        """Whether the day lies in a period, both its ends included; one without an end goes on."""
        return first <= self.on and (last is None or self.on <= last)


def versions(model: type[Model], at: datetime, **narrowed: Any) -> list[Any]:
    """The rows of a table as they stood at a moment, narrowed by columns that do not change."""
    events: QuerySet[Any] = _events(model).filter(pgh_created_at__lte=at, **narrowed)
    latest = events.order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id").distinct("pgh_obj_id")
    return [row for row in latest if row.pgh_label != "delete"]


def standing(model: type[Model], at: datetime) -> QuerySet[Any]:
    """The same as rows to be narrowed by any column, ordered and paged: for lists."""
    events: QuerySet[Any] = _events(model).filter(pgh_created_at__lte=at)
    same = events.filter(pgh_obj_id=OuterRef("pgh_obj_id"))
    later = Q(pgh_created_at__gt=OuterRef("pgh_created_at")) | Q(
        pgh_created_at=OuterRef("pgh_created_at"), pgh_id__gt=OuterRef("pgh_id")
    )
    return events.exclude(pgh_label="delete").filter(~Exists(same.filter(later)))


def as_known(rows: Iterable[Row], at: datetime) -> list[Row]:
    """These rows as they stood at a moment, in their order; those that were not there yet are left out.

    What a version does not keep, and the objects a row leads to, are those of now.
    """
    present = list(rows)
    if not present:
        return []
    found = {version.pgh_obj_id: version for version in versions(type(present[0]), at, pgh_obj_id__in=[row.pk for row in present])}
    return [row_of(row, found[row.pk]) for row in present if row.pk in found]


def as_stood(rows: Iterable[Row], then: AsOf, *stages: str) -> list[Row]:
    """These rows as they were known; the columns `stages`, which have no day of their own, as they stood when the day was
    over, or at first where the row came to be known later."""
    found = as_known(rows, then.known_at)
    if not found or then.told_by >= then.known_at:
        return found
    model, keys = type(found[0]), [row.pk for row in found]
    stood = {one.pgh_obj_id: one for one in _first_versions(model, keys)}
    stood |= {one.pgh_obj_id: one for one in versions(model, then.told_by, pgh_obj_id__in=keys)}
    return [row_of(row, stood[row.pk], *stages) for row in found]


def one_stood(row: Row, then: AsOf, *stages: str) -> Row | None:
    """One row in the same way; None where it was not there yet."""
    return next(iter(as_stood([row], then, *stages)), None)


def row_of(row: Row, version: Any, *only: str) -> Row:
    """A copy of a row that says what the version says, of all columns or of some."""
    told, kept = copy(row), {field.attname for field in version._meta.concrete_fields}
    for field in row._meta.concrete_fields:
        if field.attname in kept and (not only or field.name in only):
            setattr(told, field.attname, getattr(version, field.attname))
    return told


def _first_versions(model: type[Model], keys: list[Any]) -> list[Any]:
    """The rows of a table as they were first kept."""
    events: QuerySet[Any] = _events(model).filter(pgh_obj_id__in=keys)
    return list(events.order_by("pgh_obj_id", "pgh_created_at", "pgh_id").distinct("pgh_obj_id"))


def _events(model: type[Model]) -> Any:
    return model.pgh_event_model.objects  # type: ignore[attr-defined]
