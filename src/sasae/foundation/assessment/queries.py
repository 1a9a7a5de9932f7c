"""The newest assessment, the nights before it, and one clause over time."""

from datetime import datetime, timedelta

from django.db.models import F, Func, IntegerField, QuerySet

from sasae.foundation.assessment.models import Assessment, ClauseState

LATE = timedelta(hours=26)  # a night has been left out
NIGHTS = 30


def newest() -> Assessment | None:
    """The last assessment that was kept."""
    return Assessment.objects.order_by("-at").first()


def is_late(kept: Assessment | None, now: datetime) -> bool:
    """Whether what is shown is older than a day: the night's assessment did not come."""
    return kept is None or kept.at < now - LATE


def nights() -> list[Assessment]:
    """The last assessments, the oldest first."""
    return list(Assessment.objects.order_by("-at")[:NIGHTS])[::-1]


def clauses_of(kept: Assessment | None) -> QuerySet[ClauseState]:
    """Its clauses with the number of their tests; none where nothing was kept yet."""
    rows = ClauseState.objects.filter(assessment=kept) if kept else ClauseState.objects.none()
    return rows.annotate(proved=Func(F("tests"), function="jsonb_array_length", output_field=IntegerField()))


def changes_of(clause: str) -> list[ClauseState]:
    """The clause on each of the last nights, the newest first."""
    return list(
        ClauseState.objects.filter(clause=clause).select_related("assessment").order_by("-assessment__at")[:NIGHTS]
    )
