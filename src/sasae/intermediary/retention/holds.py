"""保全 of a body: what is not deleted while it is needed. One person places a hold; to end it takes two."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from sasae.foundation.history import Actor, record
from sasae.foundation.retention.models import HOLD_MOVES, HoldState
from sasae.foundation.two_persons import Pair
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.codes.models import Code
from sasae.intermediary.copies.models import Copy, CopyBatch
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.provisions.models import PermitUse, ProvisionRefusal
from sasae.intermediary.records.models import ProvisionRecord, RecordDifference
from sasae.intermediary.retention.actions import CannotDelete
from sasae.intermediary.retention.models import DeletionHold
from sasae.kernel.findings import one_line

OF_EXCHANGES = (ProvisionRecord, Inquiry, ProvisionRefusal, RecordDifference)
LIFTING = Pair("deletions.lift", thing="団体の保全", first="解除の求め", second="解除の承認")


def place(body: Body, key: str, why: str, *, by: Actor, now: datetime) -> DeletionHold:
    """From now on nothing of this number is deleted, also where it stands on an approved list already."""
    key = one_line(key, CannotDelete, missing="番号を入れてください。", at="key", most=60)
    said = one_line(why, CannotDelete, missing="保全の理由を入れてください。")
    with acting_for(body.code):
        if not _exists(key):
            raise CannotDelete("この番号のものはありません。消去済みか、番号の誤りです。", id="I-611", at="key")
        if DeletionHold.objects.filter(key=key).exclude(state=HoldState.LIFTED).exists():
            raise CannotDelete("この番号は、すでに保全されています。", id="I-612", at="key")
        made = DeletionHold.objects.create(key=key, why=said, placed_by=by.id, placed_at=now)
    record(by, "deletion.hold_placed", str(made.pk), why=said)
    return made


def _exists(key: str) -> bool:
    """Whether a person, an exchange, a permit or a batch of the body has this number."""
    named: list[QuerySet[Any]] = [
        *(each._default_manager.filter(unified_no=key) for each in (Code, Copy, ProvisionRecord)),
        *(each._default_manager.filter(processing_no=key) for each in OF_EXCHANGES),
        PermitUse.objects.filter(pk=key),
        CopyBatch.objects.filter(batch_no=key),
    ]
    return any(each.exists() for each in named)


def ask_lift(body: Body, number: int, why: str, *, by: Actor) -> None:
    """One person asks that a hold be ended."""
    said = one_line(why, CannotDelete, missing="解除の理由を入れてください。")
    with acting_for(body.code):
        _move(_held(number), HoldState.LIFT_ASKED, lift_why=said, lift_asked_by=by.id)
    record(by, "deletion.lift_asked", str(number), why=said)


def keep_on(body: Body, number: int, *, by: Actor) -> None:
    """The hold goes on."""
    with acting_for(body.code):
        _move(_held(number), HoldState.HELD, lift_why="", lift_asked_by="")
    record(by, "deletion.lift_refused", str(number))


def lift(body: Body, number: int, *, by: Actor, now: datetime) -> None:
    """Another person ends the hold."""
    refusal = CannotDelete("解除を求めた人は、承認できません。別の職員が確かめてください。", id="I-613")
    with acting_for(body.code):
        hold = _held(number)
        LIFTING.by_another_than(hold.lift_asked_by, by, about=str(number), refusal=refusal)
        _move(hold, HoldState.LIFTED, lifted_by=by.id, lifted_at=now)
    record(by, "deletion.lifted", str(number))


def _held(number: int) -> DeletionHold:
    hold = DeletionHold.objects.select_for_update().filter(pk=number).first()
    if hold is None:
        raise CannotDelete("この保全はありません。", id="I-614")
    return hold


def _move(hold: DeletionHold, state: HoldState, **changed: object) -> None:
    if state not in HOLD_MOVES[HoldState(hold.state)]:
        raise CannotDelete(
            f"この保全は「{hold.get_state_display()}」のため、「{state.label}」にできません。", id="I-615"
        )
    DeletionHold.objects.filter(pk=hold.pk).update(state=state, **changed)
