"""Payment runs: what is paid to whom, who did each step, what left, and what the bank answered."""

from sasae.subsidy.payments.models.papers import (
    BranchClosure,
    FileKind,
    Handover,
    LetterKind,
    PaymentFile,
    PaymentLetter,
    RefusedResult,
)
from sasae.subsidy.payments.models.returns import TransferReturn, TransferReturnState
from sasae.subsidy.payments.models.runs import (
    PAYMENT_MOVES,
    RUN_MOVES,
    LeftOut,
    Obstacle,
    Payment,
    PaymentDeduction,
    PaymentItem,
    PaymentRun,
    PaymentState,
    RunState,
    RunStep,
    Step,
)

__all__ = [
    "PAYMENT_MOVES",
    "RUN_MOVES",
    "BranchClosure",
    "FileKind",
    "Handover",
    "LeftOut",
    "LetterKind",
    "Obstacle",
    "Payment",
    "PaymentDeduction",
    "PaymentFile",
    "PaymentItem",
    "PaymentLetter",
    "PaymentRun",
    "PaymentState",
    "RefusedResult",
    "TransferReturnState",
    "RunState",
    "RunStep",
    "Step",
    "TransferReturn",
]
