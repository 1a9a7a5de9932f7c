"""What is in force on a day."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic

from django.db.models import Q, QuerySet
from typing_extensions import TypeVar

from sasae.kernel.dated import Dated, Row
from sasae.subsidy.wordings.fields import laid_over
from sasae.subsidy.wordings.models import Rewording, State

T = TypeVar("T", default=dict[str, Any])
_Changes = list[tuple[str, date, Any, str]]
_READ: ContextVar[dict[str, _Changes] | None] = ContextVar("changes_read", default=None)


@contextmanager
def steady() -> Iterator[None]:
    """Within this, the changes of a table are asked for once: for lists that need a value in every row."""
    if _READ.get() is not None:
        yield
        return
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def _changes(prefix: str) -> _Changes:
    """Every approved change under a prefix, the earliest first, by the place after it."""
    read = _READ.get()
    if read is not None and prefix in read:
        return read[prefix]
    under = Q(key=prefix) | Q(key__startswith=f"{prefix}.")
    rows = Rewording.objects.filter(under, state=State.APPROVED).order_by("since")
    told = rows.values_list("key", "since", "value", "source")
    found = [(key.removeprefix(prefix).removeprefix("."), *rest) for key, *rest in told]
    if read is not None:
        read[prefix] = found
    return found


def history_of(key: str) -> QuerySet[Rewording]:
    """Every change of one value, the newest first."""
    return Rewording.objects.filter(key=key).order_by("-since", "-pk")


def coming(after: date) -> dict[str, list[Rewording]]:
    """Changes that are approved and begin later, and those that wait for approval, by key; the next first."""
    rows = Rewording.objects.filter(Q(state=State.APPROVED, since__gt=after) | Q(state=State.PROPOSED))
    found: dict[str, list[Rewording]] = {}
    for one in rows.order_by("since", "pk"):
        found.setdefault(one.key, []).append(one)
    return found


def rivals(change: Rewording) -> QuerySet[Rewording]:
    """Other changes of the same value that wait, or were approved, for the same day."""
    rows = Rewording.objects.filter(key=change.key, since=change.since, state__in=[State.APPROVED, State.PROPOSED])
    return rows.exclude(pk=change.pk).order_by("pk")


def overtaken(change: Rewording) -> bool:
    """Whether another change of the same value was approved after this one was proposed: what it starts from is new."""
    rows = Rewording.objects.filter(key=change.key, state=State.APPROVED, since__lte=change.since)
    return rows.filter(approved_at__gt=change.proposed_at).exclude(pk=change.pk).exists()


@dataclass(frozen=True)
class Standing:
    """A value as it is on a day, since when, and on what ground. `change`: whether it was changed on screen."""

    value: Any
    since: date
    source: str
    changed: bool


def _as_it_is(value: Any) -> Any:
    return value


class OnScreen(Generic[T]):
    """A dated table of a file, with what was changed on screen laid over the row in force.

    A row of the file that begins after a change overtakes it. `parse` makes the typed value callers want.
    """

    def __init__(
        self, prefix: str, table: Dated[dict[str, Any]], parse: Callable[[dict[str, Any]], T] = _as_it_is
    ) -> None:
        self.prefix = prefix
        self.table = table
        self.parse = parse

    def on(self, day: date) -> T:
        """The values in force on a day. Raises NotInForce."""
        row = self.table.row_on(day)
        changed = {key: value for key, since, value, _ in _changes(self.prefix) if row.since <= since <= day}
        return self.parse(laid_over(row.value, changed))

    @property
    def rows(self) -> list[Row[T]]:
        """Every beginning with the values from then on, for those who join them in SQL."""
        with steady():
            first = self.table.rows[0].since
            starts = {row.since for row in self.table.rows} | {since for _, since, _, _ in _changes(self.prefix)}
            return [
                Row(since, self.on(since), self.table.row_on(since).source)
                for since in sorted(starts)
                if since >= first
            ]

    def standing(self, place: str, day: date) -> Standing:
        """One value with its beginning; no place is the whole table. Raises NotInForce."""
        row = self.table.row_on(day)
        value: Any = row.value
        for step in place.split(".") if place else ():
            value = value.get(step)
        since, source, changed = row.since, row.source, False
        for key, begins, new, why in _changes(self.prefix):
            if key == place and row.since <= begins <= day:
                value = {**value, **new} if isinstance(value, dict) and isinstance(new, dict) else new
                since, source, changed = begins, why, True
        return Standing(value, since, source, changed)
