"""A claim that was paid, and the debts that follow from it."""

from datetime import date
from typing import Any

from sasae.kernel.findings import Severity
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.recovery import actions
from sasae.subsidy.recovery.models import Movement, Order, OrderKind, Reason, Receivable
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.paying import owed, sent, settled

ASKED = date(2026, 8, 3)
DUE = date(2026, 9, 2)  # thirty days later
DECIDER = EXAMINER


def paid_claim(recipient: Recipient, **changes: Any) -> Claim:
    """A claim whose money arrived: 3,000 yen where nothing else is said."""
    made = owed(recipient, **changes)
    settled(sent())
    return Claim.objects.get(pk=made.pk)


def proposed(*claims: Claim, reason: Reason = Reason.LOST, yen: int | None = None, **told: Any) -> Receivable:
    """A debt that waits for a decision: the whole of these claims, or so much of each."""
    sources = [actions.Source(claim=one, yen=one.amount if yen is None else yen) for one in claims]
    return actions.propose(reason, sources, why="資格を失った後の診療のため", by=COUNTER, on=ASKED, **told)


def decided(*claims: Claim, **told: Any) -> Receivable:
    """A debt that was decided on 3 August 2026."""
    made = proposed(*claims, **told)
    return actions.decide(made.number, by=DECIDER, on=ASKED)


def ordered(debt: Receivable, kind: OrderKind, yen: int, on: date = ASKED, **terms: Any) -> Order:
    """A step that one proposed and another approved."""
    made = actions.order(debt.number, kind, yen=yen, why="申出による", by=COUNTER, on=on, **terms)
    return actions.approve(made.pk, by=DECIDER, on=on)


def received(debt: Receivable, yen: int, reference: str = "1", on: date = ASKED) -> Movement:
    """Money that came in for a debt."""
    return actions.pay(debt.number, yen=yen, paid_on=on, reference=reference, by=COUNTER, on=on)


def again(debt: Receivable) -> Receivable:
    """As it stands now."""
    return Receivable.objects.get(pk=debt.pk)


def errors() -> list[str]:
    """What the self-audit finds wrong."""
    return [finding.id for finding in audit().findings if finding.severity is Severity.ERROR]
