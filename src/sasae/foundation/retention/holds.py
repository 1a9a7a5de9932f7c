"""保全: what is not deleted while it is needed. One person places a hold; to end it takes two."""

from datetime import datetime

from django.db import connections, transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.retention.models import HOLD_MOVES, HoldState, LegalHold
from sasae.foundation.retention.source import source
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Refusal, one_line

LIFTING = Pair("retention.lift", thing="保全", first="解除の求め", second="解除の承認")


class CannotDelete(Refusal):
    """The step is not taken; the text says why, in Japanese."""


def lock(key: str, *, using: str = "default") -> None:
    """Hold and deletion of the same thing wait for each other. The role that deletes may lock no rows; this it may."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"retention {key}"])


def held() -> set[str]:
    """The numbers of everything that is held."""
    return set(LegalHold.objects.exclude(state=HoldState.LIFTED).values_list("key", flat=True))


@transaction.atomic
def place(key: str, why: str, *, by: Actor, now: datetime) -> LegalHold:
    """From now on it is not deleted, also where it stands on an approved list already."""
    key = one_line(key, CannotDelete, missing="番号を入れてください。", at="key", most=60).upper()
    said = one_line(why, CannotDelete, missing="保全の理由を入れてください。")
    lock(key)
    if not source().exists(key):
        raise CannotDelete("この番号のものはありません。消去済みか、番号の誤りです。", id="RT-201", at="key")
    if LegalHold.objects.filter(key=key).exclude(state=HoldState.LIFTED).exists():
        raise CannotDelete("この番号は、すでに保全されています。", id="RT-202", at="key")
    made = LegalHold.objects.create(key=key, why=said, placed_by=by.id, placed_at=now)
    record(by, "hold.placed", key, why=said)
    return made


@transaction.atomic
def ask_lift(number: int, why: str, *, by: Actor) -> None:
    """One person asks that a hold be ended."""
    said = one_line(why, CannotDelete, missing="解除の理由を入れてください。")
    hold = _move(number, HoldState.LIFT_ASKED, lift_why=said, lift_asked_by=by.id)
    record(by, "hold.lift_asked", hold.key, why=said)


@transaction.atomic
def keep_on(number: int, *, by: Actor) -> None:
    """The hold goes on."""
    hold = _move(number, HoldState.HELD, lift_why="", lift_asked_by="")
    record(by, "hold.lift_refused", hold.key)


@transaction.atomic
def lift(number: int, *, by: Actor, now: datetime) -> None:
    """Another person ends the hold."""
    asked_by = LegalHold.objects.filter(pk=number).values_list("lift_asked_by", flat=True)
    refusal = CannotDelete("解除を求めた人は、承認できません。別の職員が確かめてください。", id="RT-203")
    LIFTING.by_another_than(asked_by, by, about=str(number), refusal=refusal)
    hold = _move(number, HoldState.LIFTED, lifted_by=by.id, lifted_at=now)
    record(by, "hold.lifted", hold.key)


def _move(number: int, state: HoldState, **changed: object) -> LegalHold:
    hold = LegalHold.objects.select_for_update().filter(pk=number).first()
    if hold is None:
        raise CannotDelete("この保全はありません。", id="RT-204")
    if state not in HOLD_MOVES[HoldState(hold.state)]:
        raise CannotDelete(
            f"この保全は「{hold.get_state_display()}」のため、「{state.label}」にできません。", id="RT-205"
        )
    LegalHold.objects.filter(pk=number).update(state=state, **changed)
    return hold
