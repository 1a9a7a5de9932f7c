"""Batches of copies to the intermediary: sent by the outbox, settled by its answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Now

from sasae.contracts import body_copies
from sasae.foundation.history import BATCH, SYSTEM, record
from sasae.foundation.outbox import send_later
from sasae.kernel.findings import Finding
from sasae.linkage.provisions.models import BatchState, ProvidedCopy, ProvisionBatch, ProvisionRun, RunState

AT_ONCE = 500  # copies of one message
ACTOR = BATCH("provisions", "副本の提供")


@dataclass
class Outgoing:
    """A version that goes out, with its content."""

    row: ProvidedCopy
    period_from: date
    period_to: date
    data: dict[str, Any]

    @classmethod
    def withdrawal(cls, row: ProvidedCopy, on: date) -> "Outgoing":
        """The version that ends a record, for the day it ends on."""
        row.version += 1
        row.withdrawn = True
        return cls(row, on, on, {})

    def as_copy(self) -> body_copies.VersionedCopy:
        """In the contract's words."""
        return body_copies.VersionedCopy(
            record_id=self.row.record_id,
            unified_no=self.row.unified.unified_no,
            version=self.row.version,
            period_from=self.period_from,
            period_to=self.period_to,
            withdrawn=self.row.withdrawn,
            not_disclosed=self.row.not_disclosed,
            automatic_reply=self.row.automatic_reply,
            data=self.data,
        )


def send(run: ProvisionRun, outgoing: Sequence[Outgoing]) -> None:
    """Write the versions and the messages that carry them. Part of the caller's transaction."""
    for start in range(0, len(outgoing), AT_ONCE):
        _send_one(run, outgoing[start : start + AT_ONCE])


def _send_one(run: ProvisionRun, part: Sequence[Outgoing], holds_until: datetime | None = None) -> None:
    batch_no = f"{run.number}-{run.batches.count() + 1:05d}"
    batch = ProvisionBatch.objects.create(batch_no=batch_no, run=run, count=len(part))
    for each in part:
        each.row.batch, each.row.seen_run = batch, run.pk
    known = [each.row for each in part if each.row.pk]
    ProvidedCopy.objects.bulk_create([each.row for each in part if not each.row.pk], batch_size=AT_ONCE)
    changed = [
        "unified",
        "atena_no",
        "version",
        "mark",
        "not_disclosed",
        "automatic_reply",
        "withdrawn",
        "batch",
        "seen_run",
    ]
    ProvidedCopy.objects.bulk_update(known, changed, batch_size=AT_ONCE)
    send_later(
        body_copies.REGISTER_BATCH,
        body_copies.CopyBatch(
            batch_no=batch_no,
            information=run.information,
            holds_until=holds_until,
            copies=[each.as_copy() for each in part],
        ),
        key=f"copies-{batch_no}",
        on_answer="sasae.linkage.provisions.actions.sending.note_registered",
        on_refused="sasae.linkage.provisions.actions.sending.note_refused",
    )
    persons = list(dict.fromkeys(each.row.atena_no for each in part))
    record(ACTOR, "provision.sent", run.number, persons, batch=batch_no, count=len(part))


def send_end(run: ProvisionRun) -> None:
    """An empty batch that says: the copies hold what the office had when the run began."""
    _send_one(run, [], holds_until=run.started_at)


def withdrawal_of(run: ProvisionRun, rows: QuerySet[ProvidedCopy], on: date) -> int:
    """Withdraw what is left over, a page at a time. Returns how many."""
    count = 0
    for part in _pages(rows):
        send(run, [Outgoing.withdrawal(row, on) for row in part])
        count += len(part)
    return count


def _pages(rows: QuerySet[ProvidedCopy]) -> Iterator[list[ProvidedCopy]]:
    while part := list(rows.select_related("unified").order_by("pk")[:AT_ONCE]):
        yield part


def note_registered(answer: body_copies.BatchRegistered, key: str) -> None:
    """The intermediary keeps a batch, or all of it but some rows. Runs in the transaction that marks the message
    delivered. What it refused loses its mark: the next run sends it again."""
    wrong = [each for each in answer.findings if each.severity == "error"]
    why = " ".join(dict.fromkeys(f"{each.message}（{each.id}・{each.record_id}）" for each in wrong))[:500]
    batch_no = key.removeprefix("copies-")
    if wrong:
        refused = ProvidedCopy.objects.filter(
            batch__batch_no=batch_no, record_id__in=[each.record_id for each in wrong]
        )
        refused.update(mark="")
    kept = answer.registered + answer.known
    _note(key, BatchState.REGISTERED, registered=kept, message=why)
    record(SYSTEM("intermediary"), "provision.registered", batch_no, count=kept)
    if wrong:
        record(SYSTEM("intermediary"), "provision.batch_refused", batch_no, why=why)


def note_refused(findings: list[Finding], key: str) -> None:
    """The intermediary refuses a batch: it waits for staff, with the reasons."""
    why = " ".join(finding.message for finding in findings)[:500]
    _note(key, BatchState.REFUSED, message=why)
    record(SYSTEM("intermediary"), "provision.batch_refused", key.removeprefix("copies-"), why=why)


def _note(key: str, state: BatchState, **told: Any) -> None:
    batch = ProvisionBatch.objects.select_related("run").get(batch_no=key.removeprefix("copies-"))
    run = ProvisionRun.objects.select_for_update().get(pk=batch.run_id)
    ProvisionBatch.objects.filter(pk=batch.pk).update(state=state, **told)
    settle(run)


def settle(run: ProvisionRun) -> None:
    """A run whose batches are all answered is over. The run's row is locked by the caller."""
    if run.state != RunState.SENDING or run.batches.filter(state=BatchState.SENT).exists():
        return
    run.state = RunState.DONE
    ProvisionRun.objects.filter(pk=run.pk, state=RunState.SENDING).update(state=RunState.DONE, ended_at=Now())
    record(ACTOR, "provision.done", run.number)


def mismatched() -> QuerySet[ProvisionBatch]:
    """Batches with somebody's newest version that the intermediary does not keep."""
    newest = ProvidedCopy.objects.filter(batch=OuterRef("pk"))
    return ProvisionBatch.objects.filter(Exists(newest.filter(mark="")) | Q(Exists(newest), state=BatchState.REFUSED))


def sent_and_registered(run: ProvisionRun) -> tuple[int, int]:
    """How many copies went out in a run, and how many the intermediary says it keeps of them."""
    sums = run.batches.aggregate(sent=Sum("count"), kept=Sum("registered", filter=Q(state=BatchState.REGISTERED)))
    return sums["sent"] or 0, sums["kept"] or 0
