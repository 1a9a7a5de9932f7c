"""Letting go of what the files told: rows, bytes and findings go some days after the last step, and the journal says so."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from sasae.foundation.history import Actor, record
from sasae.subsidy.old_system.actions.giving import locked, moved
from sasae.subsidy.old_system.models import MOVES, Migration, State

CLEARABLE = [state for state, later in MOVES.items() if State.CLEARED in later]


@transaction.atomic
def clear(on: date, *, by: Actor) -> int:
    """Clear every coming-over whose day is past and that nobody works on. The sums, and the differences by 宛名番号, stay.

    Returns how many were cleared; again it changes nothing.
    """
    due = Migration.objects.filter(clear_on__lt=on, state__in=CLEARABLE).order_by("pk")
    numbers = list(due.values_list("pk", flat=True))
    for pk in numbers:
        _clear(locked(pk), by=by)
    return len(numbers)


def _clear(migration: Migration, *, by: Actor) -> None:
    files = migration.files.exclude(content=None).count()
    rows, _ = migration.rows.all().delete()
    migration.files.update(content=None)
    migration.files.exclude(Q(findings=[])).update(findings=[])
    migration.findings = []
    moved(migration, State.CLEARED)
    migration.save()
    record(by, "old_system.cleared", migration.number, rows=rows, files=files)
