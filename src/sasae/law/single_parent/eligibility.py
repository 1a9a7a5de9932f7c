"""児童の要件: what makes a child one of this applicant's children of a single-parent family. One rule, one function.

Each says on which days it is met, for which person, from which facts.
"""

from datetime import date

from sasae.kernel.period import Period
from sasae.law.case import Case, Child, Exclusion, Kind, Periods
from sasae.law.common.ages import last_day_under, school_year_end_after_reaching
from sasae.law.common.spans import ALWAYS, NEVER, Spans, complement, intersect, of_periods, span, union
from sasae.law.decision import Fact, Loss, Outcome
from sasae.law.single_parent.in_force import InForce
from sasae.law.single_parent.requirement import (
    Facts,
    Lasting,
    Requirement,
    Sources,
    day_fact,
    fact,
    for_same_days,
    period_fact,
    spans_of,
    worked_out,
)
from sasae.law.single_parent.texts import RULES
from sasae.law.single_parent.values import ReasonRule

ALIVE = RULES["child.alive"]
REASON = RULES["child.reason"]
AGE = RULES["child.age"]
NOT_WITH_SPOUSE = RULES["child.not_with_spouse"]
CAREGIVER = RULES["child.caregiver"]
PARENTS_ABSENT = RULES["child.parents_absent"]
NOT_PLACED = RULES["child.not_placed"]
CLAIMANT = RULES["child.claimant"]
CUSTODY = Lasting(RULES["child.custody"], "監護している期間", "family", Loss.CUSTODY_ENDED)
LIVELIHOOD = Lasting(RULES["child.livelihood"], "生計を同じくする期間", "family", Loss.CUSTODY_ENDED)

# Of a child of whom there is nothing to look at.
NO_SPOUSE = Requirement(NOT_WITH_SPOUSE, ALWAYS, loss=Loss.MARRIED)
NO_PLACEMENT = Requirement(NOT_PLACED, ALWAYS, failure=Outcome.OTHER_SCHEME, loss=Loss.PLACED)
PLACEMENT_UNKNOWN = Requirement(NOT_PLACED, None, failure=Outcome.OTHER_SCHEME, loss=Loss.PLACED)
NO_OTHER_CLAIMANT = Requirement(CLAIMANT, ALWAYS)


def child_requirements(case: Case, child: Child, law: InForce) -> list[Requirement]:
    """All that holds a child in the family of this applicant."""
    found = [
        child_alive(child),
        child_reason(child, law),
        child_age(child, law),
        child_not_with_spouse(case, child),
        child_custody(child),
        child_not_placed(child, law),
        child_claimant(case, child),
    ]
    kind = case.applicant.kind
    if kind is Kind.FATHER:
        found.append(child_livelihood(child))
    elif kind is Kind.CAREGIVER:
        found.append(child_caregiver(child))
        found.append(child_parents_absent(child))
    return found


def child_alive(child: Child) -> Requirement:
    """出生から死亡の日まで."""
    return _alive(child.birth, child.died_on)


@for_same_days
def _alive(birth: date, died_on: date | None) -> Requirement:
    if died_on is None:
        return Requirement(ALIVE, span(birth), loss=Loss.DIED)
    return Requirement(
        ALIVE,
        span(birth, died_on),
        lambda sources: (day_fact("死亡の日", died_on, sources["register"]),),
        loss=Loss.DIED,
    )


def child_reason(child: Child, law: InForce) -> Requirement:
    """ひとり親の事由: on the days of any of the child's reasons, one after the other or at the same time."""
    first = _reason(child.reason_since, child.reason_until, law.reasons[child.reason])
    if not child.other_reasons:
        return first
    others = sorted(child.other_reasons, key=lambda one: one.since)
    spells = [first, *(_reason(one.since, one.until, law.reasons[one.reason]) for one in others)]
    return Requirement(
        REASON,
        union([days for spell in spells for days in spell.days]),
        lambda sources: tuple([fact for spell in spells for fact in spell.facts(sources)]),
    )


