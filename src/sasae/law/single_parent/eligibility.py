"""対象者の要件: one rule, one function. Each says on which days it is met, for which person, from which facts."""

from datetime import date
from typing import Any, NamedTuple

from sasae.kernel.dated import Dated, load_dated
from sasae.kernel.period import Period
from sasae.law.case import Applicant, Case, Child, Exclusion, Kind, Periods, Scheme
from sasae.law.common.ages import last_day_under, school_year_end_after_reaching
from sasae.law.common.spans import (
    ALWAYS,
    NEVER,
    Spans,
    before,
    complement,
    intersect,
    intersect_all,
    of_periods,
    span,
    union,
)
from sasae.law.decision import Fact, Loss, Outcome
from sasae.law.single_parent.requirement import Requirement, day_fact, period_fact, spans_of
from sasae.law.single_parent.texts import RULES


class AgeLimits(NamedTuple):
    """Ages in completed years."""

    standard: int
    extended: int


class ReasonRule(NamedTuple):
    """How a reason works: years it must have lasted, and whether its end is looked at by staff."""

    label: str
    anniversary: int = 0
    review_at_end: bool = False


class SchemeRule(NamedTuple):
    """What another scheme does: `person` excluded, `child_leaves` the family, or `none`."""

    label: str
    effect: str
    loss: str = Loss.OTHER.value


def _reasons(value: Any) -> dict[str, ReasonRule]:
    return {code: ReasonRule(**row) for code, row in value.items()}


def _schemes(value: Any) -> dict[str, SchemeRule]:
    return {code: SchemeRule(**row) for code, row in value.items()}


_PACKAGE = __package__ or ""
AGE_LIMITS: Dated[AgeLimits] = load_dated(_PACKAGE, "age_limits.yaml", lambda value: AgeLimits(**value))
REASONS: Dated[dict[str, ReasonRule]] = load_dated(_PACKAGE, "reasons.yaml", _reasons)
SCHEMES: Dated[dict[str, SchemeRule]] = load_dated(_PACKAGE, "exclusions.yaml", _schemes)


# ---- the applicant


def applicant_residence(case: Case) -> Requirement:
    """市内に住所を有すること. Ends on the day before 転出日."""
    person = case.applicant
    fact = period_fact(case, "市内に住所のある期間", person.residence, "register")
    return Requirement(
        RULES["applicant.residence"], person.id, spans_of(person.residence), (fact,), loss=Loss.MOVED_OUT
    )


def applicant_alive(case: Case) -> Requirement:
    """死亡の日の翌日に消滅."""
    person = case.applicant
    facts = () if person.died_on is None else (day_fact(case, "死亡の日", person.died_on, "register"),)
    return Requirement(RULES["applicant.alive"], person.id, span(None, person.died_on), facts, loss=Loss.DIED)


def applicant_not_withdrawn(case: Case) -> Requirement:
    """辞退. Cover ends on the day before the date the notice states."""
    person = case.applicant
    if person.withdrawn_on is None:
        return Requirement(RULES["applicant.not_withdrawn"], person.id, ALWAYS, (), loss=Loss.WITHDRAWN)
    fact = day_fact(case, "辞退の日", person.withdrawn_on, "application")
    days = span(None, before(person.withdrawn_on))
    return Requirement(RULES["applicant.not_withdrawn"], person.id, days, (fact,), loss=Loss.WITHDRAWN)


# ---- the child within the family


def child_reason(case: Case, child: Child, on: date) -> Requirement:
    """ひとり親の事由. Reasons of a year or more are met on the anniversary; a protection order's end is for staff."""
    rule = REASONS.on(on)[child.reason.value]
    since = _anniversary(child.reason_since, rule.anniversary)
    until = None if rule.review_at_end else child.reason_until
    facts = [
        Fact("事由", rule.label, *case.source("family")),
        day_fact(case, "事由の始まった日", child.reason_since, "family"),
    ]
    if rule.anniversary:
        facts.append(day_fact(case, "要件を満たす日", since, "family"))
    if child.reason_until is not None:
        facts.append(day_fact(case, "事由の続いた末日", child.reason_until, "family"))
    return Requirement(RULES["child.reason"], child.id, span(since, until), tuple(facts))


