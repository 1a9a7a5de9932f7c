"""Why a step of a payment is not taken, and the moves that are allowed."""

from sasae.foundation.history import Actor
from sasae.kernel.findings import Refusals
from sasae.subsidy.payments.models import RUN_MOVES, PaymentRun, RunState, RunStep

MOST_NAMED = 200  # of one kind of finding; the rest is counted


class CannotPay(Refusals):
    """The step is not allowed; `findings` say why."""


def locked(run_id: int) -> PaymentRun:
    """The run, to its own transaction."""
    return PaymentRun.objects.select_for_update().get(id=run_id)


def move(run: PaymentRun, state: RunState) -> None:
    """Set the state, where the run may go there. Raises CannotPay."""
    if state not in RUN_MOVES[RunState(run.state)]:
        raise CannotPay.one("P-101", "state", f"支払 {run.number} は「{run.get_state_display()}」です。")
    run.state = state


def refuse_second_step(run: PaymentRun, by: Actor, id: str, said: str) -> None:
    """Nobody does two steps of one run. Raises CannotPay."""
    if run.built_by == by.id or RunStep.objects.filter(run=run, by=by.id).exists():
        raise CannotPay.one(id, "by", said)
