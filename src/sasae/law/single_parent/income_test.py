"""所得制限: who is tested, by which table, against which limit. One ground a tested person; amounts in yen."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sasae.kernel.dated import Dated, load_dated
from sasae.kernel.period import Month
from sasae.law.case import Case, Income, Kind, Reason, Relation, UnknownIncome
from sasae.law.common import dependents, income
from sasae.law.common.dependents import Additions
from sasae.law.common.fiscal_year import income_year
from sasae.law.decision import Fact, Ground, Rule
from sasae.law.single_parent.texts import RULES
from sasae.law.single_parent.validity import proof_in_time

APPLICANT = RULES["family.income.applicant"]
SPOUSE = RULES["family.income.spouse"]
OBLIGOR = RULES["family.income.obligor"]
LIVELIHOOD = RULES["family.livelihood"]
DISASTER = RULES["family.disaster"]


class LimitTable(NamedTuple):
    """One limit table: a column for each way of being tested."""

    parent: Additions
    orphans_caregiver: Additions
    obligor: Additions


def _limit_table(value: Any) -> LimitTable:
    return LimitTable(**{column: Additions(**amounts) for column, amounts in value.items()})


def _table_choice(value: Any) -> dict[str, str]:
    return {str(code): str(name) for code, name in value.items()}


_PACKAGE = __package__ or ""
LIMITS: dict[str, Dated[LimitTable]] = {
    name: load_dated(_PACKAGE, f"income_limits_{name.lower()}.yaml", _limit_table) for name in ("A", "B", "C")
}
TABLE_CHOICE: Dated[dict[str, str]] = load_dated(_PACKAGE, "income_table_choice.yaml", _table_choice)
DISASTER_END_MONTH: Dated[int] = load_dated(_PACKAGE, "disaster.yaml", int)


class Tested(NamedTuple):
    """Somebody whose income is compared, and how."""

    person: str
    rule: Rule
    column: str
    as_parent: bool
    counts_maintained: bool


def table_name(municipality: str, on: date) -> str:
    """Which table a municipality uses on a day: its own code, else its prefecture's, else the national one."""
    choice = TABLE_CHOICE.on(on)
    return choice[max((code for code in choice if municipality.startswith(code)), key=len)]


def is_orphans_caregiver(case: Case) -> bool:
    """孤児等の養育者: a caregiver of at least one child without parents."""
    return case.applicant.kind is Kind.CAREGIVER and any(
        child.orphan or child.reason is Reason.BOTH_UNKNOWN for child in case.children
    )


def tested_persons(case: Case, on: date) -> Iterator[Tested]:
    """申請者, the spouse who lives with them, and the obligors who share the household budget."""
    orphans = is_orphans_caregiver(case)
    caregiver = case.applicant.kind is Kind.CAREGIVER
    yield Tested(
        case.applicant.id,
        APPLICANT,
        "orphans_caregiver" if orphans else "parent",
        as_parent=not caregiver,
        counts_maintained=True,
    )
    if spouse_is_tested(case, on) and case.spouse is not None:
        yield Tested(case.spouse.id, SPOUSE, "obligor", as_parent=False, counts_maintained=False)
    for obligor in case.obligors:
        if obligor.relation is not Relation.OTHER and obligor_is_tested(case, obligor.id) is not False:
            yield Tested(obligor.id, OBLIGOR, "obligor", as_parent=False, counts_maintained=False)


def spouse_is_tested(case: Case, on: date) -> bool:
    """A spouse who lives apart (violence, detention, abandonment) is not tested."""
    spouse = case.spouse
    return (
        spouse is not None
        and not spouse.living_apart
        and (spouse.since is None or spouse.since <= on)
        and (spouse.until is None or on <= spouse.until)
    )


def obligor_is_tested(case: Case, person: str) -> bool | None:
    """For a caregiver only who supports the caregiver's livelihood; None: not known."""
    obligor = next(o for o in case.obligors if o.id == person)
    if case.applicant.kind is Kind.CAREGIVER:
        return obligor.supports_caregiver
    return obligor.shares_livelihood


def disaster_exempts(case: Case, person: str, on: date) -> Ground | None:
    """From the month of the loss to the end of October of the following year, for the person who suffered it."""
    for disaster in case.disasters:
        until = Month(disaster.lost_on.year + 1, DISASTER_END_MONTH.on(on)).last
        if disaster.person == person and disaster.lost_on.replace(day=1) <= on <= until:
            facts = (
                Fact("災害の日", disaster.lost_on.isoformat(), "職員の認定", None),
                Fact("理由", disaster.reason, "職員の認定", None),
                Fact("適用除外の末日", until.isoformat(), "", None),
            )
            return Ground(DISASTER, person, True, facts)
    return None


def income_grounds(case: Case, on: date) -> list[Ground]:
    """One ground for each tested person; met is None while the income is not known."""
    return [
        disaster_exempts(case, tested.person, on) or _if_tested(case, tested, _test(case, tested, on))
        for tested in tested_persons(case, on)
    ]


def _if_tested(case: Case, tested: Tested, ground: Ground) -> Ground:
    """An obligor of whom it is not known whether they share the budget holds the case up only if it matters."""
    if tested.rule is not OBLIGOR or obligor_is_tested(case, tested.person) or ground.met:
        return ground
    name, as_of = case.source("family")
    return Ground(LIVELIHOOD, tested.person, None, (Fact("生計を同じくするか", None, name, as_of), *ground.facts))


def _test(case: Case, tested: Tested, on: date) -> Ground:
    year = income_year(on)
    found = case.income_of(tested.person, year)
    if isinstance(found, Income) and not proof_in_time(found.proved_on, case.application_received_on, on):
        reason = f"{year}年中の所得の証明が届く前"
        return Ground(tested.rule, tested.person, None, (Fact("所得", None, reason, found.proved_on),))
    if found is None or isinstance(found, UnknownIncome):
        return Ground(tested.rule, tested.person, None, _unknown_facts(found, year))
    return _compare(case, tested, found, on)


def _unknown_facts(found: UnknownIncome | None, year: int) -> tuple[Fact, ...]:
    year_fact = Fact("所得の年", f"{year}年", "", None)
    if found is None:
        return year_fact, Fact("所得", None, "所得の記録がありません", None)
    return (
        year_fact,
        Fact("所得", None, found.source.name, found.source.as_of),
        Fact("不明の理由", found.reason, found.source.name, found.source.as_of),
    )


def _compare(case: Case, tested: Tested, found: Income, on: date) -> Ground:
    table = table_name(case.municipality, on)
    column: Additions = getattr(LIMITS[table].on(on), tested.column)
    most = dependents.limit(column, found.dependants, counts_maintained=tested.counts_maintained)
    judged = income.judged_income(found, as_parent=tested.as_parent)
    name, as_of = found.source
    count = found.dependants.total + (found.dependants.maintained if tested.counts_maintained else 0)
    facts = (
        Fact("所得の年", f"{found.year}年", name, as_of),
        Fact("所得の合計", judged.total, name, as_of, "円"),
        Fact("養育費の算入額", judged.child_support, case.source("application").name, None, "円"),
        Fact("一律の控除", judged.flat, "", None, "円"),
        Fact("諸控除", judged.deductions, name, as_of, "円"),
        Fact("判定する所得", judged.judged, "", None, "円"),
        Fact("扶養親族等", count, name, as_of, "人"),
        Fact("限度額", most, f"表{table}", None, "円"),
    )
    return Ground(tested.rule, tested.person, judged.judged < most, facts)
