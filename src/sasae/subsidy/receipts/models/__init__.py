"""Files of the review-and-payment bodies, our lines in them, the months they are settled in, what goes back and forth."""

from sasae.subsidy.receipts.models.blocks import ReadBlock
from sasae.subsidy.receipts.models.corrections import (
    CORRECTION_MOVES,
    Correction,
    CorrectionKind,
    CorrectionList,
    CorrectionState,
)
from sasae.subsidy.receipts.models.cycles import CYCLE_MOVES, Cycle, CycleReport, CycleState, Reviewer
from sasae.subsidy.receipts.models.files import FILE_MOVES, FilePart, FileState, ReceiptFile
from sasae.subsidy.receipts.models.lines import LINE_MOVES, Decision, LineState, ReceiptLine, Verb

__all__ = [
    "CORRECTION_MOVES",
    "CYCLE_MOVES",
    "FILE_MOVES",
    "LINE_MOVES",
    "Correction",
    "CorrectionKind",
    "CorrectionList",
    "CorrectionState",
    "Cycle",
    "CycleReport",
    "CycleState",
    "Decision",
    "FilePart",
    "FileState",
    "LineState",
    "ReadBlock",
    "ReceiptFile",
    "ReceiptLine",
    "Reviewer",
    "Verb",
]
