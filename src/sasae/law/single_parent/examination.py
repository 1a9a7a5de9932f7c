"""審査: all rules on one family for one day, put together into a judgement, and that into a decision with its grounds."""

from datetime import date
from functools import partial
from itertools import chain

from sasae.law.case import Case, ReportState, StatusReport
from sasae.law.common.spans import ALWAYS, Span, Spans, after, containing, intersect
from sasae.law.decision import PRECEDENCE, RANK, Decision, Loss, Outcome, PersonResult, Rule
from sasae.law.single_parent import checks, income_test, persons, validity
from sasae.law.single_parent.in_force import InForce, law_on
from sasae.law.single_parent.judgement import CannotExpand, Compact, Judgement
from sasae.law.single_parent.requirement import Facts, Mark, Requirement, Sources, day_fact, fact
from sasae.law.single_parent.seen import Person, Seen, look, rank_of
from sasae.law.single_parent.texts import RULES

STATUS_REPORT = RULES["family.status_report"]

_INCOME_OUTCOMES: dict[tuple[str, bool | None], Outcome] = {
    (income_test.LIVELIHOOD.id, None): Outcome.PENDING,
    (STATUS_REPORT.id, False): Outcome.NO_STATUS_REPORT,
}


def _by_rule(mark: Mark) -> tuple[str, str]:
    return mark.rule.id, mark.subject


# What of the law only the income test reads.
BY_INCOME = frozenset({"limits", "steps", "table_choice", "disaster_end_month"})


def decide(case: Case, on: date) -> Decision:
    """Decides a family as of one day, for the certificate of that day's calendar year.

    Raises NotInForce when the day, or the income year it needs, lies before the tables begin.
    """
    law = law_on(on)
    return judge(case, law).decision(checks.to_check(case, law))


def judge(case: Case, law: InForce) -> Judgement:
    """The same in compact form: for batches, and for other values than those in force."""
    seen = look(case, law)
    household = _household(case, law, seen)
    passing = income_test.passing_days(case, seen.ever, law)
    asked: list[Requirement | Mark] = [*seen.base]
    subjects = [case.applicant.id] * len(asked)
    met = [*seen.base_met]
    results = []
    for person, outcome in zip(seen.everybody, _outcomes(seen, household), strict=True):
        asked += person.own
        subjects += [person.id] * len(person.own)
        met += person.own_met
        results.append(_result(person, outcome, case, (seen.start, passing), law))
    household.sort(key=_by_rule)
    rest = [*validity.validity_ward(case, law), *household]
    for mark in rest:
        asked.append(mark)
        subjects.append(mark.subject)
        met.append(mark.met)
    outcome = PRECEDENCE[max([RANK[one.outcome] for one in results])]
    return Judgement(case, law.on, outcome, tuple(results), asked, subjects, met, law.version)


def outcomes(case: Case, law: InForce, seen: Seen) -> list[Outcome]:
    """The results alone, in the order of `seen.everybody`: for whoever asks about many families and keeps no grounds."""
    return _outcomes(seen, _household(case, law, seen))


def _household(case: Case, law: InForce, seen: Seen) -> list[Mark]:
    household = [family_status_report(case, law), *income_test.income_marks(case, seen.tested, law)]
    household += validity.start_mark(case, seen.start, law)
    return household


def _outcomes(seen: Seen, household: list[Mark]) -> list[Outcome]:
    common = rank_of(seen.base, seen.base_met)
    for one in household:
        if not one.met:
            common = min(common, RANK[_household_outcome(one.rule, one.met)])
    return [PRECEDENCE[person.found if person.found < common else common] for person in seen.everybody]


def family_status_report(case: Case, law: InForce) -> Mark:
    """現況届: asked for at renewal only; early enough or there."""
    report = case.status_report
    met = report.state is not ReportState.MISSING
    if report.state is ReportState.FILED:
        met = validity.proof_in_time(report.filed_on, case.application_received_on, law)
    if not validity.is_renewal(case.application_received_on, law):
        met = True

    return Mark(STATUS_REPORT, case.applicant.id, met, partial(_report_facts, report))


def _report_facts(report: StatusReport, sources: Sources) -> Facts:
    said = fact("現況届", _REPORT_LABELS[report.state], sources["application"])
    if report.filed_on is None:
        return (said,)
    return said, day_fact("現況届の届いた日", report.filed_on, sources["application"])


