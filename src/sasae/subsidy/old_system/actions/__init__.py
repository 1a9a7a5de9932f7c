"""The verbs of a coming-over from the old system."""

from sasae.subsidy.old_system.actions.checking import begin_check, close_check
from sasae.subsidy.old_system.actions.clearing import clear
from sasae.subsidy.old_system.actions.comparing import begin_comparison
from sasae.subsidy.old_system.actions.deciding import approve, ask, finish, send_back
from sasae.subsidy.old_system.actions.families import take_families
from sasae.subsidy.old_system.actions.giving import CannotMove, give, open_migration
from sasae.subsidy.old_system.actions.persons import take_persons

__all__ = [
    "CannotMove", "approve", "ask", "begin_check", "begin_comparison", "clear", "close_check", "finish", "give", "open_migration", "send_back",
    "take_families", "take_persons",
]  # fmt: skip
