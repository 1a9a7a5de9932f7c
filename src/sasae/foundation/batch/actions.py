"""Starting, resuming and ending runs. What a worker does with their items is in `work.py`."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from sasae.foundation.batch import work
from sasae.foundation.batch.kinds import CHUNK, definition
from sasae.foundation.batch.models import BatchRun, RunState
from sasae.foundation.batch.moves import move
from sasae.foundation.batch.queries import Progress, chunks_to_do, has_job, progress
from sasae.foundation.batch.queue import defer
from sasae.foundation.history import SYSTEM, Actor, record
from sasae.kernel import clock

WORKER = SYSTEM("worker")


@transaction.atomic
def start(kind: str, params: dict[str, Any], by: Actor, *, once: str = "") -> BatchRun:
    """Begin a run; workers list its items and work them. Part of the caller's transaction.

    `once` names what may be done a single time (e.g. "2027" for a year's renewal): a second start with the same kind
    and `once` returns the first run and begins nothing. Raises UnknownKind.
    """
    known = definition(kind)
    fresh = {
        "title": known.title,
        "params": params,
        "chunk_size": getattr(known, "chunk_size", CHUNK),
        "started_by": by.id,
        "started_by_name": by.name,
        "started_by_kind": by.kind,
    }
    if once:
        run, new = BatchRun.objects.get_or_create(kind=kind, once=once, defaults=fresh)
    else:
        run, new = BatchRun.objects.create(kind=kind, **fresh), True
    if new:
        _queue_listing(run)
        record(by, "batch.started", str(run.pk), title=run.title, kind=kind, params=params)
    return run


@transaction.atomic
def resume(run: BatchRun | int, *, by: Actor | None = None) -> BatchRun:
    """Go on with a halted run, or queue again what a live run has lost. Any number of times: nothing is done twice.

    Raises CannotMove for a run that has ended.
    """
    row = _locked(run)
    if not row.live:
        move(row, RunState.RUNNING if row.listed_at else RunState.LISTING)
        row.note = ""
        row.save()
        record(by or WORKER, "batch.resumed", str(row.pk), title=row.title)
    if not row.listed_at:
        if not has_job(row.pk):
            _queue_listing(row)
        return row
    lost = chunks_to_do(row.pk, without_job=True)
    work.queue_chunks(row.pk, lost)
    if row.chunks_left == 0 and not has_job(row.pk):
        work.queue_finish(row.pk)
    return row


@transaction.atomic
def cancel(run: BatchRun | int, *, by: Actor) -> BatchRun:
    """Work no further item. What is done stays done. Raises CannotMove for a run that has ended."""
    row = _locked(run)
    move(row, RunState.CANCELLED)
    row.ended_at = clock.real_now()
    row.save()
    record(by, "batch.cancelled", str(row.pk), title=row.title, done=row.done_count)
    return row


@transaction.atomic
def halt(run_id: int, note: str) -> None:
    """Stop a live run because its program is broken. The journal and the screen say so; `resume` goes on."""
    row = BatchRun.objects.select_for_update().get(pk=run_id)
    if not row.live:
        return
    move(row, RunState.HALTED)
    row.note = note[:300]
    row.save()
    record(WORKER, "batch.halted", str(row.pk), title=row.title, note=row.note)


def halt_abandoned() -> list[int]:
    """Halt live runs no job is left for: their jobs failed for good. Returns the runs' numbers."""
    live = BatchRun.objects.filter(state__in=[RunState.LISTING, RunState.RUNNING]).values_list("pk", flat=True)
    abandoned = [run_id for run_id in live if not has_job(run_id)]
    for run_id in abandoned:
        halt(run_id, "処理が繰り返し失敗しました。原因を確かめてから再開してください。")
    return abandoned


def run_now(run: BatchRun | int, on_progress: Callable[[Progress], None] | None = None) -> Progress:
    """Work the whole run in this process, for commands and tests. Workers may take part; nothing is done twice.

    Raises what the kind's code raises; the chunk at hand is then taken back.
    """
    run_id = run if isinstance(run, int) else run.pk
    work.list_run(run_id)
    for chunk in chunks_to_do(run_id):
        work.work_chunk(run_id, chunk)
        if on_progress:
            on_progress(progress(run_id))
    work.finish_run(run_id)
    return progress(run_id)


def _locked(run: BatchRun | int) -> BatchRun:
    return BatchRun.objects.select_for_update().get(pk=run if isinstance(run, int) else run.pk)


def _queue_listing(run: BatchRun) -> None:
    defer("batch.list", [{"run_id": run.pk}], lock="batch:{run_id}:list")
