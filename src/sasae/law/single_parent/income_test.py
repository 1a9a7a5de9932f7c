"""所得制限: who is tested, by which table, against which limit. One ground a tested person; amounts in yen."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

from sasae.kernel.period import Month
from sasae.law.case import Case, Disaster, Income, Kind, Obligor, Reason, Relation, UnknownIncome
from sasae.law.codes import FamilyKind
from sasae.law.common import dependents, income
from sasae.law.common.ages import school_year_end_after_reaching
from sasae.law.common.dependents import Additions
from sasae.law.common.income import JudgedIncome
from sasae.law.common.spans import ALWAYS, Spans, after, complement, containing, intersect, of_periods, span, union
from sasae.law.decision import Fact, Rule, fact_of
from sasae.law.single_parent.eligibility import child_age
from sasae.law.single_parent.in_force import InForce
from sasae.law.single_parent.requirement import Facts, Mark, Sources
from sasae.law.single_parent.texts import RULES
from sasae.law.single_parent.validity import proof_in_time

APPLICANT = RULES["family.income.applicant"]
SPOUSE = RULES["family.income.spouse"]
OBLIGOR = RULES["family.income.obligor"]
LIVELIHOOD = RULES["family.livelihood"]
DISASTER = RULES["family.disaster"]


class Tested(NamedTuple):
    """Somebody whose income is compared, how, and on which days. `certain` False: whether they are tested is not known."""

    person: str
    rule: Rule
    column: str
    as_parent: bool = False
    counts_maintained: bool = False
    certain: bool = True
    presumed: bool = False
    days: Spans = ALWAYS


def income_marks(case: Case, tested: list[Tested], law: InForce) -> list[Mark]:
    """One for each tested person; met is None while the income is not known."""
    return [family_disaster(case, one.person, law) or family_livelihood(one, _test(case, one, law)) for one in tested]


def ever_tested(case: Case, law: InForce) -> list[Tested]:
    """申請者, the spouse who lives with them, and the obligors who share the household budget, on whatever days."""
    found = [family_income_applicant(case)]
    if case.spouse is not None:
        found += family_income_spouse(case)
    for obligor in case.obligors:
        found += family_income_obligor(case, obligor, law)
    return found


def tested_on(persons: list[Tested], on: date) -> list[Tested]:
    """Those who are tested on a day."""
    return [one for one in persons if one.days is ALWAYS or containing(one.days, on)]


def passing_days(case: Case, persons: list[Tested], law: InForce) -> Spans:
    """The days of the certificate year on which income does not stand in the way.

    Only a marriage, a relative who grows up and a disaster part a year; what is so all year is the day's own answer.
    Whose income is not known is asked when their day comes.
    """
    if not case.disasters and all(one.days is ALWAYS for one in persons):
        return ALWAYS
    failing = [days for one in persons if one.certain for days in _failing_days(case, one, law)]
    return complement(union(failing)) if failing else ALWAYS


def _failing_days(case: Case, tested: Tested, law: InForce) -> Spans:
    exempt = disaster_days(case, tested.person, law)
    if tested.days is ALWAYS and not exempt:
        return ()
    met = _test(case, tested, law).met
    if met or (met is None and not exempt):
        return ()
    return intersect(tested.days, complement(exempt)) if exempt else tested.days


def family_income_applicant(case: Case) -> Tested:
    """申請者. Whose own child it is counts child support; an orphan's caregiver has a column of their own."""
    caregiver = case.applicant.kind is Kind.CAREGIVER
    column = "orphans_caregiver" if caregiver and is_orphans_caregiver(case) else "parent"
    return Tested(case.applicant.id, APPLICANT, column, as_parent=not caregiver, counts_maintained=True)


def is_orphans_caregiver(case: Case) -> bool:
    """孤児等の養育者: a caregiver of at least one child without parents."""
    return case.applicant.kind is Kind.CAREGIVER and any(
        child.orphan or child.reason is Reason.BOTH_UNKNOWN for child in case.children
    )


def family_kind(case: Case) -> FamilyKind:
    """家庭区分."""
    if case.applicant.kind is Kind.MOTHER:
        return FamilyKind.MOTHER
    if case.applicant.kind is Kind.FATHER:
        return FamilyKind.FATHER
    return FamilyKind.ORPHANS_CAREGIVER if is_orphans_caregiver(case) else FamilyKind.OTHER_CAREGIVER


def family_income_spouse(case: Case) -> Iterator[Tested]:
    """配偶者, while married. One who lives apart (violence, detention, abandonment) is not tested."""
    spouse = case.spouse
    if spouse is not None and not spouse.living_apart:
        always = spouse.since is None and spouse.until is None
        days = ALWAYS if always else span(spouse.since, spouse.until)
        if spouse.apart:
            days = intersect(days, complement(of_periods(spouse.apart)))
        yield Tested(spouse.id, SPOUSE, "obligor", days=days)


def family_income_obligor(case: Case, obligor: Obligor, law: InForce) -> Iterator[Tested]:
    """扶養義務者: grown-up lineal relatives and siblings who share the budget; for a caregiver those who support them."""
    shares = obligor_shares(case, obligor)
    if obligor.relation is not Relation.OTHER and shares is not False:
        presumed = shares is True and _said_to_share(case, obligor) is None
        days = _grown_up_days(case, obligor, law)
        yield Tested(obligor.id, OBLIGOR, "obligor", certain=shares is True, presumed=presumed, days=days)


