"""The verbs of the renewals."""

from sasae.subsidy.renewals.actions.papers import (
    allow_early_start,
    prove_extension,
    prove_income,
    take_report,
)
from sasae.subsidy.renewals.actions.rehearsing import begin_rehearsal, run_again
from sasae.subsidy.renewals.actions.replaying import judge_again
from sasae.subsidy.renewals.actions.steps import CannotStep, approve, open_renewal, send_back, start_step

__all__ = [
    "CannotStep",
    "allow_early_start",
    "approve",
    "begin_rehearsal",
    "judge_again",
    "open_renewal",
    "prove_extension",
    "prove_income",
    "run_again",
    "send_back",
    "start_step",
    "take_report",
]
