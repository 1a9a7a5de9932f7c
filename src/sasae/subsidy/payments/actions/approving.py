"""A run is approved by one to three others, or given up with a reason."""

from datetime import datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import one_line
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.payments.actions.following import follow
from sasae.subsidy.payments.actions.refusals import CannotPay, locked, move, refuse_second_step
from sasae.subsidy.payments.models import PaymentRun, PaymentState, RunState, RunStep
from sasae.subsidy.payments.models.runs import APPROVALS

APPROVAL = Pair("payments.approve", thing="支払", first="作成・前の承認", second="承認")


@transaction.atomic
def approve(run_id: int, *, by: Actor, at: datetime, why: str = "") -> PaymentRun:
    """One approval, by a person who did no other step; the last one that is needed locks the run.

    `why`: of a run that comes to the bank later than it asks for, each approver's own reason. Raises CannotPay.
    """
    run = locked(run_id)
    refuse_second_step(run, by, APPROVAL, "P-201", "作成した人・すでに承認した人とは別の人が承認してください。")
    if run.state != RunState.BUILT:
        raise CannotPay.one("P-101", "state", f"支払 {run.number} は「{run.get_state_display()}」です。")
    place = RunStep.objects.filter(run=run, step__in=APPROVALS).count()
    said = ""
    if run.hurry:
        missing = "銀行への持込期限を過ぎています。銀行が受け付けることを確かめ、承認する理由を入力してください。"
        said = one_line(why, CannotPay.said, missing=missing, most=200)
    RunStep.objects.create(run=run, step=APPROVALS[place], by=by.id, at=at, why=said)
    run.approved_by, run.approved_at = by.id, at
    if place + 1 >= run.approvals:
        move(run, RunState.APPROVED)
    run.save()
    record(by, "payments.approved", run.number, count=run.count, yen=run.yen, place=place + 1, needed=run.approvals)
    if said:
        record(by, "payments.hurry_approved", run.number, why=said)
    return run


@transaction.atomic
def discard(run_id: int, *, by: Actor, why: str) -> PaymentRun:
    """Give up a run that has not been sent; what it pays can be paid in a later one. Raises CannotPay."""
    said = one_line(why, CannotPay.said, missing="取消しの理由を入力してください。")
    run = locked(run_id)
    move(run, RunState.DISCARDED)
    run.why_discarded = said
    run.save()
    follow(run.payments.all(), ClaimState.GRANTED, live=False)
    run.payments.update(state=PaymentState.DISCARDED)
    record(by, "payments.discarded", run.number, why=said)
    return run
