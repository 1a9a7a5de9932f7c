"""Asking for the import, approving it by another person, and closing it."""

from datetime import date, datetime

from django.db import connection, transaction

from sasae.foundation.batch.actions import start
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import Actor, record
from sasae.foundation.printing import render
from sasae.foundation.printing.actions import keep
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import one_line
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.certificates.actions import OFFICE
from sasae.subsidy.old_system.actions.giving import CannotMove, keep_on, locked, moved
from sasae.subsidy.old_system.models import Migration, Purpose, State
from sasae.subsidy.old_system.staging import in_sets
from sasae.subsidy.old_system.totals import compared, staged

NOTE = "old_system_note"


APPROVAL = Pair("old_system.approve", thing="旧システムからの移行", first="作成・取込みの求め", second="承認")


@transaction.atomic
def ask(pk: int, *, by: Actor, on: date) -> Migration:
    """Ask another person to approve the import. Raises CannotMove."""
    migration = locked(pk)
    if migration.purpose != Purpose.MOVE:
        raise CannotMove("並行稼働の比較のファイルは取り込みません。", id="OS-604")
    if on < migration.cutover_on:
        raise CannotMove(f"切替日（{to_wareki(migration.cutover_on)}）より前には取り込めません。", id="OS-605")
    moved(migration, State.ASKED)
    migration.asked_by = by.id
    migration.save()
    record(by, "old_system.asked", migration.number)
    return migration


@transaction.atomic
def send_back(pk: int, why: str, *, by: Actor) -> Migration:
    """Do not approve: the files go back with a reason."""
    said = one_line(why, CannotMove, missing="差し戻す理由を入れてください。")
    migration = locked(pk)
    moved(migration, State.CHECKED)
    migration.asked_by = ""
    migration.save()
    record(by, "old_system.sent_back", migration.number, why=said)
    return migration


@transaction.atomic
def approve(pk: int, *, by: Actor, on: date, at: datetime) -> BatchRun:
    """Approve, as another person than the one who asked; the import begins in the background. Raises CannotMove."""
    migration = locked(pk)
    refusal = CannotMove("取込みを求めた人・作成した人は承認できません。ほかの人が承認してください。", id="OS-606")
    APPROVAL.by_another_than([migration.asked_by, migration.opened_by], by, about=migration.number, refusal=refusal)
    moved(migration, State.IMPORTING)
    migration.approved_by, migration.approved_at = by.id, at
    migration.save()
    _number_on(migration)
    data = {
        "office": OFFICE.on(on), "number": migration.number, "date": to_wareki(on),
        "cutover": to_wareki(migration.cutover_on),
    }  # fmt: skip
    pdf = render("subsidy/old_system_note", data, title=f"旧システムからの移行 {migration.number}", day=on)
    keep(NOTE, migration.number, pdf, by_id=by.id)
    record(by, "old_system.approved", migration.number)
    return start("old_system.persons", {"migration": migration.pk}, by, once=migration.number)


def _number_on(migration: Migration) -> None:
    """New 受給者番号 begin above those that come from the old system, so that none is given twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(max(left(values->>'recipient_number', 6)::int), 0)
               FROM subsidy_old_system_stagedrow WHERE migration_id = %s AND kind = 'entitlements'""",
            [migration.pk],
        )
        highest = cursor.fetchone()[0]
        cursor.execute("SELECT nextval('subsidy_recipient_number')")
        ahead = highest - cursor.fetchone()[0]
        if ahead > 0:
            cursor.execute("SELECT max(nextval('subsidy_recipient_number')) FROM generate_series(1, %s)", [ahead])


@transaction.atomic
def finish(pk: int, *, by: Actor, at: datetime) -> Migration:
    """All is worked: count again from our own tables and books, and let go of addresses in files and staging."""
    migration = locked(pk)
    if migration.state != State.IMPORTING:
        return migration
    with in_sets():
        migration.landed = compared(staged(migration, landed=True), staged(migration))
    moved(migration, State.IMPORTED)
    keep_on(migration, at)
    migration.save()
    same = all(line["same"] for line in migration.landed)
    record(by, "old_system.imported", migration.number, outcome="合計は一致" if same else "合計に違いあり")
    migration.rows.filter(kind="persons").delete()
    migration.files.update(content=None)
    return migration
