"""Opening a renewal, beginning its steps, approving them by another person, and ending them."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from sasae.foundation import batch
from sasae.foundation.batch.queue import defer
from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Refusal, one_line
from sasae.law import Outcome
from sasae.subsidy.renewals.base_days import not_asked_for
from sasae.subsidy.renewals.models import (
    STEP_MOVES,
    Renewal,
    Round,
    Step,
    StepState,
    Target,
    TargetState,
)
from sasae.subsidy.renewals.schedule import BY_KEY, first_day

DECIDED = (Outcome.GRANTED, Outcome.INCOME_TOO_HIGH, Outcome.NOT_ELIGIBLE, Outcome.OTHER_SCHEME)
REFRESH_TASK = "subsidy.renewals_refresh"


APPROVAL = Pair("renewals.approve", thing="更新の段階", first="開始", second="承認・差戻し")


class CannotStep(Refusal):
    """The step is not allowed now, or not by this person; the text says why, in Japanese."""


@transaction.atomic
def open_renewal(round_: Round, year: int, *, by: Actor) -> Renewal:
    """Open the renewal of a year; once open it is the same one."""
    renewal, new = Renewal.objects.get_or_create(
        round=round_, year=year, defaults={"judged_on": first_day(round_, year), "opened_by": by.id}
    )
    if new:
        record(by, "renewal.opened", str(renewal), round=round_.label, year=year)
    return renewal


@transaction.atomic
def start_step(renewal_id: int, key: str, *, by: Actor, on: date) -> Step:
    """Begin a turn of a step. Work over many goes to the batch ledger. Raises CannotStep.

    A refresh that stands still, whose partner refused or whose worker gave up, goes on where it is.
    """
    renewal = Renewal.objects.select_for_update().get(pk=renewal_id)
    going_on = renewal.steps.filter(step=key, state=StepState.RUNNING).first() if key == "refresh" else None
    if going_on is not None:
        _defer_refresh(going_on)
        return going_on
    _may_start(renewal, key, on)
    step = Step.objects.create(renewal=renewal, step=key, started_by=by.id)
    record(by, "renewal.step_started", str(renewal), step=BY_KEY[key].label_in(renewal.round))
    if key == "issue":
        step.counts = _to_issue(renewal)
        _move(step, StepState.AWAITING)
        step.save()
    elif key == "refresh":
        _defer_refresh(step)
    else:
        _run(step, by, on)
    return step


def _defer_refresh(step: Step) -> None:
    """One after the other: whoever comes second finds nothing left to ask."""
    defer(REFRESH_TASK, [{"step_id": step.pk}], lock="renewals:{step_id}")


def _may_start(renewal: Renewal, key: str, on: date) -> None:
    kind = BY_KEY[key]
    turns = list(renewal.steps.all())
    if any(turn.step == key and turn.state in (StepState.RUNNING, StepState.AWAITING) for turn in turns):
        raise CannotStep(f"「{kind.label_in(renewal.round)}」はすでに始まっています。終わるのを待ってください。")
    done = {turn.step for turn in turns if turn.state == StepState.DONE}
    lacking = [BY_KEY[before].label_in(renewal.round) for before in kind.after if before not in done]
    if lacking:
        raise CannotStep(f"先に「{'」「'.join(lacking)}」を終えてください。")
    if key == "start" and on < renewal.judged_on:
        raise CannotStep("新しい資格の初日より前には始められません。")
    if key == "judge" and (count := not_asked_for(renewal, on)):
        refresh = BY_KEY["refresh"].label_in(renewal.round)
        raise CannotStep(f"資格の始まる日の世帯をまだ取り寄せていない家庭が{count}あります。先に「{refresh}」をしてください。")
    if key == "issue" and not renewal.targets.filter(state=TargetState.DECIDED).exists():
        raise CannotStep("発行を待つ決定がありません。")


def _run(step: Step, by: Actor, on: date) -> None:
    params = {"step": step.pk, "renewal": step.renewal_id, "on": on.isoformat()}
    run = batch.start(f"renewals.{step.step}", params, by, once=str(step.pk))
    Step.objects.filter(pk=step.pk).update(run_id=run.pk)


@transaction.atomic
def approve(step_id: int, *, by: Actor, on: date, at: datetime) -> Step:
    """Another person approves: judgements become decisions; certificates and refusals are made. Raises CannotStep."""
    step = _awaiting(step_id, by)
    step.approved_by = by.id
    if step.step == "issue":
        _move(step, StepState.RUNNING)
        step.save()
        _run(step, by, on)
    else:
        decided = step.renewal.targets.filter(state=TargetState.JUDGED)
        decided.filter(outcome__in=DECIDED).update(state=TargetState.DECIDED, updated_at=at)
        decided.update(state=TargetState.OPEN, updated_at=at)
        _move(step, StepState.DONE)
        step.ended_at = at
        step.save()
    record(by, "renewal.step_approved", str(step.renewal), step=label_of(step))
    return step


@transaction.atomic
def send_back(step_id: int, *, by: Actor, why: str, at: datetime) -> Step:
    """Another person sends it back with a reason; nothing was decided or issued. Raises CannotStep."""
    why = one_line(why, CannotStep, missing="差戻しの理由を入れてください。", most=300)
    step = _awaiting(step_id, by)
    _move(step, StepState.RETURNED)
    step.approved_by, step.ended_at, step.note = by.id, at, why
    step.save()
    if step.step == "judge":
        step.renewal.targets.filter(state=TargetState.JUDGED).update(state=TargetState.EXTRACTED, updated_at=at)
    record(by, "renewal.step_returned", str(step.renewal), step=label_of(step), why=why)
    return step


def label_of(step: Step) -> str:
    """What the step is called in its renewal."""
    return BY_KEY[step.step].label_in(step.renewal.round)


def _awaiting(step_id: int, by: Actor) -> Step:
    step = Step.objects.select_for_update(of=("self",)).select_related("renewal").get(pk=step_id)
    if step.state != StepState.AWAITING:
        raise CannotStep(f"この段階は「{step.get_state_display()}」です。")
    refusal = CannotStep("始めた人とは別の人が承認してください。")
    APPROVAL.by_another_than(step.started_by, by, about=f"{step.renewal} {label_of(step)}", refusal=refusal)
    return step


@transaction.atomic
def end_step(step_id: int, *, at: datetime, by: Actor) -> None:
    """A turn's work is done: it waits for approval, or is over. Part of the batch's last transaction."""
    step = Step.objects.select_for_update(of=("self",)).select_related("renewal").get(pk=step_id)
    if step.state != StepState.RUNNING:
        return
    step.counts = counts_of(step.renewal)
    waits = BY_KEY[step.step].approved and not step.approved_by
    _move(step, StepState.AWAITING if waits else StepState.DONE)
    step.ended_at = None if waits else at
    step.save()
    record(by, "renewal.step_ended", str(step.renewal), step=label_of(step), counts=step.counts)


def _move(step: Step, state: StepState) -> None:
    if state not in STEP_MOVES[StepState(step.state)]:
        raise CannotStep(f"この段階は「{step.get_state_display()}」のため、「{state.label}」にできません。")
    step.state = state


def counts_of(renewal: Renewal) -> dict[str, int]:
    """Targets by what becomes of them."""
    rows = renewal.targets.values_list("movement").annotate(count=Count("pk")).order_by("movement")
    return {movement or "判定前": count for movement, count in rows}


def _to_issue(renewal: Renewal) -> dict[str, Any]:
    rows = Target.objects.filter(renewal=renewal, state=TargetState.DECIDED).values_list("outcome")
    return {Outcome(outcome).label: count for outcome, count in rows.annotate(count=Count("pk")).order_by("outcome")}
