"""The way of the money: built from granted claims, approved by others, sent once, settled by the bank's answer."""

from sasae.subsidy.payments.actions.approving import approve, discard
from sasae.subsidy.payments.actions.building import build
from sasae.subsidy.payments.actions.closures import close_branch, withdraw_closure
from sasae.subsidy.payments.actions.handing_over import hand_over, number_in
from sasae.subsidy.payments.actions.letters import LETTERS, write_letters
from sasae.subsidy.payments.actions.papers import PAPERS, make_paper
from sasae.subsidy.payments.actions.refusals import CannotPay
from sasae.subsidy.payments.actions.returning import confirm_return, register_return, withdraw_return
from sasae.subsidy.payments.actions.sending import send
from sasae.subsidy.payments.actions.settling import settle
from sasae.subsidy.payments.actions.simulating import Simulation, simulate

__all__ = [
    "LETTERS",
    "PAPERS",
    "CannotPay",
    "Simulation",
    "approve",
    "build",
    "close_branch",
    "confirm_return",
    "discard",
    "hand_over",
    "make_paper",
    "number_in",
    "register_return",
    "send",
    "settle",
    "simulate",
    "withdraw_closure",
    "withdraw_return",
    "write_letters",
]
