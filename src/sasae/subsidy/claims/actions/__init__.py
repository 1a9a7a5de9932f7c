"""Entering claims, comparing them, and deciding them by another person. A granted claim is owed from that moment on."""

from sasae.subsidy.claims.actions.deciding import compare, decide, decide_folder, decide_many, send_back
from sasae.subsidy.claims.actions.entering import (
    FileEntry,
    FolderEntry,
    LineEntry,
    as_duplicate,
    attach,
    enter_folder,
    findings_of,
    next_number,
)
from sasae.subsidy.claims.actions.holding import follow_up, take_notice
from sasae.subsidy.claims.actions.mending import claim_anew, confirm_twin, correct, set_state, withdraw
from sasae.subsidy.claims.actions.papering import ask, close_papers, remind, take_in_paper, waive, want
from sasae.subsidy.claims.actions.refusals import OPEN, STALE, CannotClaim
from sasae.subsidy.claims.actions.rows import typists
from sasae.subsidy.claims.actions.years import close_check, open_checks

__all__ = [
    "OPEN",
    "STALE",
    "CannotClaim",
    "FileEntry",
    "FolderEntry",
    "LineEntry",
    "as_duplicate",
    "ask",
    "attach",
    "claim_anew",
    "close_check",
    "close_papers",
    "compare",
    "confirm_twin",
    "correct",
    "decide",
    "decide_folder",
    "decide_many",
    "enter_folder",
    "findings_of",
    "follow_up",
    "next_number",
    "open_checks",
    "remind",
    "send_back",
    "set_state",
    "take_in_paper",
    "take_notice",
    "typists",
    "waive",
    "want",
    "withdraw",
]
