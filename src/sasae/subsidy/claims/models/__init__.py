"""Reimbursement claims: a folder (請求書) with its papers, and in it one claim for each bill."""

from sasae.subsidy.claims.models.claim import (
    ALLOWED_MOVES,
    Claim,
    Folded,
    School,
    State,
    ThirdParty,
    provider_key_in_sql,
)
from sasae.subsidy.claims.models.folder import FOLDER_MOVES, Channel, ClaimFolder, FolderState
from sasae.subsidy.claims.models.waiting import (
    PAPER_MOVES,
    Attachment,
    ClaimPaper,
    ClaimPaperLetter,
    Hold,
    HoldCause,
    PaperState,
)
from sasae.subsidy.claims.models.years import YearCheck

__all__ = [
    "ALLOWED_MOVES",
    "FOLDER_MOVES",
    "PAPER_MOVES",
    "Attachment",
    "Channel",
    "Claim",
    "ClaimFolder",
    "ClaimPaper",
    "ClaimPaperLetter",
    "Folded",
    "FolderState",
    "Hold",
    "HoldCause",
    "PaperState",
    "School",
    "State",
    "ThirdParty",
    "YearCheck",
    "provider_key_in_sql",
]
