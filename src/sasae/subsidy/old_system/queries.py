"""The questions asked of a coming-over."""

from typing import Any

from django.db.models import Count, Sum

from sasae.foundation.batch.models import BatchRun
from sasae.subsidy.old_system.causes import causes
from sasae.subsidy.old_system.layouts import layouts
from sasae.subsidy.old_system.models import Migration

RUNS = ("old_system.check", "old_system.persons", "old_system.families", "old_system.compare")


def files_of(migration: Migration) -> list[dict[str, Any]]:
    """Every kind of file with the file that was given, if one was."""
    given = {file.kind: file for file in migration.files.defer("content")}
    return [{"layout": layout, "file": given.get(layout.kind)} for layout in layouts().values()]


def latest_run(migration: Migration) -> BatchRun | None:
    """What is being worked on, or was last."""
    return BatchRun.objects.filter(kind__in=RUNS, params__migration=migration.pk).order_by("-pk").first()


def by_cause(migration: Migration) -> list[dict[str, Any]]:
    """How many differences of each cause, and their yen."""
    rows = migration.differences.values("cause").annotate(count=Count("id"), yen=Sum("yen")).order_by("cause")
    return [{**row, "one": causes()[row["cause"]]} for row in rows]


def compared_counts(migration: Migration) -> dict[str, int]:
    """How much was looked at: persons judged, payments calculated."""
    told = migration.compared
    return {
        "families": told.get("families", 0),
        "payments": told.get("payments", 0),
        "differences": migration.differences.count(),
    }
