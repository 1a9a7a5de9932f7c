"""What a worker does: list a run, work a chunk, finish. Each is one transaction, and doing it again does nothing."""

import json
from collections.abc import Iterable, Sequence
from itertools import count, islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from sasae.foundation.batch.kinds import Item, ItemRefused, definition
from sasae.foundation.batch.models import BatchItem, BatchRun, ItemState, RunState
from sasae.foundation.batch.moves import move
from sasae.foundation.batch.queue import defer
from sasae.foundation.history import BATCH, record
from sasae.kernel import clock

LOCK = "batch:{run_id}:{chunk}"
COPIED_AT_ONCE = 10_000  # items
BEHIND_MESSAGES = -10  # priority: a long run does not keep single messages waiting


@transaction.atomic
def list_run(run_id: int) -> None:
    """Write the ledger and queue its chunks, unless that was done."""
    run = BatchRun.objects.select_for_update().get(pk=run_id)
    if run.state != RunState.LISTING:
        return
    items = _copy_items(run, definition(run.kind).list_items(run.params))
    run.item_count, run.chunks_left = items, -(-items // run.chunk_size)
    run.listed_at = clock.real_now()
    move(run, RunState.RUNNING)
    run.save()
    record(BATCH(run.pk, run.title), "batch.listed", str(run.pk), title=run.title, items=items)
    queue_chunks(run.pk, range(run.chunks_left))
    if not items:
        queue_finish(run.pk)


@transaction.atomic
def work_chunk(run_id: int, chunk: int) -> None:
    """Work the waiting items of one chunk. A second worker on the same chunk waits, and finds nothing to do."""
    run = BatchRun.objects.get(pk=run_id)
    if run.state != RunState.RUNNING:
        return
    rows = list(run.items.select_for_update().filter(chunk=chunk, state=ItemState.WAITING).order_by("pk"))
    if not rows:
        return
    actor = BATCH(run.pk, run.title)
    items = [Item(row.key, row.payload, run.pk, run.params, actor) for row in rows]
    outcomes = _work(definition(run.kind), items)
    _write_outcomes(rows, outcomes)
    refused = sum(isinstance(outcome, ItemRefused) for outcome in outcomes)
    if _count(run_id, len(rows) - refused, refused) == 0:
        queue_finish(run_id)


@transaction.atomic
def finish_run(run_id: int) -> None:
    """Call the kind's `finish`, once, and close the run."""
    run = BatchRun.objects.select_for_update().get(pk=run_id)
    if run.state != RunState.RUNNING or run.chunks_left:
        return
    finish = getattr(definition(run.kind), "finish", None)
    if finish:
        finish(run)
    move(run, RunState.FINISHED)
    run.ended_at = clock.real_now()
    run.save()
    record(
        BATCH(run.pk, run.title), "batch.finished", str(run.pk), title=run.title, done=run.done_count,
        refused=run.refused_count,
    )  # fmt: skip


def queue_chunks(run_id: int, chunks: Iterable[int]) -> None:
    """One job a chunk, for any number of workers."""
    defer("batch.chunk", [{"run_id": run_id, "chunk": chunk} for chunk in chunks], lock=LOCK, priority=BEHIND_MESSAGES)


def queue_finish(run_id: int) -> None:
    """The job that closes the run."""
    defer("batch.finish", [{"run_id": run_id}], lock="batch:{run_id}:finish")


def _copy_items(run: BatchRun, items: Iterable[tuple[str, Any]]) -> int:
    """COPY the items into the ledger, a page at a time; their number.

    The iterable may be lazy and ask the database itself: it is never asked while a COPY holds the connection.
    """
    number = count()
    pages = iter(items)
    while page := list(islice(pages, COPIED_AT_ONCE)):
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY batch_item (run_id, chunk, key, payload) FROM STDIN") as copy,
        ):
            for key, payload in page:
                text = None if payload is None else json.dumps(payload, cls=DjangoJSONEncoder, ensure_ascii=False)
                copy.write_row((run.pk, next(number) // run.chunk_size, key, text))
    return next(number)


def _work(kind: Any, items: list[Item]) -> Sequence[str | ItemRefused]:
    if hasattr(kind, "work_many"):
        outcomes: Sequence[str | ItemRefused] = kind.work_many(items)
        if len(outcomes) != len(items):
            raise ValueError(f"work_many gave {len(outcomes)} outcomes for {len(items)} items.")
        return outcomes
    return [_work_one(kind, item) for item in items]


def _work_one(kind: Any, item: Item) -> str | ItemRefused:
    try:
        with transaction.atomic():
            return str(kind.work(item) or "")
    except ItemRefused as refused:
        return refused


def _write_outcomes(rows: list[BatchItem], outcomes: Sequence[str | ItemRefused]) -> None:
    """One statement for the whole chunk."""
    states, words, findings = [], [], []
    for outcome in outcomes:
        refused = isinstance(outcome, ItemRefused)
        states.append(ItemState.REFUSED.value if refused else ItemState.DONE.value)
        words.append("" if isinstance(outcome, ItemRefused) else outcome[:200])
        told = [finding.as_dict() for finding in outcome.findings] if isinstance(outcome, ItemRefused) else None
        findings.append(None if told is None else json.dumps(told, ensure_ascii=False))
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE batch_item i SET state = n.state, outcome = n.outcome, findings = n.findings::jsonb,
                   worked_at = clock_timestamp()
               FROM unnest(%s::bigint[], %s::varchar[], %s::varchar[], %s::text[])
                   AS n(id, state, outcome, findings) WHERE i.id = n.id""",
            [[row.pk for row in rows], states, words, findings],
        )


def _count(run_id: int, done: int, refused: int) -> int:
    """Add a chunk's figures to its run; the chunks left. The run's row is locked from here to the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE batch_run SET done_count = done_count + %s, refused_count = refused_count + %s,
                   chunks_left = chunks_left - 1 WHERE id = %s RETURNING chunks_left""",
            [done, refused, run_id],
        )
        return int(cursor.fetchone()[0])
