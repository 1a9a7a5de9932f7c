"""審査: all rules on one family for one day, put together into a decision with its grounds."""

from datetime import date
from typing import NamedTuple

from sasae.law.articles import rule_version
from sasae.law.case import Applicant, Case, Child, Income, ReportState
from sasae.law.common.fiscal_year import certificate_year, first_day, income_year
from sasae.law.common.spans import ALWAYS, NEVER, Span, Spans, after, containing, intersect, span, union
from sasae.law.decision import PRECEDENCE, Decision, Fact, Ground, Loss, Outcome, PersonResult, Rule
from sasae.law.single_parent import checks, eligibility, income_test, validity
from sasae.law.single_parent.requirement import Requirement, day_fact
from sasae.law.single_parent.texts import RULES

APPLICATION = RULES["person.application"]
AGAIN = RULES["person.again"]
RENEWAL_START = RULES["person.renewal_start"]
STATUS_REPORT = RULES["family.status_report"]
HAS_CHILD = RULES["applicant.has_child"]

_INCOME_OUTCOMES: dict[tuple[str, bool | None], Outcome] = {
    (income_test.LIVELIHOOD.id, None): Outcome.PENDING,
    (STATUS_REPORT.id, False): Outcome.NO_STATUS_REPORT,
}


class Person(NamedTuple):
    """One person with every requirement on them, their own grounds, and the days of cover that follow.

    `base` are the requirements on the whole family; their grounds are the applicant's.
    """

    id: str
    role: str
    base: list[Requirement]
    own: list[Requirement]
    grounds: list[Ground]
    cover: Spans


def decide(case: Case, on: date) -> Decision:
    """Decides a family as of one day, for the certificate of that day's calendar year.

    Raises NotInForce when the day, or the income year it needs, lies before the tables begin.
    """
    base = eligibility.base_requirements(case)
    shared = [requirement.ground(on) for requirement in base]
    children = sorted(case.children, key=lambda child: child.id)
    families = [eligibility.family_requirements(case, child, on) for child in children]
    persons = [_applicant(case, base, families, on)]
    persons += [_child(case, child, base, family, on) for child, family in zip(children, families, strict=True)]
    household = [_status_report(case, on), *income_test.income_grounds(case, on)]
    start = _year_start(case, on)
    if start > first_day(certificate_year(on)):
        fact = Fact("資格の始まる日", start.isoformat(), "", None)
        household.append(Ground(RENEWAL_START, case.applicant.id, True, (fact,)))
    common = _found(base, shared) | {_household_outcome(ground.rule, ground.met) for ground in household}
    results = tuple(_result(person, common, case, start, on) for person in persons)
    grounds = [*shared, *(ground for person in persons for ground in person.grounds)]
    return Decision(
        case_id=case.id,
        on=on,
        outcome=_family_outcome(results),
        persons=results,
        grounds=(*grounds, *_in_order(household)),
        to_check=tuple(checks.to_check(case, on)),
        rule_version=rule_version(on),
    )


def _in_order(household: list[Ground]) -> list[Ground]:
    return sorted(household, key=lambda ground: (ground.rule.id, ground.subject))


def _applicant(case: Case, base: list[Requirement], families: list[list[Requirement]], on: date) -> Person:
    who = case.applicant
    own = [_has_child(case, families, on), *eligibility.person_not_excluded(case, who, on)]
    return _person(case, who, "applicant", base, own, on)


def _child(case: Case, child: Child, base: list[Requirement], family: list[Requirement], on: date) -> Person:
    own = [*family, eligibility.child_residence(case, child), *eligibility.person_not_excluded(case, child, on)]
    return _person(case, child, "child", base, own, on)


def _person(
    case: Case, who: Applicant | Child, role: str, base: list[Requirement], own: list[Requirement], on: date
) -> Person:
    """Cover is the first unbroken run after the application, less the days without insurance."""
    application = _application(case, who, on)
    insurance = eligibility.person_insurance(case, who)
    possible = eligibility.common_days([*base, *own, application])
    run = possible[:1]
    own = [*own, insurance, application, _again(who.id, possible, run, on)]
    grounds = [requirement.ground(on) for requirement in own]
    return Person(who.id, role, base, own, grounds, intersect(run, insurance.days))


def _application(case: Case, who: Applicant | Child, on: date) -> Requirement:
    """申請のあること: from its day, or from birth or move-in within the days of grace."""
    applied_on = case.application_received_on
    if isinstance(who, Child) and who.applied_on is not None:
        applied_on = who.applied_on
    grace = validity.HANDLING.on(on).grace_days if case.grace_days is None else case.grace_days
    moves = [period.first for period in who.residence or ()]
    start = validity.application_start(applied_on, [who.birth, *moves], grace)
    fact = day_fact(case, "申請を受け付けた日", applied_on, "application")
    return Requirement(APPLICATION, who.id, span(start), (fact,))


def _again(person: str, possible: Spans, run: Spans, on: date) -> Requirement:
    """A second run of eligible days needs a second application."""
    missed = containing(possible, on) is not None and containing(run, on) is None
    if not missed:
        return Requirement(AGAIN, person, ALWAYS, ())
    fact = Fact("資格を失った日", after(run[0][1]).isoformat(), "", None)
    return Requirement(AGAIN, person, NEVER, (fact,))