def _grown_up_days(case: Case, obligor: Obligor, law: InForce) -> Spans:
    """The days on which somebody is no 児童. A child, applied for or not, supports nobody."""
    for child in case.children:
        if child.id == obligor.id:
            return complement(child_age(child, law).days)
    if obligor.birth is None:
        return ALWAYS
    grown_up = after(school_year_end_after_reaching(obligor.birth, law.ages.standard))
    return ALWAYS if grown_up < law.first_day else span(grown_up)


def _said_to_share(case: Case, obligor: Obligor) -> bool | None:
    return obligor.supports_caregiver if case.applicant.kind is Kind.CAREGIVER else obligor.shares_livelihood


def obligor_shares(case: Case, obligor: Obligor) -> bool | None:
    """生計同一. Where it is not known, the same address speaks for it, of one household on paper or of two."""
    said = _said_to_share(case, obligor)
    if said is None and obligor.same_address and case.applicant.kind is not Kind.CAREGIVER:
        return True
    return said


def family_disaster(case: Case, person: str, law: InForce) -> Mark | None:
    """From the month of the loss to the end of October of the following year, for the person who suffered it."""
    if not case.disasters:
        return None
    for disaster in sorted(case.disasters, key=lambda one: (one.lost_on, one.reason), reverse=True):
        until = disaster_until(disaster, law)
        if disaster.person == person and disaster.lost_on.replace(day=1) <= law.on <= until:
            return Mark(DISASTER, person, True, partial(_disaster_facts, disaster, until))
    return None


def disaster_days(case: Case, person: str, law: InForce) -> Spans:
    """適用除外の期間 of one person."""
    mine = [one for one in case.disasters if one.person == person]
    return union([(one.lost_on.replace(day=1), disaster_until(one, law)) for one in mine]) if mine else ()


def _disaster_facts(disaster: Disaster, until: date, _: Sources) -> Facts:
    return (
        Fact("災害の日", disaster.lost_on.isoformat(), "職員の認定", None),
        Fact("理由", disaster.reason, "職員の認定", None),
        Fact("適用除外の末日", until.isoformat(), "算出", None),
    )


def disaster_until(disaster: Disaster, law: InForce) -> date:
    """適用除外の末日."""
    return Month(disaster.lost_on.year + 1, law.disaster_end_month).last


def family_livelihood(tested: Tested, mark: Mark) -> Mark:
    """An obligor of whom it is not known whether they share the budget holds the case up only if it matters."""
    if tested.certain or mark.met:
        return mark

    def facts(sources: Sources) -> Facts:
        return (Fact("生計を同じくするか", None, *sources["family"]), *mark.facts(sources))

    return Mark(LIVELIHOOD, tested.person, None, facts)


def _test(case: Case, tested: Tested, law: InForce) -> Mark:
    found = case.income_of(tested.person, law.income_year)
    if found is None or isinstance(found, UnknownIncome):
        return Mark(tested.rule, tested.person, None, lambda _: _unknown_facts(found, law.income_year))
    if not proof_in_time(found.proved_on, case.application_received_on, law):
        reason = f"{law.income_year}年中の所得の証明が届く前"
        return Mark(tested.rule, tested.person, None, lambda _: (Fact("所得", None, reason, found.proved_on),))
    table = law.table_of(case.municipality)
    column: Additions = getattr(law.limits_of(table), tested.column)
    most = dependents.limit(column, found.dependants, counts_maintained=tested.counts_maintained)
    judged = income.judged_income(found, law.steps, as_parent=tested.as_parent)
    return Mark(
        tested.rule, tested.person, judged.judged < most,
        lambda sources: _compared_facts(sources, tested, found, judged, (table, most)),
    )  # fmt: skip


def _unknown_facts(found: UnknownIncome | None, year: int) -> Facts:
    year_fact = Fact("所得の年", f"{year}年", "算出", None)
    if found is None:
        return year_fact, Fact("所得", None, "所得の記録がありません", None)
    return (
        year_fact,
        Fact("所得", None, found.source.name, found.source.as_of),
        Fact("不明の理由", found.reason, found.source.name, found.source.as_of),
    )


def _compared_facts(
    sources: Sources, tested: Tested, found: Income, judged: JudgedIncome, limit: tuple[str, int]
) -> Facts:
    name, as_of = found.source
    table, most = limit
    count = found.dependants.total + (found.dependants.maintained if tested.counts_maintained else 0)
    facts = (
        fact_of(("所得の年", f"{found.year}年", name, as_of, "")),
        fact_of(("所得の合計", judged.total, name, as_of, "円")),
        fact_of(("養育費の算入額", judged.child_support, sources["application"].name, None, "円")),
        fact_of(("一律の控除", judged.flat, "算出", None, "円")),
        fact_of(("諸控除", judged.deductions, name, as_of, "円")),
        fact_of(("判定する所得", judged.judged, "算出", None, "円")),
        fact_of(("扶養親族等", count, name, as_of, "人")),
        fact_of(("限度額", most, f"表{table}", None, "円")),
    )
    if tested.presumed:
        return (Fact("生計を同じくするとみた理由", "同じ住所", *sources["register"]), *facts)
    return facts
