"""What the page of a run shows."""

from typing import Any

from sasae.foundation.gate import Gate
from sasae.kernel import clock
from sasae.subsidy.payments import outputs
from sasae.subsidy.payments.actions.simulating import reasons_of
from sasae.subsidy.payments.forms import ResultForm
from sasae.subsidy.payments.models import (
    FileKind,
    Handover,
    LetterKind,
    Payment,
    PaymentLetter,
    PaymentRun,
    PaymentState,
    RunState,
    TransferReturnState,
)

SHOWN = 50  # payees on the page of a run; the list has all


def context_of(found: PaymentRun, gate: Gate) -> dict[str, Any]:
    """Everything the template needs; a large run is told by its sums."""
    rows = found.payments.select_related("payee").order_by("serial")
    failed = rows.filter(state__in=[PaymentState.FAILED, PaymentState.RETURNED])
    handover = Handover.objects.filter(run=found).first()
    return {
        "one": found,
        "steps": found.steps.order_by("id"),
        "approved": found.steps.filter(step__startswith="approve").count(),
        "payments": list(rows[:SHOWN]),
        "more": max(0, found.count - SHOWN),
        "failed": list(failed[:SHOWN]),
        "banks": outputs.bank_totals(found),
        "reasons": reasons_of(found),
        "refused_results": found.refused_results.defer("content").order_by("-id")[:SHOWN],
        "files": found.files.defer("content").filter(part=1).order_by("kind"),
        "volumes": found.files.defer("content").filter(part__gt=1).order_by("kind", "part"),
        "papers_left": _papers_left(found),
        "handover": handover,
        "letters": letters_of(found),
        "overdue": found.state == RunState.SENT and found.answer_by is not None and found.answer_by < clock.today(),
        "result_form": ResultForm(),
        **_may(found, gate, handover),
    }


def _papers_left(found: PaymentRun) -> int:
    """How many printed lists are not made yet."""
    if found.state not in (RunState.SENT, RunState.SETTLED):
        return 0
    made = found.files.filter(kind__in=[FileKind.PAYEES_PDF, FileKind.BANKS_PDF]).count()
    return max(0, len(outputs.papers(found)) - made)


def _may(found: PaymentRun, gate: Gate, handover: Handover | None) -> dict[str, bool]:
    """Which steps are open to this user: by right, and because no other step of the run was theirs."""
    free = not found.steps.filter(by=gate.actor.id).exists()
    may = gate.may
    return {
        "may_approve": free and found.state == RunState.BUILT and may("payments.approve"),
        "may_discard": found.state in (RunState.BUILT, RunState.APPROVED) and may("payments.build"),
        "may_send": free and found.state == RunState.APPROVED and may("payments.send"),
        "may_hand_over": found.state == RunState.SENT and handover is None and may("payments.send"),
        "may_settle": found.state == RunState.SENT and may("payments.result"),
        "may_take": may("payments.send"),
    }


def returns_of(found: Payment, gate: Gate) -> dict[str, Any]:
    """What is registered about a transfer that came back, and which step of it is open to this user."""
    told = list(found.returns.order_by("-id"))
    waiting = next((one for one in told if one.state == TransferReturnState.WAITING), None)
    may = gate.may("payments.result")
    return {
        "waiting": waiting,
        "withdrawn": [one for one in told if one.state == TransferReturnState.WITHDRAWN],
        "confirmed": next((one for one in told if one.state == TransferReturnState.CONFIRMED), None),
        "may_give_back": may and waiting is None and found.state == PaymentState.PAID and found.yen > 0,
        "may_withdraw": may and waiting is not None,
        "may_confirm": may and waiting is not None and waiting.registered_by != gate.actor.id,
    }


def letters_of(found: PaymentRun) -> list[tuple[str, int]]:
    """How many letters of each kind a run has."""
    rows = PaymentLetter.objects.filter(payment__run=found)
    told = [(str(kind.label), rows.filter(kind=kind).count()) for kind in LetterKind]
    return [(label, count) for label, count in told if count]
