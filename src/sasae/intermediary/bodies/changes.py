"""A body's end by two persons: proposed, approved, and taken back as long as its day has not come."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.retention.models import HoldState
from sasae.foundation.two_persons import Pair
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.keeping import kept_until
from sasae.intermediary.bodies.models import ALLOWED_MOVES, Body, BodyChange, BodyState, Kind, State
from sasae.intermediary.retention.models import DeletionHold
from sasae.kernel.findings import Refusal, one_line

HELD = "保全しているものがあります。解除してから消去してください。"
APPROVAL = Pair("bodies.approve", thing="団体の異動", first="起案", second="承認")


class CannotChangeBody(Refusal):
    """The step is not taken; the text says why, in Japanese."""


def propose(
    body_code: str, kind: Kind, *, effective_on: date, reason: str, by: Actor, on: date, now: datetime,
    successor: str = "",
) -> BodyChange:  # fmt: skip
    """Write down what is to become of a body, for another person to approve."""
    reason = one_line(reason, CannotChangeBody, missing="根拠と理由を入れてください。", at="reason", most=300)
    body = _body(body_code)
    _fits(body, kind, successor, effective_on, on)
    try:
        with transaction.atomic():
            made = BodyChange.objects.create(
                body=body, kind=kind, successor=successor, effective_on=effective_on, reason=reason,
                proposed_by=by.id, proposed_at=now,
            )  # fmt: skip
            record(by, "body.change_proposed", body.code, kind=kind.label, on=effective_on, why=reason)
    except IntegrityError as twice:
        raise CannotChangeBody("この団体には、終わっていない異動があります。", id="I-901") from twice
    return made


def _body(code: str) -> Body:
    body = Body.objects.filter(code=code).first()
    if body is None:
        raise CannotChangeBody(f"団体 {code} は登録されていません。", id="I-902", at="successor")
    return body


def _fits(body: Body, kind: Kind, successor: str, effective_on: date, on: date) -> None:
    if kind is Kind.ERASURE:
        _may_be_erased(body, effective_on)
        return
    if body.state != BodyState.ACTIVE:
        raise CannotChangeBody(f"この団体は「{body.get_state_display()}」です。", id="I-903")
    if effective_on <= on:
        raise CannotChangeBody("効力の日は、明日以後の日にしてください。", id="I-904", at="effective_on")
    if kind is Kind.MERGER:
        _may_succeed(body, successor)
    elif BodyChange.objects.filter(successor=body.code, state__in=[State.PROPOSED, State.APPROVED]).exists():
        raise CannotChangeBody("この団体を承継団体とする合併の予定があります。", id="I-905")


def _may_succeed(body: Body, successor: str) -> None:
    """The successor is here already, goes on, and is another one."""
    if not successor or successor == body.code:
        raise CannotChangeBody("承継する団体を、ほかの団体から選んでください。", id="I-906", at="successor")
    if _body(successor).state != BodyState.ACTIVE:
        raise CannotChangeBody("承継する団体が、参加中ではありません。", id="I-907", at="successor")
    if BodyChange.objects.filter(body=successor, state__in=[State.PROPOSED, State.APPROVED]).exists():
        raise CannotChangeBody("承継する団体にも、合併か脱退の予定があります。", id="I-908", at="successor")


def _may_be_erased(body: Body, effective_on: date) -> None:
    if body.state != BodyState.CLOSED:
        raise CannotChangeBody("消去できるのは、停止して記録を保存している団体だけです。", id="I-909")
    last = kept_until(body)
    if effective_on <= last:
        raise CannotChangeBody(
            f"記録の保存期限（{last:%Y-%m-%d}）より後の日にしてください。", id="I-910", at="effective_on"
        )
    with acting_for(body.code):
        if DeletionHold.objects.exclude(state=HoldState.LIFTED).exists():
            raise CannotChangeBody(HELD, id="I-915")


@transaction.atomic
def approve(number: int, *, by: Actor, on: date, now: datetime) -> BodyChange:
    """Another person lets it come. What has changed since the proposal is looked at again."""
    change = held(number, State.APPROVED)
    refusal = CannotChangeBody("起案した人は、承認できません。別の人が確かめてください。", id="I-911")
    APPROVAL.by_another_than(change.proposed_by, by, about=change.body_id, refusal=refusal)
    _fits(change.body, Kind(change.kind), change.successor, change.effective_on, on)
    _move(change, State.APPROVED, by, now)
    record(by, "body.change_approved", change.body_id, kind=change.get_kind_display(), on=change.effective_on)
    return change


@transaction.atomic
def withdraw(number: int, *, by: Actor, now: datetime) -> None:
    """It does not come. One person is enough, as long as nothing of it has been done."""
    change = held(number, State.WITHDRAWN)
    if change.kind != Kind.ERASURE and change.body.state != BodyState.ACTIVE:
        raise CannotChangeBody("すでに始まっているため、取りやめられません。", id="I-912")
    _move(change, State.WITHDRAWN, by, now)
    record(by, "body.change_withdrawn", change.body_id, kind=change.get_kind_display(), on=change.effective_on)


def held(number: int, wanted: State) -> BodyChange:
    """The change, its row and its body's held, when it may move there."""
    change = BodyChange.objects.select_for_update().filter(pk=number).first()
    if change is None or wanted not in ALLOWED_MOVES[State(change.state)]:
        said = f"この異動は「{change.get_state_display()}」です。" if change else "この番号の異動はありません。"
        raise CannotChangeBody(said, id="I-913")
    change.body = Body.objects.select_for_update().get(pk=change.body_id)
    return change


def _move(change: BodyChange, state: State, by: Actor, now: datetime) -> None:
    change.state, change.decided_by, change.decided_at = state, by.id, now
    change.save(update_fields=["state", "decided_by", "decided_at"])
