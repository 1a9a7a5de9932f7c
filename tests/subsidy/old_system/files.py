"""A migration with the files of an old system: given, checked, imported in this process."""

from typing import Any

from sasae.kernel import clock
from sasae.subsidy.old_system import actions
from sasae.subsidy.old_system.models import Migration
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.old_system.handed_over import CUTOVER, KEIKO, NUMBERS, SECRET, SORA, as_csv, rows

__all__ = ["CUTOVER", "KEIKO", "NUMBERS", "SECRET", "SORA", "as_csv", "checked", "given", "ids", "imported", "rows"]


def given(told: dict[str, list[dict[str, Any]]], purpose: str = "move", **files: bytes) -> Migration:
    """A migration with these files; `files` take the place of those of their kind."""
    made = actions.open_migration("本番移行", purpose, CUTOVER, by=COUNTER, at=clock.now())
    for kind, listed in told.items():
        content = files.get(kind, as_csv(kind, listed))
        actions.give(made.pk, kind, f"{kind}.csv", content, by=COUNTER, at=clock.now())
    return made


def checked(told: dict[str, list[dict[str, Any]]], purpose: str = "move", **files: bytes) -> Migration:
    """Given and checked, in this process."""
    from sasae.foundation.batch import run_now

    made = given(told, purpose, **files)
    run_now(actions.begin_check(made.pk, by=COUNTER))
    return Migration.objects.get(pk=made.pk)


def ids(migration: Migration) -> list[str]:
    """The ids of everything that was found, once each."""
    found = [one for file in migration.files.order_by("pk") for one in file.findings] + migration.findings
    return sorted({one["id"] for one in found})


def imported(migration: Migration) -> Migration:
    """Asked for, approved by another, worked to the end."""
    from sasae.foundation.batch import run_now
    from sasae.foundation.batch.models import BatchRun

    actions.ask(migration.pk, by=COUNTER, on=clock.today())
    run_now(actions.approve(migration.pk, by=EXAMINER, on=clock.today(), at=clock.now()))
    run_now(BatchRun.objects.get(kind="old_system.families", once=str(migration.pk)))
    return Migration.objects.get(pk=migration.pk)
