"""What is paid follows its payment: the claims of a run of claims, the refunds of a run of refunds."""

from django.db.models import QuerySet

from sasae.subsidy.claims.models import Claim
from sasae.subsidy.claims.models import State as ClaimState
from sasae.subsidy.claims.moves import move_all
from sasae.subsidy.payments.models import Payment, PaymentItem, PaymentRefund
from sasae.subsidy.recovery.actions.refunds import move_refunds
from sasae.subsidy.recovery.models import Refund, RefundState

_REFUNDS = {
    ClaimState.IN_RUN: RefundState.IN_RUN,
    ClaimState.GRANTED: RefundState.WAITING,
    ClaimState.PAID: RefundState.PAID,
    ClaimState.FAILED: RefundState.FAILED,
}


def follow(payments: QuerySet[Payment], state: ClaimState, *, live: bool = True) -> None:
    """Move what these payments pay; `live` false where it is to be paid again. Part of the caller's transaction.

    What was set off whole stays paid when its transfer failed: nothing of it came back. Raises NotAllMoved,
    NotAllRefundsMoved.
    """
    items = PaymentItem.objects.filter(payment__in=payments, live=True)
    if state == ClaimState.FAILED:
        _claims(items.filter(yen=0, claim__state=ClaimState.IN_RUN), ClaimState.PAID)
        items = items.filter(yen__gt=0)
    _claims(items, state)
    refunds = PaymentRefund.objects.filter(payment__in=payments, live=True)
    if expected := refunds.count():
        move_refunds(Refund.objects.filter(pk__in=refunds.values("refund")), _REFUNDS[state], expected=expected)
    if not live:
        items.update(live=False)
        refunds.update(live=False)


def _claims(items: QuerySet[PaymentItem], state: ClaimState) -> None:
    if expected := items.count():
        move_all(Claim.objects.filter(pk__in=items.values("claim")), state, expected=expected)
