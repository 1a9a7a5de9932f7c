"""What a payee owes is taken from what is paid: only by two persons' decision, when the run is sent, once."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from sasae.foundation.history import Actor
from sasae.kernel.findings import error
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.payments.actions.following import follow
from sasae.subsidy.payments.actions.refusals import CannotPay
from sasae.subsidy.payments.models import PaymentDeduction, PaymentRun, PaymentState, RunState
from sasae.subsidy.recovery.actions.money import SetOff, set_off
from sasae.subsidy.recovery.refusals import CannotRecover


def take_deductions(run: PaymentRun, *, by: Actor, on: date, at: datetime) -> None:
    """Set off what the run was built with; who is set off whole is paid by that. Raises CannotPay.

    A decision that was used up or a debt that was paid since then stops the sending.
    """
    uses = list(_uses(run))
    if uses:
        try:
            set_off(uses, on=on, by=by)
        except CannotRecover as refusal:
            said = f"{refusal}　相殺の決定か返還金が、作成の後に変わりました。この支払を取り消し、作り直してください。"
            raise CannotPay([error("P-406", run.number, said)]) from refusal
    whole = run.payments.filter(yen=0)
    follow(whole, ClaimState.PAID)
    whole.update(state=PaymentState.PAID, settled_at=at)
    if not run.count:  # nothing goes to the bank, and nothing comes back from it
        run.state, run.answer_by = RunState.SETTLED, None
        run.save()


def _uses(run: PaymentRun) -> Iterator[SetOff]:
    """One use a payment and debt, with the claims it is taken from."""
    taken: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    rows = PaymentDeduction.objects.filter(payment__run=run).order_by("payment__serial", "receivable", "claim")
    for serial, receivable, claim, yen in rows.values_list("payment__serial", "receivable", "claim", "yen").iterator():
        taken[serial, receivable].append((claim, yen))
    for (serial, receivable), claims in taken.items():
        yield SetOff(receivable, f"set-off:{serial}:{receivable}", tuple(claims))
