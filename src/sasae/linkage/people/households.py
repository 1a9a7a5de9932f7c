"""Who lived together on a day that is over, from the versions of the index: a household as it was, told with the persons of now.

A version holds a person's whole row after a change, so what a change did is what differs from the version before it. It
is so from the day it happened; told late, it takes the place of what was believed of the days after that day.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date
from typing import Any

from sasae.linkage.people.models import FIRST_LOAD, RegisteredPerson

_OF_A_HOUSEHOLD = ("household_no", "relation", "head_atena_no", "postal_code", "address", "ward_code")
_VERSIONS: Any = RegisteredPerson.pgh_event_model  # type: ignore[attr-defined]


def household_on(atena_no: str, on: date) -> list[RegisteredPerson]:
    """Everybody of the person's household of that day, the person included; empty where nothing is known of the day.

    Household, relation and address are those of the day; everything else, the protection above all, is that of now.
    """
    return households_on([atena_no], on)[1]


def households_on(atena_nos: Iterable[str], on: date) -> tuple[dict[str, list[str]], list[RegisteredPerson]]:
    """The same for many in as many questions: who is of each one's household, by 宛名番号, and everybody of them once."""
    numbers = list(atena_nos)
    asked = dict(RegisteredPerson.objects.filter(atena_no__in=numbers).values_list("pk", "atena_no"))
    home_of_each = {asked[pk]: version.household_no for pk, version in _on([*asked], on).items()}
    homes = set(home_of_each.values()) - {""}
    ever = set(_VERSIONS.objects.filter(household_no__in=homes).values_list("pgh_obj_id", flat=True))
    ever |= set(RegisteredPerson.objects.filter(household_no__in=homes).values_list("pk", flat=True))
    there = {pk: version for pk, version in _on([*ever], on).items() if version.household_no in homes}
    rows = RegisteredPerson.objects.filter(pk__in=there).order_by("atena_no")
    people = [_as_then(row, there[row.pk]) for row in rows if not _gone(row, on)]
    members: dict[str, list[str]] = defaultdict(list)
    for person in people:
        members[person.household_no].append(person.atena_no)
    return {one: members.get(home_of_each.get(one, ""), []) for one in numbers}, people


def _as_then(row: RegisteredPerson, version: Any) -> RegisteredPerson:
    told = copy(row)
    for name in _OF_A_HOUSEHOLD:
        setattr(told, name, getattr(version, name))
    return told


def _on(people: Sequence[int], on: date) -> dict[int, Any]:
    """The version that tells of the day, of those who were in the city's register on it."""
    versions = _VERSIONS.objects.filter(pgh_obj_id__in=people).order_by("pgh_obj_id", "sequence", "pgh_id")
    told: dict[int, list[Any]] = {}
    for version in versions:
        told.setdefault(version.pgh_obj_id, []).append(version)
    for row in RegisteredPerson.objects.filter(pk__in=[pk for pk in people if pk not in told]):
        told[row.pk] = [row]  # as the first load told of them, and nothing since
    found = {pk: _of_day(some, on) for pk, some in told.items()}
    return {pk: version for pk, version in found.items() if version is not None and not _gone(version, on)}


def _of_day(versions: Iterable[Any], on: date) -> Any | None:
    """The last change that was so on the day."""
    stays: list[tuple[date, Any]] = []
    for version in versions:
        since = date.min if not stays and version.event == FIRST_LOAD else version.occurred_on
        if stays and _same(stays[-1][1], version):
            continue
        stays = [*((first, one) for first, one in stays if first < since), (since, version)]
    return next((version for since, version in reversed(stays) if since <= on), None)


def _same(one: Any, other: Any) -> bool:
    """Whether nothing happened that a household is about."""
    names = (*_OF_A_HOUSEHOLD, "moved_out_on", "died_on")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _gone(row: Any, on: date) -> bool:
    """Dead or moved away by the day, or not come yet where the first load told of a later day of residence."""
    if any(day is not None and day <= on for day in (row.moved_out_on, row.died_on)):
        return True
    return row.event == FIRST_LOAD and row.resident_since is not None and row.resident_since > on
