"""Receivables and their parts; orders that two persons give; what moved the debt; papers and the running of time."""

from sasae.subsidy.recovery.models.money import (
    Allocation,
    Instalment,
    Movement,
    MovementKind,
    Order,
    OrderKind,
    OrderState,
    SetOffClaim,
)
from sasae.subsidy.recovery.models.receivable import ALLOWED_MOVES, Debtor, Part, Reason, Receivable, State
from sasae.subsidy.recovery.models.refunds import REFUND_MOVES, Refund, RefundState
from sasae.subsidy.recovery.models.time import HOLDING, Interruption, InterruptionKind, Letter, LetterKind

__all__ = [
    "ALLOWED_MOVES",
    "HOLDING",
    "REFUND_MOVES",
    "Allocation",
    "Debtor",
    "Instalment",
    "Interruption",
    "InterruptionKind",
    "Letter",
    "LetterKind",
    "Movement",
    "MovementKind",
    "Order",
    "OrderKind",
    "OrderState",
    "Part",
    "Reason",
    "Receivable",
    "Refund",
    "RefundState",
    "SetOffClaim",
    "State",
]
