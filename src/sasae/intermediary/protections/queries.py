"""Which flags hold. Called inside `acting_for`."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from sasae.intermediary.codes.models import Code
from sasae.intermediary.protections.models import Kind, Protection


def standing(known_at: datetime | None = None) -> QuerySet[Protection]:
    """The newest version of every flag, lifted ones included, as known at a moment (default: now)."""
    known = Protection.objects.all() if known_at is None else Protection.objects.filter(set_at__lte=known_at)
    later = known.filter(source=OuterRef("source"), flag_no=OuterRef("flag_no"), version__gt=OuterRef("version"))
    return known.filter(~Exists(later))


def holding_each(persons: Iterable[str], *, on: date, known_at: datetime | None = None) -> dict[str, list[Protection]]:
    """The flags of each of these persons that hold on a day, of whatever information. One question for all."""
    found: dict[str, list[Protection]] = {}
    for row in standing(known_at).filter(unified_no__in=list(persons)).order_by("source", "flag_no"):
        if row.holds_on(on):
            found.setdefault(row.unified_no, []).append(row)
    return found


def holding(unified_no: str, information: str, *, on: date, known_at: datetime | None = None) -> list[Protection]:
    """The flags that protect this person's information on a day, as known at a moment (default: now)."""
    flags = holding_each([unified_no], on=on, known_at=known_at).get(unified_no, [])
    return [flag for flag in flags if flag.information in ("", information)]


def hides_record(flags: Sequence[Protection]) -> bool:
    """Whether the record of a provision is kept from the person's own view, and from who acts for the person."""
    return any(flag.kind == Kind.NOT_DISCLOSED for flag in flags)


def hold_person(unified_no: str) -> None:
    """Wait until nobody else answers about, or flags, this person; others wait until the transaction ends.

    So a flag is either there before an answer is made, or comes after the answer has left: never in between.
    """
    list(Code.objects.select_for_update(no_key=True).filter(unified_no=unified_no).values_list("unified_no"))