def _anniversary(day: date, years: int) -> date:
    """応当日; 29 February has it on 1 March."""
    if (day.month, day.day) == (2, 29) and years:
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)


def child_age(case: Case, child: Child, on: date) -> Requirement:
    """児童の年齢: the first 31 March on or after reaching 18; under 20 with a disability or in high school."""
    limits = AGE_LIMITS.on(on)
    end_standard = school_year_end_after_reaching(child.birth, limits.standard)
    end_extended = last_day_under(child.birth, limits.extended)
    extended = intersect(of_periods((*child.disability, *child.high_school)), span(child.birth, end_extended))
    days = union([(child.birth, end_standard), *extended])
    facts = [
        day_fact(case, "生年月日", child.birth, "register"),
        day_fact(case, "年齢による末日", end_standard, "register"),
    ]
    if child.disability:
        facts.append(period_fact(case, "中程度以上の障害", child.disability, "family"))
    if child.high_school:
        facts.append(period_fact(case, "高等学校等に在学", child.high_school, "family"))
    if extended:
        facts.append(day_fact(case, "20歳未満の末日", end_extended, "register"))
    by_extension = days[-1][1] not in (end_standard, end_extended)
    loss = Loss.EXTENSION_ENDED if by_extension else Loss.AGE
    return Requirement(RULES["child.age"], child.id, days, tuple(facts), loss=loss)


def child_custody(case: Case, child: Child) -> Requirement:
    """監護."""
    fact = period_fact(case, "監護している期間", child.custody, "family")
    return Requirement(RULES["child.custody"], child.id, spans_of(child.custody), (fact,), loss=Loss.CUSTODY_ENDED)


def child_livelihood(case: Case, child: Child) -> Requirement:
    """父: 監護し、かつ、生計を同じくすること."""
    fact = period_fact(case, "生計を同じくする期間", child.shared_livelihood, "family")
    days = spans_of(child.shared_livelihood)
    return Requirement(RULES["child.livelihood"], child.id, days, (fact,), loss=Loss.CUSTODY_ENDED)


def child_caregiver(case: Case, child: Child) -> Requirement:
    """養育者: 同居し、監護し、その生計を維持すること."""
    facts = (
        period_fact(case, "同居している期間", child.lives_together, "register"),
        period_fact(case, "生計を維持する期間", child.shared_livelihood, "family"),
    )
    together, support = spans_of(child.lives_together), spans_of(child.shared_livelihood)
    if NEVER in (together, support):
        days: Spans | None = NEVER
    elif together is None or support is None:
        days = None
    else:
        days = intersect(together, support)
    return Requirement(RULES["child.caregiver"], child.id, days, facts, loss=Loss.CUSTODY_ENDED)


def child_not_with_spouse(case: Case, child: Child) -> Requirement:
    """配偶者に養育されていないこと. A severely disabled spouse, or one who lives apart, brings nobody up here."""
    periods: Periods = child.brought_up_by_spouse
    spouse = case.spouse
    if spouse is not None and spouse.disabled_beppyo2:
        periods = ()
    elif spouse is not None and not spouse.living_apart:
        periods = (*periods, Period(spouse.since or date.min, spouse.until))
    facts = (period_fact(case, "父または母の配偶者に養育されている期間", periods, "family"),) if periods else ()
    days = complement(of_periods(periods)) if periods else ALWAYS
    return Requirement(RULES["child.not_with_spouse"], child.id, days, facts, loss=Loss.MARRIED)


def child_not_placed(case: Case, child: Child, on: date) -> Requirement:
    """措置・委託を受けていないこと: such a child leaves the family, not only the scheme."""
    placed = _enrolled(child.exclusions, "child_leaves", on)
    facts = tuple(_scheme_fact(case, exclusion, on) for exclusion in placed)
    days = None if child.exclusions is None else complement(of_periods(e.period for e in placed))
    return Requirement(RULES["child.not_placed"], child.id, days, facts, Outcome.OTHER_SCHEME, Loss.PLACED)


CLAIM_ORDER = (Kind.MOTHER, Kind.CAREGIVER, Kind.FATHER)
_KIND_LABELS = {Kind.MOTHER: "母", Kind.CAREGIVER: "養育者", Kind.FATHER: "父"}


