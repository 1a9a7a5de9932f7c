"""The verbs of what residents sent: take in, read again, enter, claim; find its sender; settle it and answer."""

from sasae.subsidy.online.actions.claiming import enter_claim
from sasae.subsidy.online.actions.entering import OPEN, enter_part, read_again, take_in
from sasae.subsidy.online.actions.senders import confirm_sender, propose_sender, reject_sender
from sasae.subsidy.online.actions.settling import answer, approve_decision, propose_decision, take_back

__all__ = [
    "OPEN", "answer", "approve_decision", "confirm_sender", "enter_claim", "enter_part", "propose_decision",
    "propose_sender", "read_again", "reject_sender", "take_back", "take_in",
]  # fmt: skip
