"""Cover of earlier years before a start that is now known to be later, whole years and parts of one: found, never taken
back by itself.

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
    """Cover of an earlier year with days before its true start: all of its days, or those to `until`."""

    entitlement: Entitlement
    begins: date
    until: date

    @property
    def whole(self) -> bool:
        """None of its days is left."""
        return self.until == self.entitlement.valid_to


def before_the_start(
    case: Case, covered: Iterable[PersonResult], standing: Mapping[str, Sequence[Entitlement]]
) -> list[Before]:
    """Cover of these persons that ended before their cover begins, on whose first days, or on all of whose days, a fact
    still speaks against it.

    Who lost cover and had it again later keeps the earlier years: an end with a reason of its own is no late start, and
    what lies before it was decided on another application.
    """
    found = []
    for result in covered:
        assert result.eligible_from is not None
        earlier = _unbroken(standing.get(result.person, []), result.eligible_from)
        found += [told for one in earlier if (told := _before(case, result, one)) is not None]
    return found


def _unbroken(standing: Sequence[Entitlement], first: date) -> list[Entitlement]:
    """The years before a day, back to the last one that ended for a reason of its own; in the order of their days."""
    found: list[Entitlement] = []
    for one in reversed([each for each in standing if each.valid_to < first and not each.annulled]):
        if one.loss_reason:
            break
        found.insert(0, one)
    return found


def _before(case: Case, result: PersonResult, one: Entitlement) -> Before | None:
    assert result.eligible_from is not None
    if _not_yet(case, result.person, one.valid_to):
        return Before(one, result.eligible_from, one.valid_to)
    if not _not_yet(case, result.person, one.valid_from):
        return None
    against, met = one.valid_from, one.valid_to
    while (met - against).days > 1:  # a start is one day: before it the fact speaks against, from it on no more
        between = against + (met - against) // 2
        against, met = (between, met) if _not_yet(case, result.person, between) else (against, between)
    return Before(one, met, against)


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
