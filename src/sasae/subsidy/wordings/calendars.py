"""A year's calendar: both renewals with their days, and a new year's proposal copied from the one before."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sasae.kernel.dated import BeyondHorizon
from sasae.kernel.findings import Finding
from sasae.reference.closed_days import is_office_day
from sasae.subsidy.wordings.catalogue import FIELDS, PLANS
from sasae.subsidy.wordings.checking import days_of, plan_checks, weekday
from sasae.subsidy.wordings.closures import CLOSURES
from sasae.subsidy.wordings.fields import Field
from sasae.subsidy.wordings.models import Rewording, State
from sasae.subsidy.wordings.queries import Standing, steady
from sasae.subsidy.wordings.tables import standing


@dataclass(frozen=True)
class Day:
    """One step's day beside the year before."""

    label: str
    day: date
    weekday: str
    open: bool | None
    before: date | None
    past: bool


@dataclass(frozen=True)
class Plan:
    """One renewal of a year."""

    field: Field
    first: date
    now: Standing
    days: list[Day]
    unknown_due: date
    findings: list[Finding]
    waiting: list[Rewording]


def first_of(key: str, year: int) -> date:
    """The first day of the cover a plan works for."""
    return date(year, 1, 1) if PLANS[key] == "year" else date(year, 4, 1)


def plans(year: int, on: date) -> list[Plan]:
    """Both renewals of a year as they stand."""
    with steady():
        return [_plan(key, first_of(key, year), on) for key in PLANS]


def _plan(key: str, first: date, on: date) -> Plan:
    field, now = FIELDS[key], standing(FIELDS[key], first)
    days = days_of(key, now.value, first)
    earlier = days_of(key, standing(field, first_of(key, first.year - 1)).value, first_of(key, first.year - 1))
    labels = {part.key: part.label for part in field.parts}
    listed = [
        Day(labels[step], day, weekday(day), is_open(day, on), earlier.get(step), day < on)
        for step, day in sorted(days.items(), key=lambda item: item[1])
    ]
    due = days["unknown"] + timedelta(days=now.value["unknown_days"])
    waiting = list(Rewording.objects.filter(key=key, since=first, state=State.PROPOSED).order_by("pk"))
    return Plan(field, first, now, listed, due, plan_checks(key, now.value, since=first, on=on), waiting)


def is_open(day: date, on: date) -> bool | None:
    """Whether the offices are open; None beyond the table of holidays."""
    try:
        return is_office_day(day, CLOSURES.on(on))
    except BeyondHorizon:
        return None


def copied(key: str, first: date, on: date) -> dict[str, Any]:
    """Last year's plan for a new year: a day on which the offices are closed moves to the next open one."""
    value = dict(standing(FIELDS[key], first_of(key, first.year - 1)).value)
    for step, day in days_of(key, value, first).items():
        moved = day
        while step != "start" and is_open(moved, on) is False:
            moved += timedelta(days=1)
        value[step] = [moved.month, moved.day]
    return value
