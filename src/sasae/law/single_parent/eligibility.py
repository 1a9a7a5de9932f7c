"""児童の要件: what makes a child one of this applicant's children of a single-parent family. One rule, one function.

Each says on which days it is met, for which person, from which facts.
"""

from datetime import date

from sasae.kernel.period import Period
from sasae.law.case import Case, Child, Exclusion, Kind, Periods, ReasonSpell
from sasae.law.common.ages import last_day_under, school_year_end_after_reaching
from sasae.law.common.spans import ALWAYS, NEVER, Spans, complement, intersect, of_periods, span, union
from sasae.law.decision import Fact, Loss, Outcome
from sasae.law.single_parent.in_force import InForce
from sasae.law.single_parent.requirement import Facts, Requirement, day_fact, period_fact, spans_of
from sasae.law.single_parent.texts import RULES

ALIVE = RULES["child.alive"]
REASON = RULES["child.reason"]
AGE = RULES["child.age"]
NOT_WITH_SPOUSE = RULES["child.not_with_spouse"]
CUSTODY = RULES["child.custody"]
LIVELIHOOD = RULES["child.livelihood"]
CAREGIVER = RULES["child.caregiver"]
PARENTS_ABSENT = RULES["child.parents_absent"]
NOT_PLACED = RULES["child.not_placed"]
CLAIMANT = RULES["child.claimant"]


def child_requirements(case: Case, child: Child, law: InForce) -> list[Requirement]:
    """All that holds a child in the family of this applicant."""
    found = [
        child_alive(case, child),
        child_reason(case, child, law),
        child_age(case, child, law),
        child_not_with_spouse(case, child),
        child_custody(case, child),
        child_not_placed(case, child, law),
        child_claimant(case, child),
    ]
    kind = case.applicant.kind
    if kind is Kind.FATHER:
        found.append(child_livelihood(case, child))
    elif kind is Kind.CAREGIVER:
        found.append(child_caregiver(case, child))
        found.append(child_parents_absent(case, child))
    return found


def child_alive(case: Case, child: Child) -> Requirement:
    """出生から死亡の日まで."""
    died_on = child.died_on
    if died_on is None:
        return Requirement(ALIVE, child.id, ((child.birth, date.max),), loss=Loss.DIED)
    return Requirement(
        ALIVE, child.id, span(child.birth, died_on), lambda: (day_fact(case, "死亡の日", died_on, "register"),),
        loss=Loss.DIED,
    )  # fmt: skip


def child_reason(case: Case, child: Child, law: InForce) -> Requirement:
    """ひとり親の事由: on the days of any of the child's reasons, one after the other or at the same time."""
    first = ReasonSpell(child.reason, child.reason_since, child.reason_until)
    spells = (first, *sorted(child.other_reasons, key=lambda one: one.since)) if child.other_reasons else (first,)
    days = _reason_days(first, law)
    if len(spells) > 1:
        days = union([one for spell in spells for one in _reason_days(spell, law)])
    return Requirement(
        REASON, child.id, days, lambda: tuple(fact for spell in spells for fact in _reason_facts(case, spell, law))
    )


def _reason_days(spell: ReasonSpell, law: InForce) -> Spans:
    """Reasons of a year or more are met on the anniversary; a protection order's end is for staff."""
    rule = law.reasons[spell.reason]
    return NEVER if rule.none else span(_met_since(spell, law), None if rule.review_at_end else spell.until)


def _met_since(spell: ReasonSpell, law: InForce) -> date:
    rule = law.reasons[spell.reason]
    return _anniversary(spell.since, rule.anniversary) if rule.anniversary else spell.since


def _reason_facts(case: Case, spell: ReasonSpell, law: InForce) -> Facts:
    rule = law.reasons[spell.reason]
    found = [
        Fact("事由", rule.label, *case.source("family")),
        day_fact(case, "事由の始まった日", spell.since, "family"),
    ]
    if rule.anniversary:
        found.append(day_fact(case, "要件を満たす日", _met_since(spell, law), "family"))
    if spell.until is not None:
        found.append(day_fact(case, "事由の続いた末日", spell.until, "family"))
    return tuple(found)


