"""A deletion from its list to its confirmation. Who lists never approves; what deletes can do nothing else."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection

from sasae.foundation.history import SYSTEM, Actor, record
from sasae.foundation.two_persons import Pair
from sasae.intermediary.bodies.actions import acting_for, deleting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.limits.queries import changed_by
from sasae.intermediary.retention.candidates import TABLES, bounds, due, still_due
from sasae.intermediary.retention.models import ALLOWED_MOVES, DeletionCount, DeletionRun, Kind, State
from sasae.kernel.findings import Refusal

AT_ONCE = 1_000  # rows of one transaction


APPROVAL = Pair("deletions.approve", thing="団体の消去", first="抽出", second="承認")


class CannotDelete(Refusal):
    """The step is not taken; the text says why, in Japanese."""


def list_due(body: Body, *, by: Actor, on: date, now: datetime) -> DeletionRun:
    """Write down what is due on a day. Nothing is deleted yet."""
    try:
        with acting_for(body.code):
            run = DeletionRun.objects.create(due_on=on, state=State.LISTED, listed_by=by.id, listed_at=now)
            counts = {kind: _list(run, kind, on) for kind in Kind}
            if not any(counts.values()):
                raise CannotDelete("保存期限を過ぎたものはありません。", id="I-601")
    except IntegrityError as twice:
        raise CannotDelete("終わっていない消去があります。先に終わらせてください。", id="I-602") from twice
    record(by, "deletion.listed", str(run.pk), counts=_words(counts))
    return run


def _list(run: DeletionRun, kind: Kind, on: date) -> int:
    statement = f"""
        INSERT INTO deletion_item (run_id, kind, place, key)
        SELECT %(run)s, %(kind)s, row_number() OVER (ORDER BY nth, key), key FROM ({due(kind)}) AS due
    """  # noqa: S608 - statements of our own
    with connection.cursor() as cursor:
        cursor.execute(statement, {"run": run.pk, "kind": kind.value, **bounds(on)})
        listed = cursor.rowcount
    DeletionCount.objects.create(run_id=run.pk, kind=kind, listed=listed)
    return listed


def approve(body: Body, number: int, *, by: Actor, now: datetime) -> None:
    """Another person lets the deletion run. The caller queues the work."""
    with acting_for(body.code):
        run = _held(number)
        refusal = CannotDelete("抽出した人は、承認できません。別の職員が確かめてください。", id="I-603")
        APPROVAL.by_another_than(run.listed_by, by, about=str(number), refusal=refusal)
        _move(run, State.APPROVED, approved_by=by.id, approved_at=now)
    record(by, "deletion.approved", str(number))


def withdraw(body: Body, number: int, *, by: Actor, now: datetime) -> None:
    """The list is put aside; nothing was deleted."""
    with acting_for(body.code):
        _move(_held(number), State.WITHDRAWN, confirmed_by=by.id, confirmed_at=now)
    record(by, "deletion.withdrawn", str(number))


def carry_out(body_code: str, number: int, *, now: datetime) -> None:
    """Delete what was approved, chunk by chunk. Ended anywhere and begun again it goes on; when it is done it does nothing."""
    with acting_for(body_code):
        run = DeletionRun.objects.filter(pk=number, state=State.APPROVED).first()
        changed = changed_by(run.due_on) if run else {}
    if run is None:
        return
    for kind in Kind:
        while _delete_some(body_code, run, kind, bounds(run.due_on, changed)):
            pass
    with acting_for(body_code):
        counts = {Kind(one.kind): one.deleted for one in DeletionCount.objects.filter(run_id=number)}
        moved = DeletionRun.objects.filter(pk=number, state=State.APPROVED).update(state=State.DONE, done_at=now)
    if moved:
        record(SYSTEM("intermediary"), "deletion.done", str(number), counts=_words(counts))


def _delete_some(body_code: str, run: DeletionRun, kind: Kind, times: dict[str, Any]) -> int:
    """The next rows of a kind, oldest versions first; what is not due any more is spared. Returns how many were looked at."""
    table, column = TABLES[kind]
    with deleting_for(body_code) as cursor:
        about = {"run": run.pk, "kind": kind.value, "most": AT_ONCE}
        cursor.execute(
            "SELECT place, key FROM deletion_item WHERE run_id = %(run)s AND kind = %(kind)s"
            " ORDER BY place LIMIT %(most)s",
            about,
        )
        places, keys = zip(*cursor.fetchall(), strict=True) if cursor.rowcount else ((), ())
        if not keys:
            return 0
        values = {**times, "keys": list(keys)}
        cursor.execute(f"SELECT key FROM ({still_due(kind)}) AS due WHERE key = ANY(%(keys)s)", values)  # noqa: S608
        good = [key for (key,) in cursor.fetchall()]
        cursor.execute(f"DELETE FROM {table} WHERE {column}::text = ANY(%s)", [good])  # noqa: S608
        deleted = cursor.rowcount
        cursor.execute(
            "DELETE FROM deletion_item WHERE run_id = %(run)s AND kind = %(kind)s AND place = ANY(%(places)s)",
            {**about, "places": list(places)},
        )
        cursor.execute(
            "UPDATE deletion_count SET deleted = deleted + %s, spared = spared + %s WHERE run_id = %s AND kind = %s",
            [deleted, len(keys) - deleted, run.pk, kind.value],
        )
    return len(keys)


def confirm(body: Body, number: int, *, by: Actor, now: datetime) -> None:
    """A person has looked at the result."""
    with acting_for(body.code):
        _move(_held(number), State.CONFIRMED, confirmed_by=by.id, confirmed_at=now)
    record(by, "deletion.confirmed", str(number))


def _held(number: int) -> DeletionRun:
    run = DeletionRun.objects.select_for_update().filter(pk=number).first()
    if run is None:
        raise CannotDelete("この番号の消去はありません。", id="I-604")
    return run


def _move(run: DeletionRun, state: State, **changed: object) -> None:
    if state not in ALLOWED_MOVES[State(run.state)]:
        raise CannotDelete(
            f"この消去は「{run.get_state_display()}」のため、「{state.label}」にできません。", id="I-605"
        )
    over = not ALLOWED_MOVES[state]
    DeletionRun.objects.filter(pk=run.pk).update(state=state, under_way=not over, **changed)


def _words(counts: dict[Kind, int]) -> str:
    return "、".join(f"{kind.label}{count}件" for kind, count in counts.items() if count) or "0件"
