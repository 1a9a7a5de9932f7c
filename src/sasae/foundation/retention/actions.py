"""A deletion from its list to its confirmation. Who lists never approves; what deletes can do nothing else."""

import hashlib
from datetime import date, datetime

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F

from sasae.foundation.history import BATCH, Actor, record
from sasae.foundation.retention.holds import CannotDelete, held, lock
from sasae.foundation.retention.locking import gave_way, hold_still
from sasae.foundation.retention.models import (
    ALLOWED_MOVES,
    DeletionCount,
    DeletionItem,
    DeletionRun,
    ItemState,
    LegalHold,
    State,
)
from sasae.foundation.retention.source import CHANGED, Changed, source
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import one_line

BY = BATCH("retention", "保存期限切れの消去")
AT_ONCE = 500  # items read at a time; each is deleted in a transaction of its own


APPROVAL = Pair("retention.approve", thing="保存期間を過ぎたものの消去", first="抽出", second="承認")


def list_due(*, by: Actor, on: date, now: datetime) -> DeletionRun:
    """Write down what is due on a day, but for what is held. Nothing is deleted yet."""
    kept_back = held()
    due = [one for one in source().due(on) if one.key not in kept_back]
    if not due:
        raise CannotDelete("保存期限を過ぎたものはありません。", id="RT-101")
    counts = {kind: sum(one.kind == kind for one in due) for kind in source().KINDS}
    try:
        with transaction.atomic():
            run = DeletionRun.objects.create(due_on=on, listed_by=by.id, listed_at=now)
            DeletionItem.objects.bulk_create(
                [
                    DeletionItem(run=run, kind=one.kind, key=one.key, sha256=one.sha256, kept_until=one.kept_until)
                    for one in due
                ],
                batch_size=1000,
            )
            DeletionCount.objects.bulk_create(
                [DeletionCount(run=run, kind=kind, listed=count) for kind, count in counts.items() if count]
            )
            record(by, "retention.listed", str(run.pk), counts=words(counts))
    except IntegrityError as twice:
        raise CannotDelete("終わっていない消去があります。先に終わらせてください。", id="RT-102") from twice
    return run


@transaction.atomic
def exclude(number: int, key: str, why: str, *, by: Actor) -> None:
    """Take one thing off the list, with a reason. It may stand on the next list again."""
    run = _run(number)
    if run.state != State.LISTED:
        raise CannotDelete("承認を待つ消去からだけ外せます。", id="RT-103")
    said = one_line(why, CannotDelete, missing="外す理由を入れてください。")
    item = DeletionItem.objects.filter(run=run, key=key.strip().upper(), state=ItemState.LISTED).first()
    if item is None:
        raise CannotDelete("この番号は、消去の対象にありません。", id="RT-104", at="key")
    DeletionItem.objects.filter(pk=item.pk).update(state=ItemState.EXCLUDED, why=said)
    DeletionCount.objects.filter(run=run, kind=item.kind).update(excluded=F("excluded") + 1)
    record(by, "retention.excluded", item.key, run=str(number), why=said)


@transaction.atomic
def approve(number: int, *, by: Actor, now: datetime) -> None:
    """Another person lets the deletion run. The caller queues the work."""
    run = _run(number)
    refusal = CannotDelete("抽出した人は、承認できません。別の職員が確かめてください。", id="RT-105")
    APPROVAL.by_another_than(run.listed_by, by, about=str(number), refusal=refusal)
    digests = sorted(run.items.filter(state=ItemState.LISTED).values_list("sha256", flat=True))
    if not digests:
        raise CannotDelete("すべて外したため、消すものがありません。取りやめてください。", id="RT-106")
    digest = hashlib.sha256("\n".join(digests).encode()).hexdigest()
    _move(run, State.APPROVED, approved_by=by.id, approved_at=now, digest=digest)
    record(by, "retention.approved", str(number), count=len(digests))


@transaction.atomic
def withdraw(number: int, *, by: Actor, now: datetime) -> None:
    """The list is put aside; nothing was deleted."""
    _move(_run(number), State.WITHDRAWN, ended_by=by.id, ended_at=now)
    record(by, "retention.withdrawn", str(number))


@transaction.atomic
def confirm(number: int, *, by: Actor, now: datetime) -> None:
    """A person has looked at the result."""
    _move(_run(number), State.CONFIRMED, ended_by=by.id, ended_at=now)
    record(by, "retention.confirmed", str(number))


def carry_out(number: int, *, now: datetime) -> None:
    """Delete what was approved. Ended anywhere and begun again it goes on; when it is done it does nothing."""
    run = DeletionRun.objects.filter(pk=number, state=State.APPROVED).first()
    if run is None:
        return
    while waiting := list(run.items.filter(state=ItemState.LISTED).order_by("pk")[:AT_ONCE]):
        for item in waiting:
            delete_one(item, run.due_on)
    source().tidy(run.due_on)
    with transaction.atomic():
        if DeletionRun.objects.filter(pk=number, state=State.APPROVED).update(state=State.DONE, done_at=now):
            counts = {one.kind: one.deleted for one in run.counts.all()}
            record(BY, "retention.done", str(number), counts=words(counts))


def delete_one(item: DeletionItem, on: date) -> None:
    """One thing on the list: deleted by the retention role, then struck off. Ended between the two, the second is made up."""
    why = _delete(item, on)
    with transaction.atomic():
        if not DeletionItem.objects.select_for_update().filter(pk=item.pk, state=ItemState.LISTED).exists():
            return  # another worker was faster
        count = DeletionCount.objects.filter(run=item.run_id, kind=item.kind)
        if why:
            DeletionItem.objects.filter(pk=item.pk).update(state=ItemState.SPARED, why=why)
            count.update(spared=F("spared") + 1)
            return
        source().forget(item.key)
        LegalHold.objects.filter(key=item.key).delete()
        DeletionItem.objects.filter(key=item.key).delete()
        count.update(deleted=F("deleted") + 1)


def _delete(item: DeletionItem, on: date) -> str:
    """Why it was not deleted; empty where it is gone. Where others are at work it is tried again; then the job is."""
    tries = 0
    while True:
        try:
            return _delete_now(item, on)
        except OperationalError as reason:
            tries += 1
            if not gave_way(reason, tries):
                raise


def _delete_now(item: DeletionItem, on: date) -> str:
    """With everything held still, ask anew whether it is due, and delete it in the same transaction."""
    try:
        with transaction.atomic(using="retention"):
            lock(item.key, using="retention")
            hold_still(source().touches(item.kind))
            why = "保全中" if item.key in held() else source().why_kept(item.kind, item.key, on)
            if not why:
                source().delete(item.key)
            return why
    except Changed as changed:
        return str(changed)
    except IntegrityError:  # a key to it that came meanwhile is found at the end of the transaction
        return CHANGED


def _run(number: int) -> DeletionRun:
    run = DeletionRun.objects.select_for_update().filter(pk=number).first()
    if run is None:
        raise CannotDelete("この番号の消去はありません。", id="RT-107")
    return run


def _move(run: DeletionRun, state: State, **changed: object) -> None:
    if state not in ALLOWED_MOVES[State(run.state)]:
        raise CannotDelete(
            f"この消去は「{run.get_state_display()}」のため、「{state.label}」にできません。", id="RT-108"
        )
    DeletionRun.objects.filter(pk=run.pk).update(state=state, under_way=bool(ALLOWED_MOVES[state]), **changed)


def words(counts: dict[str, int]) -> str:
    """The counts of each kind in Japanese."""
    names = source().KINDS
    return "、".join(f"{names[kind]}{count}件" for kind, count in counts.items() if count) or "0件"