@for_same_days
def _reason(since: date, until: date | None, rule: ReasonRule) -> Requirement:
    """Reasons of a year or more are met on the anniversary; a protection order's end is for staff."""
    met_since = _anniversary(since, rule.anniversary) if rule.anniversary else since
    days = NEVER if rule.none else span(met_since, None if rule.review_at_end else until)

    def facts(sources: Sources) -> Facts:
        found = [fact("事由", rule.label, sources["family"]), day_fact("事由の始まった日", since, sources["family"])]
        if rule.anniversary:
            found.append(day_fact("要件を満たす日", met_since, sources["family"]))
        if until is not None:
            found.append(day_fact("事由の続いた末日", until, sources["family"]))
        return tuple(found)

    return Requirement(REASON, days, facts)


def _anniversary(day: date, years: int) -> date:
    """応当日; 29 February has it on 1 March."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)


def child_age(child: Child, law: InForce) -> Requirement:
    """児童の年齢: the first 31 March on or after reaching 18; under 20 with a disability or in high school."""
    within = _age(child.birth, law.ages.standard)
    if not child.disability and not child.high_school:
        return within
    extended = age_extension(child, law)
    days = union([*within.days, *extended]) if extended else within.days
    end = last_day_under(child.birth, law.ages.extended)
    ends_early = extended and days[-1][1] not in (within.days[0][1], end)

    def facts(sources: Sources) -> Facts:
        found = [*within.facts(sources)]
        if child.disability:
            found.append(period_fact("中程度以上の障害", child.disability, sources["family"]))
        if child.high_school:
            found.append(period_fact("高等学校等に在学", child.high_school, sources["family"]))
        if extended:
            found.append(worked_out(f"{law.ages.extended}歳未満の末日", end))
        return tuple(found)

    return Requirement(AGE, days, facts, loss=Loss.EXTENSION_ENDED if ends_early else Loss.AGE)


@for_same_days
def _age(birth: date, standard: int) -> Requirement:
    end = school_year_end_after_reaching(birth, standard)
    return Requirement(
        AGE, ((birth, end),),
        lambda sources: (day_fact("生年月日", birth, sources["register"]), worked_out("年齢による末日", end)),
        loss=Loss.AGE,
    )  # fmt: skip


def age_extension(child: Child, law: InForce) -> Spans:
    """年齢の延長: the days of disability (別表第1) or of high school, until the day before the 20th birthday."""
    if not child.disability and not child.high_school:
        return NEVER
    under = span(child.birth, last_day_under(child.birth, law.ages.extended))
    return intersect(of_periods((*child.disability, *child.high_school)), under)


def child_custody(child: Child) -> Requirement:
    """監護."""
    return CUSTODY.during(child.custody)


def child_livelihood(child: Child) -> Requirement:
    """父: 監護し、かつ、生計を同じくすること."""
    return LIVELIHOOD.during(child.shared_livelihood)


def child_caregiver(child: Child) -> Requirement:
    """養育者: 同居し、監護し、その生計を維持すること."""
    together, support = spans_of(child.lives_together), spans_of(child.shared_livelihood)
    if NEVER in (together, support):
        days: Spans | None = NEVER
    elif together is None or support is None:
        days = None
    else:
        days = intersect(together, support)

    def facts(sources: Sources) -> Facts:
        return (
            period_fact("同居している期間", child.lives_together, sources["register"]),
            period_fact("生計を維持する期間", child.shared_livelihood, sources["family"]),
        )

    return Requirement(CAREGIVER, days, facts, loss=Loss.CUSTODY_ENDED)


def child_parents_absent(child: Child) -> Requirement:
    """養育者の児童: 父母がないか、父母が監護しないこと."""
    periods = child.parents_custody
    days = complement(of_periods(periods)) if periods else ALWAYS
    return Requirement(
        PARENTS_ABSENT, days, lambda sources: (period_fact("父母が監護している期間", periods, sources["family"]),),
        loss=Loss.CUSTODY_ENDED,
    )  # fmt: skip


def child_not_with_spouse(case: Case, child: Child) -> Requirement:
    """配偶者に養育されていないこと. A severely disabled spouse, or one who lives apart, brings nobody up here."""
    spouse, periods = case.spouse, child.brought_up_by_spouse
    if spouse is None and not periods:
        return NO_SPOUSE
    periods = days_with_spouse(case, child)

    def facts(sources: Sources) -> Facts:
        if not periods:
            return ()
        name = "父または母の配偶者に養育されている期間"
        if spouse is not None and spouse.de_facto:
            name += "（事実婚）"
        return (period_fact(name, periods, sources["family"]),)

    days = complement(of_periods(periods)) if periods else ALWAYS
    return Requirement(NOT_WITH_SPOUSE, days, facts, loss=Loss.MARRIED)


def days_with_spouse(case: Case, child: Child) -> Periods:
    """The time a parent's spouse brings the child up: what was found, and the applicant's own marriage.

    A caregiver is no parent: whom they are married to is no parent's spouse.
    """
    spouse = case.spouse
    if case.applicant.kind is Kind.CAREGIVER:
        return child.brought_up_by_spouse
    if spouse is not None and spouse.disabled_beppyo2:
        return ()
    if spouse is None or spouse.living_apart:
        return child.brought_up_by_spouse
    if not spouse.apart and not spouse.disabled:
        return (*child.brought_up_by_spouse, Period(spouse.since or date.min, spouse.until))
    together = intersect(span(spouse.since, spouse.until), complement(of_periods(spouse.apart)))
    days = union([*of_periods(child.brought_up_by_spouse), *together])
    days = intersect(days, complement(of_periods(spouse.disabled)))
    return tuple(Period(first, None if last == date.max else last) for first, last in days)


def child_not_placed(child: Child, law: InForce) -> Requirement:
    """措置・委託を受けていないこと: such a child leaves the family, not only the scheme."""
    exclusions = child.exclusions
    if not exclusions:
        return PLACEMENT_UNKNOWN if exclusions is None else NO_PLACEMENT
    placed = enrolled(exclusions, "child_leaves", law)
    return Requirement(
        NOT_PLACED, complement(of_periods([e.period for e in placed])),
        lambda sources: tuple([scheme_fact(sources, exclusion, law) for exclusion in placed]), Outcome.OTHER_SCHEME, Loss.PLACED,
    )  # fmt: skip


def enrolled(exclusions: tuple[Exclusion, ...], effect: str, law: InForce) -> list[Exclusion]:
    """Those enrolments that have this effect here."""
    return [e for e in exclusions if law.schemes[e.scheme].effect == effect]


def scheme_fact(sources: Sources, exclusion: Exclusion, law: InForce) -> Fact:
    return period_fact(law.schemes[exclusion.scheme].label, (exclusion.period,), sources["schemes"])


CLAIM_ORDER = (Kind.MOTHER, Kind.CAREGIVER, Kind.FATHER)
KIND_LABELS = {Kind.MOTHER: "母", Kind.CAREGIVER: "養育者", Kind.FATHER: "父"}


def child_claimant(case: Case, child: Child) -> Requirement:
    """同じ児童に優先する人がないこと: mother before caregiver before father."""
    other = child.other_claimant
    if other is None:
        return NO_OTHER_CLAIMANT
    yields = CLAIM_ORDER.index(other) < CLAIM_ORDER.index(case.applicant.kind)
    return Requirement(
        CLAIMANT, NEVER if yields else ALWAYS,
        lambda sources: (fact("同じ児童について資格のある人", KIND_LABELS[other], sources["family"]),),
    )  # fmt: skip
