"""Requests on paper: who reaches them, which are due, whose use is suspended."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet

from sasae.subsidy.disclosures.models import PaperRequest, State, Stop, Suspension
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.people.models import Person

OPEN = (State.RECEIVED, State.PREPARED)


def late(rows: QuerySet[PaperRequest], on: date) -> QuerySet[PaperRequest]:
    """Those whose deadline has passed without a decision."""
    return rows.filter(state__in=OPEN, due_on__lt=on)


def to_be_lifted(rows: QuerySet[PaperRequest]) -> QuerySet[PaperRequest]:
    """Those whose suspension somebody asked to end, and nobody has decided so."""
    return rows.filter(suspension__lift_asked_on__isnull=False, suspension__lifted_on__isnull=True)


def stopped(stop: Stop) -> set[int]:
    """Of whom this use is suspended now, with all they are one with: row numbers of `people`. They are few."""
    rows = Suspension.objects.filter(lifted_on=None, stops__contains=[stop.value])
    groups = all_one_with(rows.values_list("person_id", flat=True))
    return {one for group in groups.values() for one in group}


def marks_of(numbers: Collection[str]) -> list[Suspension]:
    """The marks that stand, of these persons and of those they are one with; in one question where there is none."""
    if not numbers or not Suspension.objects.filter(lifted_on=None).exists():
        return []
    groups = all_one_with(Person.objects.filter(atena_no__in=numbers).values_list("pk", flat=True))
    everybody = {one for group in groups.values() for one in group}
    marks = Suspension.objects.filter(lifted_on=None, person__in=everybody)
    return list(marks.select_related("person", "request").order_by("pk"))


def suspended(people: Collection[int]) -> list[Any]:
    """Requests whose suspension goes on, of these persons."""
    rows = PaperRequest.objects.filter(person__in=people, suspension__isnull=False, suspension__lifted_on__isnull=True)
    return list(rows.select_related("suspension").order_by("pk"))
