"""Cover of earlier years before a start that is now known to be later: found, never taken back by itself.

The facts of a decision are those of its own year; whether an earlier year's decision is taken back is decided by staff.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sasae.kernel.dated import NotInForce
from sasae.law import Case, Decision, PersonResult, decide
from sasae.subsidy.entitlements.models import Entitlement

NOT_ABOUT_A_FACT = ("family.", "income.", "validity.")  # what an earlier year's own papers and incomes decide
PAPERS = {"person.application", "person.renewal_start", "person.again"}


@dataclass(frozen=True)
class Before:
    """Cover that had ended before the day cover now begins on."""

    entitlement: Entitlement
    begins: date


def before_the_start(
    case: Case, covered: Iterable[PersonResult], standing: Mapping[str, Sequence[Entitlement]]
) -> list[Before]:
    """Cover of these persons that ended before their cover begins, on whose last day a fact still speaks against it.

    Who lost cover and had it again later keeps the earlier years: an end with a reason of its own is no late start.
    """
    found = []
    for result in covered:
        first = result.eligible_from
        assert first is not None
        earlier = [one for one in standing.get(result.person, []) if one.valid_to < first and not one.loss_reason]
        found += [Before(one, first) for one in earlier if not one.annulled and _not_yet(case, result.person, one.valid_to)]
    return found


def _not_yet(case: Case, person: str, on: date) -> bool:
    try:
        decision = decide(case, on)
    except NotInForce:
        return False  # before anything this product knows of; a decision of the system before it
    return any(
        ground.subject in (person, case.applicant.id) and _about_a_fact(ground.rule_id, person == case.applicant.id)
        for ground in decision.not_met
    ) and not _over(decision, person)


def _about_a_fact(rule: str, applicant: bool) -> bool:
    if rule in PAPERS or rule.startswith(NOT_ABOUT_A_FACT):
        return False
    return not applicant or not rule.startswith("child.")


def _over(decision: Decision, person: str) -> bool:
    """Whether cover had been and was over by that day: an end, and no late start."""
    return decision.person(person).lost_on is not None
