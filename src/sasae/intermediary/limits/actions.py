"""A change of a limit: proposed by one person, approved or sent back by another, withdrawn before it begins."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.retention.holds import lock
from sasae.foundation.two_persons import Pair
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.limits.models import ALLOWED_MOVES, BOUNDS, UNITS, LimitChange, Name, State
from sasae.kernel.findings import Refusal, one_line
from sasae.kernel.wareki import to_wareki

APPROVAL = Pair("limits.approve", thing="上限値の変更", first="起案", second="承認・差戻し")


class CannotChange(Refusal):
    """The step is not taken; the text says why, in Japanese."""


def standing_still(body_code: str) -> str:
    """What a change that comes into force and a deletion by the limits both lock: they wait for each other."""
    return f"limits {body_code}"


def propose(
    body: Body, name: Name, information: str, value: int, *, since: date, source: str, by: Actor, on: date, now: datetime
) -> LimitChange:  # fmt: skip
    """Put a value forward, from a day on that is not past. Raises CannotChange."""
    source = one_line(source, CannotChange, missing="変更の根拠を入れてください。", at="source")
    least, most = BOUNDS[name]
    if not least <= value <= most:
        raise CannotChange(f"{least}{UNITS[name]}から{most}{UNITS[name]}までにしてください。", id="I-801", at="value")
    if since < on:
        raise CannotChange("適用日は、今日以後の日にしてください。", id="I-802", at="since")
    with acting_for(body.code):
        waits = LimitChange.objects.filter(name=name, information=information, state=State.PROPOSED)
        if waits.exists():
            raise CannotChange("同じ項目の、承認を待つ変更があります。先に終わらせてください。", id="I-803")
        made = LimitChange.objects.create(
            name=name, information=information, value=value, since=since, source=source, state=State.PROPOSED,
            proposed_by=by.id, proposed_at=now,
        )  # fmt: skip
    record(by, "limit.proposed", made.get_name_display(), since=to_wareki(since), value=made.in_words)
    return made


def approve(body: Body, number: int, *, by: Actor, on: date, now: datetime) -> None:
    """Another person lets it come into force, not later than the day it begins."""
    try:
        with acting_for(body.code):
            lock(standing_still(body.code))
            change = _held(number)
            refusal = CannotChange("起案した人は、承認できません。別の人が確かめてください。", id="I-804")
            APPROVAL.by_another_than(change.proposed_by, by, about=str(number), refusal=refusal)
            if change.since < on:
                message = "適用日を過ぎています。差し戻して、新しい適用日で起案してください。"
                raise CannotChange(message, id="I-805")
            _move(change, State.APPROVED, by, now)
    except IntegrityError as twice:
        message = "同じ項目・同じ適用日の変更が、すでに承認されています。"
        raise CannotChange(message, id="I-806") from twice
    record(by, "limit.approved", change.get_name_display(), since=to_wareki(change.since), value=change.in_words)


def send_back(body: Body, number: int, *, why: str, by: Actor, now: datetime) -> None:
    """Another person says no, and why."""
    why = one_line(why, CannotChange, missing="差戻しの理由を入れてください。")
    with acting_for(body.code):
        change = _held(number)
        refusal = CannotChange("自分の起案は、差し戻さずに取りやめてください。", id="I-804")
        APPROVAL.by_another_than(change.proposed_by, by, about=str(number), refusal=refusal)
        _move(change, State.RETURNED, by, now, note=why)
    record(by, "limit.returned", change.get_name_display(), why=why)


def withdraw(body: Body, number: int, *, why: str, by: Actor, on: date, now: datetime) -> None:
    """Take it back before it begins; what has begun is followed by another change."""
    why = one_line(why, CannotChange, missing="取りやめる理由を入れてください。")
    with acting_for(body.code):
        change = _held(number)
        if change.state == State.APPROVED and change.since <= on:
            raise CannotChange("すでに適用されています。新しい適用日で起案してください。", id="I-807")
        _move(change, State.WITHDRAWN, by, now, note=why)
    record(by, "limit.withdrawn", change.get_name_display(), why=why)


def _held(number: int) -> LimitChange:
    change = LimitChange.objects.select_for_update().filter(pk=number).first()
    if change is None:
        raise CannotChange("この番号の変更はありません。", id="I-808")
    return change


def _move(change: LimitChange, state: State, by: Actor, now: datetime, *, note: str = "") -> None:
    if state not in ALLOWED_MOVES[State(change.state)]:
        message = f"この変更は「{change.get_state_display()}」のため、「{state.label}」にできません。"
        raise CannotChange(message, id="I-809")
    with transaction.atomic():
        LimitChange.objects.filter(pk=change.pk).update(state=state, decided_by=by.id, decided_at=now, note=note)
