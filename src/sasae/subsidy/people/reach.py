"""Whom a user whose right reaches some wards sees whole: people of these wards and of families with somebody there.

Of everybody else a search tells that there is such a person, and which ward and counter is in charge: the clerk can send
the person on, and sees nothing more. Of protected persons not even the ward is told.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from sasae.foundation.gate import Gate, Refused
from sasae.foundation.release import MASK
from sasae.foundation.screens.lists import Column, ListPage
from sasae.subsidy.entitlements.models import FamilyMember
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_hidden
from sasae.subsidy.people.wards import reach
from sasae.subsidy.wordings.letters import WARDS

TOLD = {"name", "ward"}  # columns that are shown of people of other wards
OUTSIDE = "（他の区の人）"


def with_reach(rows: QuerySet[Any], wards: Sequence[str] | None, person: str = "pk") -> QuerySet[Any]:
    """The rows, each with `reached`: whether the user sees the person whole."""
    if wards is None:
        return rows.annotate(reached=Value(True))
    near = FamilyMember.objects.filter(person=OuterRef(person), family__members__person__ward_code__in=wards)
    return rows.annotate(reached=Q(ward_code__in=[*wards, ""]) | Exists(near))


def require_person(gate: Gate, person: Person, on: date) -> None:
    """Refuse what is about somebody the page's right does not reach."""
    if not reaches(gate, person, on):
        raise Refused(f"宛名番号 {person.atena_no} の人は、権限「{gate.right}」の及ばない区の人です")


def reaches(gate: Gate, person: Person, on: date, *, right: str = "") -> bool:
    """Whether the page's right, or another, reaches somebody."""
    wards = gate.user.wards(right, on) if right else reach(gate, on)
    return bool(with_reach(Person.objects.filter(pk=person.pk), wards).get().reached)


def in_charge(person: Person, on: date) -> str:
    """The counter in charge of somebody, in words; of a protected person it is not told."""
    if is_hidden(person, on):
        return MASK
    return counter_of(person.ward_code, on)


def counter_of(ward_code: str, on: date) -> str:
    """The name and the telephone of a ward's counter."""
    row = WARDS.on(on).get(ward_code)
    return f"{row['name']}（{row['telephone']}）" if row else "市外または区なし"


def told_by_reach(page: ListPage, on: date) -> ListPage:
    """The list as it is for a user of some wards: of people elsewhere the name, the ward and the counter in charge."""
    counters = WARDS.on(on)

    def counter(row: Any) -> str:
        if row.reached:
            return ""
        found = counters.get(row.ward_code)
        return MASK if row.hidden else f"{found['name']}（{found['telephone']}）" if found else ""

    columns = [one if one.name in TOLD else _inside(one, OUTSIDE if one.link else "") for one in page.columns]
    return replace(page, columns=[*columns, Column("counter", "担当の窓口", value=counter)])


def _inside(column: Column, elsewhere: str) -> Column:
    """A column that is empty for people of other wards."""
    shown = column.value or (lambda row: getattr(row, column.name))
    link = column.link
    return replace(
        column,
        value=lambda row: shown(row) if row.reached else elsewhere,
        link=(lambda row: link(row) if row.reached else None) if link else None,
    )
