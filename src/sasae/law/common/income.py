"""所得の額: steps 1 to 4 of 児童扶養手当法施行令 3条・4条. All amounts in whole yen; sources L1, K2."""

from datetime import date
from typing import Any, NamedTuple

from sasae.kernel.dated import Dated, load_dated
from sasae.kernel.yen import round_half_up
from sasae.law.case import Income


class Steps(NamedTuple):
    """The amounts of one income year, yen; None where a deduction does not exist in that year."""

    salary_pension_reduction: int
    flat: int
    child_support_percent: int
    disabled: int
    special_disabled: int
    widow: int
    special_widow: int | None
    single_parent: int | None
    working_student: int
    spouse_special_max: int


def _steps(value: Any) -> Steps:
    return Steps(**value)


STEPS: Dated[Steps] = load_dated(__package__ or "", "income_steps.yaml", _steps)


class JudgedIncome(NamedTuple):
    """判定所得 and how it came about, yen."""

    total: int
    child_support: int
    flat: int
    deductions: int
    judged: int


def steps_of(income_year: int) -> Steps:
    """The amounts that apply to income earned in a calendar year. Raises NotInForce before the table begins."""
    return STEPS.on(date(income_year, 12, 31))


def general_income(income: Income, steps: Steps) -> int:
    """総所得金額: salary and public pension together, reduced, never below 0; then the rest, which may be a loss."""
    reduced = income.salary + income.public_pension - steps.salary_pension_reduction
    return (reduced if reduced > 0 else 0) + income.other_general - excluded_income(income)


def excluded_income(income: Income) -> int:
    """算入しない所得: 高等職業訓練修了支援給付金, as far as other income holds it.

    Non-taxable income never enters the figures of resident tax.
    """
    return min(income.training_benefit, max(0, income.other_general)) if income.training_benefit else 0


def total_income(income: Income, steps: Steps) -> int:
    """Step 1: losses are set off; each capital gain, and the whole, are never below 0."""
    return max(
        0,
        general_income(income, steps)
        + income.retirement
        + income.forestry
        + income.land_business
        + _gain(income.long_term_gain, income.long_term_special_deduction)
        + _gain(income.short_term_gain, income.short_term_special_deduction)
        + income.futures
        + income.special_interest_dividends
        + income.treaty_interest_dividends,
    )


def _gain(gain: int, special_deduction: int) -> int:
    left = gain - special_deduction
    return left if left > 0 else 0


def counted_child_support(income: Income, steps: Steps) -> int:
    """Step 2: the share of the year's child support that counts, rounded half up once."""
    return round_half_up(income.child_support * steps.child_support_percent, 100) if income.child_support else 0


def deductions(income: Income, steps: Steps, *, as_parent: bool) -> int:
    """Step 4. Widow's and single parent's deductions are for nobody tested as mother or father."""
    amount = (
        income.casualty_loss_deduction
        + income.medical_deduction
        + income.mutual_aid_deduction
        + min(income.spouse_special_deduction, steps.spouse_special_max)
        + income.disabled_count * steps.disabled
        + income.special_disabled_count * steps.special_disabled
        + income.beef_cattle_exempt
    )
    if income.working_student:
        amount += steps.working_student
    return amount if as_parent else amount + _family_deduction(income, steps)


def _family_deduction(income: Income, steps: Steps) -> int:
    if income.special_widow and steps.special_widow is not None:
        return steps.special_widow
    if income.single_parent and steps.single_parent is not None:
        return steps.single_parent
    return steps.widow if income.widow else 0


def judged_income(income: Income, steps: Steps, *, as_parent: bool) -> JudgedIncome:
    """Steps 1 to 4; the result is never below 0. `as_parent`: tested as the father or mother of the child."""
    total = total_income(income, steps)
    support = counted_child_support(income, steps) if as_parent else 0
    less = deductions(income, steps, as_parent=as_parent)
    return JudgedIncome(total, support, steps.flat, less, max(0, total + support - steps.flat - less))