_REPORT_LABELS = {
    ReportState.FILED: "提出済み",
    ReportState.COVERED_BY_ALLOWANCE: "児童扶養手当の現況届による",
    ReportState.NOT_REQUIRED: "提出不要",
    ReportState.MISSING: "未提出",
}


def _result(person: Person, outcome: Outcome, case: Case, household: tuple[date, Spans], law: InForce) -> PersonResult:
    """`household`: the first possible day of the certificate, and the days on which income lets it be."""
    start, passing = household
    first, last = None, None
    if outcome is Outcome.GRANTED:
        around = containing(person.cover, law.on)
        if around is not None and passing is ALWAYS:  # nearly always
            first, last = validity.validity_year(around, start, law)
            return PersonResult(person.id, person.role, outcome, first, last, *_end_of_cover(person, around))
        around = containing(intersect(person.cover, passing), law.on)
        if around is not None:
            first, last = validity.validity_year(around, start, law)
    return PersonResult(person.id, person.role, outcome, first, last, *_ending(person, outcome, case, passing, law))


def _household_outcome(rule: Rule, met: bool | None) -> Outcome:
    """Of what is not met, or not known."""
    unless = Outcome.INCOME_UNKNOWN if met is None else Outcome.INCOME_TOO_HIGH
    return _INCOME_OUTCOMES.get((rule.id, met), unless)


_AT_RENEWAL = {Outcome.INCOME_TOO_HIGH: Loss.INCOME, Outcome.NO_STATUS_REPORT: Loss.NO_STATUS_REPORT}


def _ending(
    person: Person, outcome: Outcome, case: Case, passing: Spans, law: InForce
) -> tuple[date | None, Loss | None]:
    """First day without cover, and why. What a renewal refuses ends with the old year, unless income let it go on."""
    loss = _AT_RENEWAL.get(outcome)
    if loss is not None:
        let = _relevant(intersect(person.cover, passing), law.on) if loss is Loss.INCOME else None
        if passing is not ALWAYS and let is not None and law.first_day <= let[1] < law.on:
            return after(let[1]), loss
        renewal = validity.is_renewal(case.application_received_on, law)
        return (law.first_day, loss) if renewal else (None, None)
    around = _relevant(person.cover, law.on)
    if outcome is Outcome.GRANTED and passing is not ALWAYS:
        let = containing(passing, law.on)
        if let is not None and let[1] < min(law.last_day, around[1] if around else date.max):
            return after(let[1]), Loss.INCOME
    return (None, None) if around is None else _end_of_cover(person, around)


def _end_of_cover(person: Person, cover: Span) -> tuple[date | None, Loss | None]:
    """The day after cover, and the reason of the first requirement that ends with it."""
    last = cover[1]
    if last == date.max:
        return None, None
    return after(last), persons.loss_on(chain(person.base, person.own), last)


def why_not(case: Case, on: date) -> dict[str, Loss]:
    """Why each person of a family has no cover on a day, as the first requirement not met tells it, by id.

    For a refusal with no day of an end: a partner who was there before anything that is known, for one. A parent whom
    the children alone fail is refused for what fails them all.
    """
    seen = look(case, law_on(on))
    base = [one.loss for one, met in zip(seen.base, seen.base_met, strict=True) if met is False]
    found: dict[str, Loss] = {}
    of_children = set()
    for person in reversed(seen.everybody):  # the applicant stands first
        own = [one.loss for one, met in zip(person.own, person.own_met, strict=True) if met is False]
        found[person.id] = next((loss for loss in (*base, *own) if loss is not Loss.OTHER), Loss.OTHER)
        if person.role == "child":
            of_children.add(found[person.id])
        elif found[person.id] is Loss.OTHER and len(of_children) == 1:
            found[person.id] = of_children.pop()
    return found


def _relevant(cover: Spans, on: date) -> Span | None:
    """The span around the day, or else the last one before it."""
    found = None
    for one in cover:
        if one[0] <= on:
            found = one
    return found


def expand(compact: Compact, case: Case) -> Decision:
    """The whole decision again, with sentences to show. Raises CannotExpand when rules or case are not those of then."""
    law = law_on(compact.on)
    judgement = judge(case, law)
    if judgement.compact() != compact:
        raise CannotExpand(f"{compact.case_id}：判定のときの事例または規定の版と違います。")
    return judgement.decision(checks.to_check(case, law))
