"""Payment runs: what is paid to whom, who did each step, what left, and what the bank answered."""

from sasae.subsidy.payments.models.left_out import LeftOut, Obstacle
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
    Payment,
    PaymentDeduction,
    PaymentItem,
    PaymentRefund,
    PaymentRun,
    PaymentState,
    RunKind,
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
    "PaymentRefund",
    "PaymentRun",
    "PaymentState",
    "RefusedResult",
    "TransferReturnState",
    "RunKind",
    "RunState",
    "RunStep",
    "Step",
    "TransferReturn",
]
