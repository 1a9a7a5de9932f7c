"""The questions asked of injuries: is a treatment of an open one, and what did the city pay because of it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from sasae.foundation.sets import among
from sasae.kernel.period import Month
from sasae.subsidy.duplicates.groups import merged_of
from sasae.subsidy.third_parties.models import OPEN, InjuryCase, State

# An ended injury still catches what comes in late for the months to its cure; without a cure it has no such months.
CATCHING = Q(state__in=OPEN) | Q(state=State.CLOSED, healed_on__isnull=False)


@dataclass(frozen=True)
class OpenCase:
    """An injury that is open in a month, or was until its cure. From `settled_on` the certificate cannot be used for it."""

    number: str
    injured_on: date
    settled_on: date | None


def open_cases(persons: Iterable[int], months: Iterable[str]) -> dict[tuple[int, str], OpenCase]:
    """Person and treatment month (YYYY-MM) of every treatment that may be of an open injury, with that injury.

    Two questions, however many persons and months. A person who was merged is asked for under all numbers. Of several
    injuries the oldest counts. Callers hold what they find here for a person's look.
    """
    asked, wanted = set(persons), sorted(set(months))
    if not asked or not wanted:
        return {}
    groups = merged_of(asked)
    rows = InjuryCase.objects.filter(CATCHING, person__in=among(asked.union(*groups.values())))
    found: dict[tuple[int, str], OpenCase] = {}
    by_person: dict[int, list[InjuryCase]] = {}
    for row in rows.order_by("injured_on", "pk"):
        by_person.setdefault(row.person_id, []).append(row)
    for person in (asked & by_person.keys()) | {one for one, group in groups.items() if group & by_person.keys()}:
        own = groups.get(person, {person})
        cases = sorted((case for one in own for case in by_person.get(one, [])), key=lambda case: case.injured_on)
        for month in wanted:
            case = next((case for case in cases if _reaches(case, month)), None)
            if case is not None:
                found[person, month] = OpenCase(case.number, case.injured_on, case.settled_on)
    return found


def _reaches(case: InjuryCase, month: str) -> bool:
    """From the month of the injury to the month of the cure."""
    last = str(Month.of(case.healed_on)) if case.healed_on else month
    return str(Month.of(case.injured_on)) <= month <= last
