"""The verbs of money back."""

from sasae.subsidy.recovery.actions.letters import close_account, remind, send_slip
from sasae.subsidy.recovery.actions.money import SetOff, pay, set_off
from sasae.subsidy.recovery.actions.orders import approve, drop_order, order
from sasae.subsidy.recovery.actions.proposals import Source, decide, drop, propose
from sasae.subsidy.recovery.actions.taking_over import OldDebt, take_over
from sasae.subsidy.recovery.actions.time import acknowledge, before_taking_over, demand, judgement, lawsuit
from sasae.subsidy.recovery.refusals import CannotRecover

__all__ = [
    "CannotRecover",
    "OldDebt",
    "SetOff",
    "Source",
    "acknowledge",
    "approve",
    "before_taking_over",
    "close_account",
    "decide",
    "demand",
    "drop",
    "drop_order",
    "judgement",
    "lawsuit",
    "order",
    "pay",
    "propose",
    "remind",
    "send_slip",
    "set_off",
    "take_over",
]
