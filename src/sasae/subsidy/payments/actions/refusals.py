"""Why a step of a payment is not taken, and the moves that are allowed."""

from sasae.foundation.history import Actor
from sasae.foundation.two_persons import Pair
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


def refuse_second_step(run: PaymentRun, by: Actor, step: Pair, id: str, said: str) -> None:
    """Nobody does two steps of one run. Raises CannotPay."""
    took_part = {run.built_by, *RunStep.objects.filter(run=run).values_list("by", flat=True)}
    step.by_another_than(took_part, by, about=run.number, refusal=CannotPay.one(id, "by", said))