def child_claimant(case: Case, child: Child) -> Requirement:
    """同じ児童に優先する人がないこと: mother before caregiver before father."""
    other = child.other_claimant
    if other is None:
        return Requirement(RULES["child.claimant"], child.id, ALWAYS, ())
    yields = CLAIM_ORDER.index(other) < CLAIM_ORDER.index(case.applicant.kind)
    fact = Fact("同じ児童について資格のある人", _KIND_LABELS[other], *case.source("family"))
    return Requirement(RULES["child.claimant"], child.id, NEVER if yields else ALWAYS, (fact,))


def child_alive(case: Case, child: Child) -> Requirement:
    """出生から死亡の日まで."""
    facts = () if child.died_on is None else (day_fact(case, "死亡の日", child.died_on, "register"),)
    return Requirement(RULES["child.alive"], child.id, span(child.birth, child.died_on), facts, loss=Loss.DIED)


def family_requirements(case: Case, child: Child, on: date) -> list[Requirement]:
    """What makes a child one of this applicant's children of a single-parent family."""
    found = [
        child_alive(case, child),
        child_reason(case, child, on),
        child_age(case, child, on),
        child_not_with_spouse(case, child),
        child_custody(case, child),
        child_not_placed(case, child, on),
        child_claimant(case, child),
    ]
    if case.applicant.kind is Kind.FATHER:
        found.append(child_livelihood(case, child))
    elif case.applicant.kind is Kind.CAREGIVER:
        found.append(child_caregiver(case, child))
    return found


def base_requirements(case: Case) -> list[Requirement]:
    """What holds the whole family: the applicant lives, lives here, and has not withdrawn."""
    return [applicant_alive(case), applicant_residence(case), applicant_not_withdrawn(case)]


def common_days(requirements: list[Requirement]) -> Spans:
    return intersect_all([requirement.days for requirement in requirements])


# ---- each person


def child_residence(case: Case, child: Child) -> Requirement:
    """児童の市内の住所."""
    fact = period_fact(case, "市内に住所のある期間", child.residence, "register")
    return Requirement(RULES["child.residence"], child.id, spans_of(child.residence), (fact,), loss=Loss.MOVED_OUT)


def person_insurance(case: Case, person: Applicant | Child) -> Requirement:
    """公的医療保険."""
    fact = period_fact(case, "保険に加入している期間", person.insurance, "insurance")
    days = spans_of(person.insurance)
    return Requirement(RULES["person.insurance"], person.id, days, (fact,), loss=Loss.INSURANCE_LOST)


def person_not_excluded(case: Case, person: Applicant | Child, on: date) -> list[Requirement]:
    """ほかの制度: one requirement a scheme the person is or was in; one that is met when there is none."""
    rule = RULES["person.not_excluded"]
    if person.exclusions is None:
        fact = Fact("ほかの制度", None, *case.source("schemes"))
        return [Requirement(rule, person.id, None, (fact,), Outcome.OTHER_SCHEME)]
    found = []
    for exclusion in _enrolled(person.exclusions, "person", on):
        loss = Loss(SCHEMES.on(on)[exclusion.scheme.value].loss)
        days = complement(of_periods((exclusion.period,)))
        facts = (_scheme_fact(case, exclusion, on),)
        found.append(Requirement(rule, person.id, days, facts, Outcome.OTHER_SCHEME, loss))
    none = Requirement(rule, person.id, ALWAYS, (Fact("ほかの制度", "なし", *case.source("schemes")),))
    return found or [none]


def _enrolled(exclusions: tuple[Exclusion, ...] | None, effect: str, on: date) -> list[Exclusion]:
    schemes = SCHEMES.on(on)
    return [e for e in exclusions or () if schemes[e.scheme.value].effect == effect]


def _scheme_fact(case: Case, exclusion: Exclusion, on: date) -> Fact:
    return period_fact(case, scheme_label(exclusion.scheme, on), (exclusion.period,), "schemes")


def scheme_label(scheme: Scheme, on: date) -> str:
    return SCHEMES.on(on)[scheme.value].label
