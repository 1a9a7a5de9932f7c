"""A deletion of a body from its list to its confirmation. Who lists never approves; `deleting` does what was approved."""

from datetime import date, datetime

from django.db import IntegrityError, connection

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.retention.candidates import bounds, due
from sasae.intermediary.retention.deleting import words
from sasae.intermediary.retention.models import ALLOWED_MOVES, DeletionCount, DeletionRun, Kind, State
from sasae.kernel.findings import Refusal

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
    record(by, "deletion.listed", str(run.pk), counts=words(counts))
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
        _move(run, State.APPROVED, approved_by=by.id, approved_at=now, digest=_digest(number))
    record(by, "deletion.approved", str(number))


def _digest(number: int) -> str:
    """SHA-256 over what is on the list, kind by kind, a line each: the list goes with what it names, its mark stays."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(convert_to(coalesce(string_agg(kind || ' ' || key, E'\\n' ORDER BY kind, place), ''),"
            " 'UTF8')), 'hex') FROM deletion_item WHERE run_id = %s",
            [number],
        )
        return str(cursor.fetchone()[0])


def withdraw(body: Body, number: int, *, by: Actor, now: datetime) -> None:
    """The list is put aside; nothing was deleted."""
    with acting_for(body.code):
        _move(_held(number), State.WITHDRAWN, confirmed_by=by.id, confirmed_at=now)
    record(by, "deletion.withdrawn", str(number))


def confirm(body: Body, number: int, *, by: Actor, now: datetime) -> None:
    """A person has looked at the result."""
    with acting_for(body.code):
        _move(_held(number), State.CONFIRMED, confirmed_by=by.id, confirmed_at=now)
    record(by, "deletion.confirmed", str(number))


def left_undone(body: Body) -> int | None:
    """The deletion that was approved and is not done; None where there is none."""
    with acting_for(body.code):
        return DeletionRun.objects.filter(state=State.APPROVED).values_list("pk", flat=True).first()


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
