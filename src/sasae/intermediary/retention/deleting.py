"""Carrying an approved deletion out, as the role that can do that and nothing else, some rows at a time.

What decides whether they go is held still and asked anew in the transaction that deletes them; what has changed since it
was listed is spared.
"""

from datetime import datetime

from django.db import OperationalError
from django.db.backends.utils import CursorWrapper

from sasae.foundation.history import SYSTEM, record
from sasae.foundation.retention.holds import lock
from sasae.foundation.retention.locking import BY, gave_way, hold_still
from sasae.intermediary.bodies.actions import acting_for, deleting_for
from sasae.intermediary.limits.actions import standing_still
from sasae.intermediary.limits.queries import changed_by
from sasae.intermediary.retention.candidates import TABLES, TOUCHES, bounds, still_due
from sasae.intermediary.retention.models import DeletionCount, DeletionRun, Kind, State

AT_ONCE = 1_000  # rows of one transaction


def carry_out(body_code: str, number: int, *, now: datetime) -> None:
    """Delete what was approved, chunk by chunk. Ended anywhere and begun again it goes on; when it is done it does nothing."""
    with acting_for(body_code):
        run = DeletionRun.objects.filter(pk=number, state=State.APPROVED).first()
    if run is None:
        return
    for kind in Kind:
        while delete_some(body_code, run, kind):
            pass
    with acting_for(body_code):
        counts = {Kind(one.kind): one.deleted for one in DeletionCount.objects.filter(run_id=number)}
        moved = DeletionRun.objects.filter(pk=number, state=State.APPROVED).update(state=State.DONE, done_at=now)
    if moved:
        record(SYSTEM("intermediary"), "deletion.done", str(number), counts=words(counts))


def delete_some(body_code: str, run: DeletionRun, kind: Kind) -> int:
    """The next rows of a kind, oldest versions first. Returns how many were looked at. Where others are at work it is
    tried again; then the job is."""
    tries = 0
    while True:
        try:
            return _delete_now(body_code, run, kind)
        except OperationalError as reason:
            tries += 1
            if not gave_way(reason, tries):
                raise


def _delete_now(body_code: str, run: DeletionRun, kind: Kind) -> int:
    about = {"run": run.pk, "kind": kind.value, "most": AT_ONCE}
    with deleting_for(body_code) as cursor:
        lock(standing_still(body_code), using=BY)
        cursor.execute(
            "SELECT place, key FROM deletion_item WHERE run_id = %(run)s AND kind = %(kind)s"
            " ORDER BY place LIMIT %(most)s",
            about,
        )
        places, keys = zip(*cursor.fetchall(), strict=True) if cursor.rowcount else ((), ())
        if not keys:
            return 0
        hold_still(TOUCHES[kind])
        deleted = _delete(cursor, run, kind, list(keys))
        cursor.execute(
            "DELETE FROM deletion_item WHERE run_id = %(run)s AND kind = %(kind)s AND place = ANY(%(places)s)",
            {**about, "places": list(places)},
        )
        cursor.execute(
            "UPDATE deletion_count SET deleted = deleted + %s, spared = spared + %s WHERE run_id = %s AND kind = %s",
            [deleted, len(keys) - deleted, run.pk, kind.value],
        )
    return len(keys)


def _delete(cursor: CursorWrapper, run: DeletionRun, kind: Kind, keys: list[str]) -> int:
    """Those of these that are still due, by the body's limits as they stand in this transaction. Returns how many."""
    table, column = TABLES[kind]
    values = {**bounds(run.due_on, changed_by(run.due_on, using=BY)), "keys": keys}
    cursor.execute(f"SELECT key FROM ({still_due(kind)}) AS due WHERE key = ANY(%(keys)s)", values)  # noqa: S608
    good = [key for (key,) in cursor.fetchall()]
    cursor.execute(f"DELETE FROM {table} WHERE {column}::text = ANY(%s)", [good])  # noqa: S608
    return int(cursor.rowcount)


def words(counts: dict[Kind, int]) -> str:
    """The counts of each kind in Japanese."""
    return "、".join(f"{kind.label}{count}件" for kind, count in counts.items() if count) or "0件"
