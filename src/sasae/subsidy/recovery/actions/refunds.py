"""What goes back to who paid too much: kept for the payment runs, and moved along with its payment, by sets."""

from django.db.models import QuerySet

from sasae.subsidy.recovery.models import REFUND_MOVES, Movement, Receivable, Refund, RefundState


class NotAllRefundsMoved(ValueError):
    """Some refunds were not where they had to be: somebody else has moved them meanwhile. Nothing may be kept."""


def keep_refund(found: Receivable, movement: Movement) -> Refund | None:
    """A person's refund waits for a payment run; who is no person here is paid by the treasury itself."""
    if found.debtor is None:
        return None
    return Refund.objects.create(movement=movement, payee=found.debtor, yen=-movement.excess)


def move_refunds(refunds: QuerySet[Refund], state: RefundState, *, expected: int) -> None:
    """Move these; part of the payment's transaction. Raises NotAllRefundsMoved unless every one of them could move."""
    before = [one for one, later in REFUND_MOVES.items() if state in later]
    moved = refunds.filter(state__in=before).update(state=state)
    if moved != expected:
        raise NotAllRefundsMoved(f"{moved} / {expected} → {state}")