def _anniversary(day: date, years: int) -> date:
    """応当日; 29 February has it on 1 March."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)


def child_age(case: Case, child: Child, law: InForce) -> Requirement:
    """児童の年齢: the first 31 March on or after reaching 18; under 20 with a disability or in high school."""
    standard = school_year_end_after_reaching(child.birth, law.ages.standard)
    extended = age_extension(child, law)
    days: Spans = union([(child.birth, standard), *extended]) if extended else ((child.birth, standard),)
    last = days[-1][1]
    ends_early = extended and last not in (standard, last_day_under(child.birth, law.ages.extended))

    def facts() -> Facts:
        found = [
            day_fact(case, "生年月日", child.birth, "register"),
            Fact("年齢による末日", standard.isoformat(), "算出", None),
        ]
        if child.disability:
            found.append(period_fact(case, "中程度以上の障害", child.disability, "family"))
        if child.high_school:
            found.append(period_fact(case, "高等学校等に在学", child.high_school, "family"))
        if extended:
            end = last_day_under(child.birth, law.ages.extended)
            found.append(Fact(f"{law.ages.extended}歳未満の末日", end.isoformat(), "算出", None))
        return tuple(found)

    return Requirement(AGE, child.id, days, facts, loss=Loss.EXTENSION_ENDED if ends_early else Loss.AGE)


def age_extension(child: Child, law: InForce) -> Spans:
    """年齢の延長: the days of disability (別表第1) or of high school, until the day before the 20th birthday."""
    if not child.disability and not child.high_school:
        return NEVER
    under = span(child.birth, last_day_under(child.birth, law.ages.extended))
    return intersect(of_periods((*child.disability, *child.high_school)), under)


def child_custody(case: Case, child: Child) -> Requirement:
    """監護."""
    return Requirement(
        CUSTODY, child.id, spans_of(child.custody),
        lambda: (period_fact(case, "監護している期間", child.custody, "family"),), loss=Loss.CUSTODY_ENDED,
    )  # fmt: skip


def child_livelihood(case: Case, child: Child) -> Requirement:
    """父: 監護し、かつ、生計を同じくすること."""
    return Requirement(
        LIVELIHOOD, child.id, spans_of(child.shared_livelihood),
        lambda: (period_fact(case, "生計を同じくする期間", child.shared_livelihood, "family"),),
        loss=Loss.CUSTODY_ENDED,
    )  # fmt: skip


def child_caregiver(case: Case, child: Child) -> Requirement:
    """養育者: 同居し、監護し、その生計を維持すること."""
    together, support = spans_of(child.lives_together), spans_of(child.shared_livelihood)
    if NEVER in (together, support):
        days: Spans | None = NEVER
    elif together is None or support is None:
        days = None
    else:
        days = intersect(together, support)

    def facts() -> Facts:
        return (
            period_fact(case, "同居している期間", child.lives_together, "register"),
            period_fact(case, "生計を維持する期間", child.shared_livelihood, "family"),
        )

    return Requirement(CAREGIVER, child.id, days, facts, loss=Loss.CUSTODY_ENDED)


def child_parents_absent(case: Case, child: Child) -> Requirement:
    """養育者の児童: 父母がないか、父母が監護しないこと."""
    periods = child.parents_custody
    days = complement(of_periods(periods)) if periods else ALWAYS
    return Requirement(
        PARENTS_ABSENT, child.id, days, lambda: (period_fact(case, "父母が監護している期間", periods, "family"),),
        loss=Loss.CUSTODY_ENDED,
    )  # fmt: skip


def child_not_with_spouse(case: Case, child: Child) -> Requirement:
    """配偶者に養育されていないこと. A severely disabled spouse, or one who lives apart, brings nobody up here."""
    spouse, periods = case.spouse, child.brought_up_by_spouse
    if spouse is None and not periods:
        return Requirement(NOT_WITH_SPOUSE, child.id, ALWAYS, loss=Loss.MARRIED)
    periods = days_with_spouse(case, child)

    def facts() -> Facts:
        if not periods:
            return ()
        name = "父または母の配偶者に養育されている期間"
        if spouse is not None and spouse.de_facto:
            name += "（事実婚）"
        return (period_fact(case, name, periods, "family"),)

    days = complement(of_periods(periods)) if periods else ALWAYS
    return Requirement(NOT_WITH_SPOUSE, child.id, days, facts, loss=Loss.MARRIED)


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
    return (*child.brought_up_by_spouse, Period(spouse.since or date.min, spouse.until))


def child_not_placed(case: Case, child: Child, law: InForce) -> Requirement:
    """措置・委託を受けていないこと: such a child leaves the family, not only the scheme."""
    exclusions = child.exclusions
    if not exclusions:
        days = None if exclusions is None else ALWAYS
        return Requirement(NOT_PLACED, child.id, days, failure=Outcome.OTHER_SCHEME, loss=Loss.PLACED)
    placed = enrolled(exclusions, "child_leaves", law)
    return Requirement(
        NOT_PLACED, child.id, complement(of_periods([e.period for e in placed])),
        lambda: tuple(scheme_fact(case, exclusion, law) for exclusion in placed), Outcome.OTHER_SCHEME, Loss.PLACED,
    )  # fmt: skip


def enrolled(exclusions: tuple[Exclusion, ...], effect: str, law: InForce) -> list[Exclusion]:
    """Those enrolments that have this effect here."""
    return [e for e in exclusions if law.schemes[e.scheme].effect == effect]


def scheme_fact(case: Case, exclusion: Exclusion, law: InForce) -> Fact:
    return period_fact(case, law.schemes[exclusion.scheme].label, (exclusion.period,), "schemes")


CLAIM_ORDER = (Kind.MOTHER, Kind.CAREGIVER, Kind.FATHER)
KIND_LABELS = {Kind.MOTHER: "母", Kind.CAREGIVER: "養育者", Kind.FATHER: "父"}


def child_claimant(case: Case, child: Child) -> Requirement:
    """同じ児童に優先する人がないこと: mother before caregiver before father."""
    other = child.other_claimant
    if other is None:
        return Requirement(CLAIMANT, child.id, ALWAYS)
    yields = CLAIM_ORDER.index(other) < CLAIM_ORDER.index(case.applicant.kind)
    return Requirement(
        CLAIMANT, child.id, NEVER if yields else ALWAYS,
        lambda: (Fact("同じ児童について資格のある人", KIND_LABELS[other], *case.source("family")),),
    )  # fmt: skip
