"""The verbs of notifications: enter, mend, confirm, withdraw; open and settle reviews; decide on a change; tick off."""

from sasae.subsidy.notifications.actions.deciding import approve_change
from sasae.subsidy.notifications.actions.entering import CannotMove, confirm, enter, fingerprint, mend, withdraw
from sasae.subsidy.notifications.actions.feed import take_changes
from sasae.subsidy.notifications.actions.numbers import carry_number
from sasae.subsidy.notifications.actions.reviews import correct_fact, examine, open_review, settle, tick

__all__ = [
    "CannotMove", "approve_change", "carry_number", "confirm", "correct_fact", "enter", "examine", "fingerprint", "mend", "open_review", "settle",
    "take_changes", "tick", "withdraw",
]  # fmt: skip
