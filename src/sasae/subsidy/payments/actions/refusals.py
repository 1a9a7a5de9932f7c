"""Why a step of a payment is not taken, and the moves that are allowed."""

from collections.abc import Sequence

from sasae.foundation.history import Actor
from sasae.kernel.findings import Finding, Refusal, error
from sasae.subsidy.payments.models import RUN_MOVES, PaymentRun, RunState, RunStep

MOST_NAMED = 200  # of one kind of finding; the rest is counted


class CannotPay(Refusal):
    """The step is not allowed; `findings` say why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        super().__init__("; ".join(finding.message for finding in findings[:5]), id=first.id, at=first.at)
        self.findings = list(findings)

    @classmethod
    def one(cls, id: str, at: str, message: str) -> "CannotPay":
        """A refusal for a single reason."""
        return cls([error(id, at, message)])


class Refused(CannotPay):
    """One thing that was typed is refused: made as `kernel.findings.one_line` makes refusals."""

    def __init__(self, message: str, *, id: str = "", at: str = "") -> None:
        super().__init__([error(id, at, message)])


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
