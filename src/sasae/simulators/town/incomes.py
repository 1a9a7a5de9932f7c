"""Incomes of a household, year by year. Figures are drawn, not computed from pay: only their kinds and sizes matter."""

import random
from datetime import date

from sasae.simulators.town.building import Builder, Home, age
from sasae.simulators.town.names import Wheel
from sasae.simulators.town.records import FEMALE, INCOME_YEARS, MALE, Income, Person

NOT_FILED, LIVED_ELSEWHERE, DEPENDANT = "未申告", "1月1日に市外", "被扶養のため申告なし"
_WORK = Wheel(("salary", "business", "both", "none"), (82, 8, 3, 7))
# kinds of income and deductions few people have: share of 10,000, smallest and largest figure
_RARE = (
    ("retirement", 25, 300_000, 4_000_000),
    ("forestry", 2, 100_000, 900_000),
    ("land_business", 2, 500_000, 6_000_000),
    ("long_term_gain", 30, 1_000_000, 20_000_000),
    ("short_term_gain", 6, 200_000, 5_000_000),
    ("futures", 8, 50_000, 2_000_000),
    ("special_interest_dividends", 3, 10_000, 300_000),
    ("treaty_interest_dividends", 2, 10_000, 300_000),
    ("casualty_loss_deduction", 8, 50_000, 700_000),
    ("medical_deduction", 450, 5_000, 400_000),
    ("mutual_aid_deduction", 500, 60_000, 276_000),
    ("beef_cattle_exempt", 1, 500_000, 3_000_000),
)
_RARE_SHARE = sum(share for _, share, _, _ in _RARE)
_WHICH_RARE = Wheel(list(_RARE), [row[1] for row in _RARE])


def draw(builder: Builder, home: Home) -> None:
    """Incomes of everybody of age, all years. Who has no row was somebody's dependant."""
    rng = builder.rng
    adults = [member for member in home.members if member.birth_date.year <= INCOME_YEARS[-1] - 18]
    usual = [(_usual(rng, home, member), member) for member in adults]
    earner = home.supporter or max(usual, key=lambda pair: sum(pair[0].values()), default=({}, None))[1]
    refuses = {member.atena_no for member in adults if rng.random() < 0.012}
    for year in INCOME_YEARS:
        for figures, member in usual:
            if member.birth_date.year > year - 18 or (member.died_on and member.died_on <= date(year + 1, 1, 1)):
                continue
            income = _of_year(rng, home, member, figures, year, refuses)
            if income is None:
                continue
            if member is earner and not income.unknown:
                _count_dependants(home, member, usual, income)
            builder.town.incomes.append(income)


def _usual(rng: random.Random, home: Home, member: Person) -> dict[str, int]:
    """What a person earns in an ordinary year."""
    years = age(member)
    if years >= 66:
        pension = int(rng.lognormvariate(0, 0.6) * (900_000 if member.sex == MALE else 350_000)) // 1000 * 1000
        salary = int(rng.random() * 1_500_000) if years < 72 and rng.random() < 0.3 else 0
        return {"public_pension": pension, "salary": salary}
    if years < 23 and rng.random() < 0.7:
        return {"salary": int(rng.random() * 500_000) if rng.random() < 0.3 else 0}
    if home.assistance or (member.relation == "妻" and rng.random() < 0.4):
        return {"salary": 0}
    work = _WORK.draw(rng)
    if work == "none":
        return {"salary": 0}
    middle = 2_700_000 if member.sex == MALE else 1_500_000
    figure = int(middle * rng.lognormvariate(0, 0.45)) // 100 * 100
    if work == "salary":
        return {"salary": figure}
    return {"other_general": figure, "salary": 300_000} if work == "both" else {"other_general": figure}


def _of_year(
    rng: random.Random, home: Home, member: Person, figures: dict[str, int], year: int, refuses: set[str]
) -> Income | None:
    new_year = date(year + 1, 1, 1)
    if member.resident_since and member.resident_since > new_year:
        if member.birth_date >= new_year:
            return None
        return Income(member.atena_no, year, LIVED_ELSEWHERE, member.moved_in_from)
    if member.moved_out_on and member.moved_out_on <= new_year:
        return Income(member.atena_no, year, LIVED_ELSEWHERE, member.moved_out_to)
    if member.atena_no in refuses:
        return Income(member.atena_no, year, NOT_FILED)
    income = Income(member.atena_no, year)
    growth = 0.94 + 0.12 * rng.random()
    for kind, figure in figures.items():
        setattr(income, kind, int(figure * growth))
    if not any(figures.values()) and member is not home.members[0] and rng.random() < 0.25:
        return Income(member.atena_no, year, DEPENDANT)
    chance = rng.random()
    if chance * 10_000 < _RARE_SHARE:
        _rare(rng, income)
    elif chance > 0.97:
        income.disabled_count = 1
    elif chance > 0.96:
        income.special_disabled_count = 1
    _personal(rng, home, member, income)
    return income


def _rare(rng: random.Random, income: Income) -> None:
    kind, _, least, most = _WHICH_RARE.draw(rng)
    setattr(income, kind, rng.randrange(least, most))
    if kind in ("long_term_gain", "short_term_gain") and rng.random() < 0.4:
        special = "long_term_special_deduction" if kind == "long_term_gain" else "short_term_special_deduction"
        setattr(income, special, min(getattr(income, kind), 30_000_000) // 2)


def _personal(rng: random.Random, home: Home, member: Person, income: Income) -> None:
    """The deductions that go with how one lives."""
    total = income.salary + income.other_general
    if home.single_parent is member:
        income.single_parent = total <= 5_000_000
    elif member.sex == FEMALE and age(member) > 40 and len(home.members) == 1 and rng.random() < 0.3:
        income.widow = total <= 5_000_000
    elif age(member) < 25 and 0 < income.salary <= 850_000:
        income.working_student = rng.random() < 0.5
    elif member.relation == "世帯主" and len(home.members) > 1 and total > 1_500_000 and rng.random() < 0.06:
        income.spouse_special_deduction = rng.randrange(30_000, 330_001, 10_000)


def _count_dependants(home: Home, earner: Person, usual: list[tuple[dict[str, int], Person]], income: Income) -> None:
    """同一生計配偶者 and 扶養親族 of 31 December, by kind (domain.md §11.1 o: born on 1 January counts as older)."""
    small = {member.atena_no: sum(figures.values()) <= 480_000 for figures, member in usual}
    for member in home.members:
        if member is earner or not small.get(member.atena_no, True):
            continue
        if member.died_on and member.died_on.year <= income.year:
            continue
        years = income.year - member.birth_date.year + ((member.birth_date.month, member.birth_date.day) == (1, 1)) * 1
        if years < 0:
            continue
        spouse = member.relation in ("妻", "夫") or (member.relation == "世帯主" and earner.relation in ("妻", "夫"))
        income.dependants += 1
        if spouse:
            income.elderly_spouse = income.elderly_spouse or years >= 70
        elif years >= 70:
            income.elderly_dependants += 1
        elif 16 <= years <= 22:
            income.specific_dependants += 1
