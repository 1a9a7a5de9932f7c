"""The law as pure functions: `decide(case, on)` answers for a family, `decide_claim(claim, on)` for a claim.

No database, no clock: the day is an argument. Every answer carries its grounds.
"""

from sasae.law.case import Case
from sasae.law.decision import Decision, Fact, Ground, Loss, Outcome, OverLimit, PersonResult, Rule, sentence
from sasae.law.single_parent.benefit import ClaimCase, ClaimDecision, decide_claim
from sasae.law.single_parent.examination import decide, why_not

__all__ = [
    "Case",
    "ClaimCase",
    "ClaimDecision",
    "Decision",
    "Fact",
    "Ground",
    "Loss",
    "Outcome",
    "OverLimit",
    "PersonResult",
    "Rule",
    "decide",
    "decide_claim",
    "sentence",
    "why_not",
]
