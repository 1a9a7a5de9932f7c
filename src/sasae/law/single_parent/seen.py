"""A family as it is without the income test: every requirement on everybody, answered for one day."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from sasae.law.case import Applicant, Case, Child
from sasae.law.common.spans import Spans, containing, intersect, intersect_all
from sasae.law.decision import RANK, Outcome
from sasae.law.single_parent import eligibility, income_test, persons, validity
from sasae.law.single_parent.in_force import InForce
from sasae.law.single_parent.requirement import Requirement, weigh

PENDING, GRANTED = RANK[Outcome.PENDING], RANK[Outcome.GRANTED]


class Person(NamedTuple):
    """One person with every requirement on them and the days of cover that follow.

    `base` are the requirements on the whole family; their grounds are the applicant's. `own_met` answers `own`, and
    `found` is the first result in rank these lead to.
    """

    id: str
    role: str
    base: list[Requirement]
    own: list[Requirement]
    cover: Spans
    own_met: list[bool | None]
    found: int


class Seen(NamedTuple):
    """A family as it is without the income test. `start` is the first possible day of the certificate.

    `ever` are all whose income is tested on some day, `tested` those of this day.
    """

    base: list[Requirement]
    base_met: list[bool | None]
    everybody: list[Person]
    ever: list[income_test.Tested]
    tested: list[income_test.Tested]
    start: date


def look(case: Case, law: InForce) -> Seen:
    """Everything but the income test: the same for two laws that differ only in what `BY_INCOME` names."""
    on = law.on
    base = persons.base_requirements(case)
    base_days, met = weigh(base, on)
    children = case.children if len(case.children) < 2 else sorted(case.children, key=_by_id)
    families = []
    for child in children:
        requirements = eligibility.child_requirements(case, child, law)
        families.append(persons.Family(requirements, *weigh(requirements, on)))
    everybody = [_applicant(case, base, families, base_days, law)]
    for child, family in zip(children, families, strict=True):
        everybody.append(_child(case, child, base, family, base_days, law))
    ever = income_test.ever_tested(case, law)
    tested = income_test.tested_on(ever, on)
    start = validity.person_renewal_start(case, [one.person for one in tested], law)
    base_met: list[bool | None] = [True] * len(base) if met else [one.met(on) for one in base]
    return Seen(base, base_met, everybody, ever, tested, start)


_by_id = attrgetter("id")


def _applicant(
    case: Case, base: list[Requirement], families: list[persons.Family], base_days: Spans, law: InForce
) -> Person:
    who = case.applicant
    own = [persons.applicant_has_child(families, law.on), *persons.person_not_excluded(who, law)]
    return _person(case, who, "applicant", base, own, base_days, law)


def _child(
    case: Case, child: Child, base: list[Requirement], family: persons.Family, base_days: Spans, law: InForce
) -> Person:
    own = [persons.child_residence(child), *persons.person_not_excluded(child, law)]
    return _person(case, child, "child", base, own, base_days, law, family)


def _person(
    case: Case,
    who: Applicant | Child,
    role: str,
    base: list[Requirement],
    own: list[Requirement],
    base_days: Spans,
    law: InForce,
    family: persons.Family = persons.NO_FAMILY,
) -> Person:
    """Cover is the first unbroken run after the application, less the days without insurance."""
    on = law.on
    application = persons.person_application(case, who, law)
    insurance = persons.person_insurance(who)
    days = [one.spans for one in (*own, insurance, application)]
    possible = intersect_all([base_days, family.days, application.spans, *days[:-2]])
    run = possible if len(possible) < 2 else possible[:1]
    again = persons.person_again(possible, run, on)
    cover = run if insurance.spans is None else intersect(run, insurance.spans)
    own = [*family.requirements, *own, insurance, application, again]
    if family.all_met and None not in days and containing(cover, on):  # nearly always
        return Person(who.id, role, base, own, cover, [True] * len(own), GRANTED)
    answered = [one.met(on) for one in own]
    return Person(who.id, role, base, own, cover, answered, rank_of(own, answered))


def rank_of(requirements: Sequence[Requirement], answered: Sequence[bool | None]) -> int:
    """The first result in rank that requirements lead to: their own failure, or pending while not known."""
    first = GRANTED
    for requirement, met in zip(requirements, answered, strict=True):
        if met:
            continue
        rank = PENDING if met is None else RANK[requirement.failure]
        if rank < first:
            first = rank
    return first
