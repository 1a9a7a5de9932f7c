"""The journal's oldest segments from their list to their certificate. Who lists never approves; what deletes does nothing else."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from sasae.foundation.history.actor import BATCH, Actor
from sasae.foundation.history.journal import record
from sasae.foundation.history.models import HistorySeal
from sasae.foundation.history.seals import read_line, sign_line
from sasae.foundation.removals.models import REMOVAL_MOVES, Removal, RemovalState
from sasae.foundation.removals.removing import before, due, take_away
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Refusal

AS = BATCH("removals", "操作履歴の保存期間切れの消去")


APPROVAL = Pair("removals.approve", thing="操作履歴の消去", first="抽出", second="承認")


class CannotRemove(Refusal):
    """The step is not taken; the text says why, in Japanese."""


def list_due(*, by: Actor, on: date, now: datetime) -> Removal:
    """Write down which whole segments are past their period. Nothing is deleted yet. Raises CannotRemove."""
    found = due(on)
    if found is None:
        raise CannotRemove("保存期間を過ぎた区間はありません。", id="HR-101")
    try:
        with transaction.atomic():
            made = Removal.objects.create(
                before=before(on), first_segment=found.first, last_segment=found.last, last_seq=found.last_seq,
                entries=found.entries, oldest=found.oldest, newest=found.newest, listed_by=by.id, listed_at=now,
            )  # fmt: skip
            record(by, "removal.listed", str(made.pk), first=found.first, last=found.last, entries=found.entries)
    except IntegrityError as twice:
        raise CannotRemove("終わっていない消去があります。先に終わらせてください。", id="HR-102") from twice
    return made


@transaction.atomic
def approve(number: int, *, by: Actor, now: datetime) -> None:
    """Another person lets the segments go; what is approved is signed. The caller queues the work. Raises CannotRemove."""
    one = _removal(number)
    refusal = CannotRemove("抽出した人は、承認できません。別の職員が確かめてください。", id="HR-103")
    APPROVAL.by_another_than(one.listed_by, by, about=str(number), refusal=refusal)
    seal = read_line(HistorySeal.objects.get(segment=one.last_segment).line)
    if seal is None or seal["last"] != one.last_seq:
        raise CannotRemove("封印が正しくないため、消去できません。操作履歴を検証してください。", id="HR-104")
    line = sign_line({
        "removal": one.pk, "service": seal["service"], "first": one.first_segment, "last": one.last_segment,
        "last_seq": one.last_seq, "hash": seal["hash"], "entries": one.entries, "approved_by": by.id,
    })  # fmt: skip
    _move(one, RemovalState.APPROVED, approved_by=by.id, approved_at=now, line=line)
    record(by, "removal.approved", str(number), first=one.first_segment, last=one.last_segment, entries=one.entries)


@transaction.atomic
def withdraw(number: int, *, by: Actor, now: datetime) -> None:
    """The list is put aside; nothing was deleted."""
    _move(_removal(number), RemovalState.WITHDRAWN, ended_by=by.id, ended_at=now)
    record(by, "removal.withdrawn", str(number))


@transaction.atomic
def confirm(number: int, *, by: Actor, now: datetime) -> None:
    """A person has looked at the result."""
    _move(_removal(number), RemovalState.CONFIRMED, ended_by=by.id, ended_at=now)
    record(by, "removal.confirmed", str(number))


def carry_out(number: int, *, now: datetime) -> None:
    """Take the approved segments away, one by one. Ended anywhere and begun again it goes on; done, it does nothing."""
    one = Removal.objects.filter(pk=number, state=RemovalState.APPROVED).first()
    if one is None:
        return
    for segment in range(one.first_segment, one.last_segment + 1):
        take_away(segment)
    with transaction.atomic():
        if Removal.objects.filter(pk=number, state=RemovalState.APPROVED).update(state=RemovalState.DONE, done_at=now):
            record(AS, "removal.done", str(number), entries=one.entries)


def _removal(number: int) -> Removal:
    found = Removal.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise CannotRemove("この番号の消去はありません。", id="HR-105")
    return found


def _move(one: Removal, state: RemovalState, **changed: object) -> None:
    if state not in REMOVAL_MOVES[RemovalState(one.state)]:
        raise CannotRemove(
            f"この消去は「{one.get_state_display()}」のため、「{state.label}」にできません。", id="HR-106"
        )
    Removal.objects.filter(pk=one.pk).update(state=state, under_way=bool(REMOVAL_MOVES[state]), **changed)
