"""Opening a migration and giving it its files."""

import hashlib
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from sasae.foundation import sealing
from sasae.foundation.history import Actor, record
from sasae.kernel import clock
from sasae.kernel.dated import load_dated
from sasae.kernel.findings import Refusal, one_line
from sasae.subsidy.old_system.layouts import layouts
from sasae.subsidy.old_system.models import MOVES, Migration, MigrationFile, Purpose, State

GIVING = (State.OPEN, State.WRONG, State.CHECKED)
KEPT = load_dated("sasae.subsidy.old_system", "keeping.yaml")  # days after the last step


class CannotMove(Refusal):
    """The step is not taken; the text says why, in Japanese."""


def moved(migration: Migration, state: State) -> None:
    """Go to a state, if the table of moves has it."""
    if state not in MOVES[State(migration.state)]:
        raise CannotMove(f"この移行は「{migration.get_state_display()}」です。", id="OS-601")
    migration.state = state


def keep_on(migration: Migration, at: datetime) -> None:
    """A step was taken: what was read stays some days more. The caller saves."""
    on = at.astimezone(clock.TOKYO).date()
    migration.clear_on = on + timedelta(days=KEPT.on(on))


def locked(pk: int) -> Migration:
    """The migration, nobody else's until the commit."""
    return Migration.objects.select_for_update().get(pk=pk)


@transaction.atomic
def open_migration(title: str, purpose: str, cutover_on: date, *, by: Actor, at: datetime) -> Migration:
    """Begin a set of files."""
    said = one_line(title, CannotMove, missing="名称を入れてください。", at="title", most=60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_old_system_number')")
        number = f"M{cursor.fetchone()[0]:06d}"
    made = Migration(
        number=number, title=said, purpose=Purpose(purpose), cutover_on=cutover_on, opened_by=by.id, opened_at=at
    )
    keep_on(made, at)
    made.save()
    record(by, "old_system.opened", number, title=said, purpose=made.get_purpose_display(), cutover=str(cutover_on))
    return made


@transaction.atomic
def give(pk: int, kind: str, name: str, content: bytes, *, by: Actor, at: datetime) -> tuple[MigrationFile, bool]:
    """Give a file. The same bytes again change nothing; other bytes take the place of those before. Raises CannotMove."""
    if kind not in layouts():
        raise CannotMove("ファイルの種類がわかりません。", id="OS-602", at="kind")
    migration, digest = locked(pk), hashlib.sha256(content).hexdigest()
    before = MigrationFile.objects.filter(migration=migration, kind=kind).first()
    if before is not None and before.sha256 == digest:
        return before, False
    if migration.state not in GIVING:
        raise CannotMove(
            f"この移行は「{migration.get_state_display()}」のため、ファイルを替えられません。", id="OS-601"
        )
    if migration.state != State.OPEN:
        moved(migration, State.OPEN)
    keep_on(migration, at)
    migration.save()
    fresh = {
        "name": name[:200], "sha256": digest, "size": len(content), "given_by": by.id, "given_at": at, "read": False,
        "content": sealing.encrypt(content, f"old_system/{digest}"), "rows": 0, "errors": 0, "warnings": 0, "findings": [],
    }  # fmt: skip
    file, _ = MigrationFile.objects.update_or_create(migration=migration, kind=kind, defaults=fresh)
    record(by, "old_system.given", migration.number, file=name[:200], kind=layouts()[kind].label, size=len(content))
    return file, True
