"""The verbs of money back."""

from sasae.subsidy.recovery.actions.letters import close_account, remind
from sasae.subsidy.recovery.actions.money import SetOff, pay, set_off
from sasae.subsidy.recovery.actions.orders import approve, drop_order, order
from sasae.subsidy.recovery.actions.proposals import Source, decide, drop, propose
from sasae.subsidy.recovery.actions.time import acknowledge, judgement
from sasae.subsidy.recovery.refusals import CannotRecover

__all__ = [
    "CannotRecover",
    "SetOff",
    "Source",
    "acknowledge",
    "approve",
    "close_account",
    "decide",
    "drop",
    "drop_order",
    "judgement",
    "order",
    "pay",
    "propose",
    "remind",
    "set_off",
]
