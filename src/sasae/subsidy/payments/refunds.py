"""Refunds (過誤納金の還付) in a run: which are paid to which account, which are not and why. There are few: all at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sasae.formats.zengin.checks import MAXIMUM
from sasae.subsidy.payments.models import LeftOut, Obstacle, Payment, PaymentRefund, PaymentRun
from sasae.subsidy.payments.selection import History, Limits, Target, target_of
from sasae.subsidy.people.models import BankAccount
from sasae.subsidy.recovery.models import Refund, RefundState

REFUNDABLE = (RefundState.WAITING, RefundState.FAILED)


@dataclass(frozen=True)
class RefundPayee:
    """One payee's refunds and account, ready to be paid. Nothing is set off against what goes back."""

    target: Target
    refunds: list[Refund]
    deducted: int = 0

    @property
    def yen(self) -> int:
        """What is transferred."""
        return sum(each.yen for each in self.refunds)


def lock_refunds() -> list[Refund]:
    """Every refund that may be paid, locked in order for the rest of the transaction."""
    return list(Refund.objects.select_for_update().filter(state__in=REFUNDABLE).order_by("pk"))


def sort_out_refunds(
    refunds: Sequence[Refund], limits: Limits
) -> tuple[list[RefundPayee], list[tuple[Refund, Obstacle]]]:
    """Refunds by payee, and those left out with the reason."""
    by_payee: dict[int, list[Refund]] = defaultdict(list)
    for refund in refunds:
        by_payee[refund.payee_id].append(refund)
    rows = BankAccount.objects.filter(person_id__in=by_payee, until__isnull=True)
    accounts = {account.person_id: account for account in rows}
    history = History(by_payee, [])
    payees: list[RefundPayee] = []
    left: list[tuple[Refund, Obstacle]] = []
    for payee in sorted(by_payee):
        found = target_of(accounts.get(payee), history, limits)
        if isinstance(found, Target) and sum(each.yen for each in by_payee[payee]) > MAXIMUM:
            found = Obstacle.TOO_MUCH
        if isinstance(found, Target):
            payees.append(RefundPayee(found, by_payee[payee]))
        else:
            left += [(refund, found) for refund in by_payee[payee]]
    return payees, left


def keep_refunds(payments: Sequence[Payment], payees: Sequence[RefundPayee]) -> None:
    """What each payment is for."""
    PaymentRefund.objects.bulk_create(
        [
            PaymentRefund(payment=payment, refund=refund, yen=refund.yen)
            for payment, payee in zip(payments, payees, strict=True)
            for refund in payee.refunds
        ]
    )


def keep_left_out(run: PaymentRun, left: Sequence[tuple[Refund, Obstacle]]) -> None:
    """What is not paid, and why."""
    LeftOut.objects.bulk_create(
        [LeftOut(run=run, refund=one, payee_id=one.payee_id, yen=one.yen, reason=reason) for one, reason in left]
    )