def _has_child(case: Case, families: list[list[Requirement]], on: date) -> Requirement:
    """一人以上の児童. Not known while the only possible children have something open."""
    met = [[requirement.met(on) for requirement in family] for family in families]
    certain = sum(all(m is True for m in row) for row in met)
    open_only = not certain and any(False not in row for row in met)
    ends = [(eligibility.common_days(family), family) for family in families]
    days = union([one for spans, _ in ends for one in spans])
    fact = Fact("要件を満たす児童", certain, *case.source("family"), unit="人")
    loss = _last_child_loss(days, ends, on)
    return Requirement(HAS_CHILD, case.applicant.id, None if open_only else days, (fact,), loss=loss)


def _last_child_loss(days: Spans, ends: list[tuple[Spans, list[Requirement]]], on: date) -> Loss:
    """The parent ends with the last child, for the reason the last child ends."""
    last = _relevant(days, on)
    if last is None or last[1] == date.max:
        return Loss.OTHER
    for spans, family in ends:
        if any(one[1] == last[1] for one in spans):
            return _loss(family, last[1])
    return Loss.OTHER


def _relevant(cover: Spans, on: date) -> Span | None:
    """The span around the day, or else the last one before it."""
    past = [one for one in cover if one[0] <= on]
    return past[-1] if past else None


def _loss(requirements: list[Requirement], last: date) -> Loss:
    for requirement in requirements:
        if any(one[1] == last for one in requirement.days):
            return requirement.loss
    return Loss.OTHER


def _status_report(case: Case, on: date) -> Ground:
    """現況届: asked for at renewal only; early enough or there."""
    report = case.status_report
    met = report.state is not ReportState.MISSING
    if report.state is ReportState.FILED:
        met = validity.proof_in_time(report.filed_on, case.application_received_on, on)
    if not validity.is_renewal(case.application_received_on, on):
        met = True
    facts = [Fact("現況届", _REPORT_LABELS[report.state], *case.source("application"))]
    if report.filed_on is not None:
        facts.append(day_fact(case, "現況届の届いた日", report.filed_on, "application"))
    return Ground(STATUS_REPORT, case.applicant.id, met, tuple(facts))


_REPORT_LABELS = {
    ReportState.FILED: "提出済み",
    ReportState.COVERED_BY_ALLOWANCE: "児童扶養手当の現況届による",
    ReportState.NOT_REQUIRED: "提出不要",
    ReportState.MISSING: "未提出",
}


def _year_start(case: Case, on: date) -> date:
    tested = {one.person for one in income_test.tested_persons(case, on)}
    year = income_year(on)
    papers = [
        income.proved_on
        for income in case.incomes
        if isinstance(income, Income) and income.year == year and income.person in tested
    ]
    return validity.year_start(case.application_received_on, [case.status_report.filed_on, *papers], on)


def _result(person: Person, common: set[Outcome], case: Case, start: date, on: date) -> PersonResult:
    found = common | _found(person.own, person.grounds)
    outcome = next(one for one in PRECEDENCE if one in found)
    around = containing(person.cover, on)
    first, last = (None, None)
    if outcome is Outcome.GRANTED and around is not None:
        first, last = validity.certificate_period(around, start, on)
    lost_on, loss = _ending(person, outcome, case, on)
    return PersonResult(person.id, person.role, outcome, first, last, lost_on, loss)


def _found(requirements: list[Requirement], grounds: list[Ground]) -> set[Outcome]:
    """The results that requirements lead to: their own failure, or pending while not known."""
    found = {Outcome.GRANTED}
    for requirement, ground in zip(requirements, grounds, strict=True):
        if ground.met is None:
            found.add(Outcome.PENDING)
        elif not ground.met:
            found.add(requirement.failure)
    return found


def _household_outcome(rule: Rule, met: bool | None) -> Outcome:
    if met:
        return Outcome.GRANTED
    unless = Outcome.INCOME_UNKNOWN if met is None else Outcome.INCOME_TOO_HIGH
    return _INCOME_OUTCOMES.get((rule.id, met), unless)


def _ending(person: Person, outcome: Outcome, case: Case, on: date) -> tuple[date | None, Loss | None]:
    """First day without cover, and why. What a renewal refuses ends with the old year."""
    at_renewal = {Outcome.INCOME_TOO_HIGH: Loss.INCOME, Outcome.NO_STATUS_REPORT: Loss.NO_STATUS_REPORT}
    if outcome in at_renewal:
        renewal = validity.is_renewal(case.application_received_on, on)
        return (first_day(certificate_year(on)), at_renewal[outcome]) if renewal else (None, None)
    around = _relevant(person.cover, on)
    if around is None or around[1] == date.max:
        return None, None
    return after(around[1]), _loss([*person.base, *person.own], around[1])


def _family_outcome(results: tuple[PersonResult, ...]) -> Outcome:
    """The best any member has: one child who is out does not refuse the others."""
    found = {result.outcome for result in results}
    return next(one for one in reversed(PRECEDENCE) if one in found)
