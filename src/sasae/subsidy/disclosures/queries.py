"""Requests on paper: who reaches them, which are due, whose use is suspended."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet

from sasae.subsidy.disclosures.models import PaperRequest, State

OPEN = (State.RECEIVED, State.PREPARED)


def late(rows: QuerySet[PaperRequest], on: date) -> QuerySet[PaperRequest]:
    """Those whose deadline has passed without a decision."""
    return rows.filter(state__in=OPEN, due_on__lt=on)


def suspended(people: Collection[int]) -> list[Any]:
    """Requests whose suspension goes on, of these persons."""
    rows = PaperRequest.objects.filter(person__in=people, suspension__isnull=False, suspension__lifted_on__isnull=True)
    return list(rows.select_related("suspension").order_by("pk"))
