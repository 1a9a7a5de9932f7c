"""Which function is which rule. A rule without a function, or named like none, stops the import of the rule book."""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from sasae.law.articles import ALL_RULES
from sasae.law.common import dependents, income
from sasae.law.single_parent import (
    benefit,
    claim_insurer,
    claim_papers,
    eligibility,
    examination,
    income_test,
    persons,
    validity,
)

MODULES: tuple[ModuleType, ...] = (
    eligibility,
    persons,
    examination,
    income_test,
    validity,
    claim_insurer,
    claim_papers,
    benefit,
)

# Steps of a calculation have names of their own; all others are called as their rule: child.age is child_age.
STEPS: Mapping[str, Callable[..., Any]] = {
    "income.total": income.total_income,
    "income.excluded": income.excluded_income,
    "income.reduction": income.general_income,
    "income.child_support": income.counted_child_support,
    "income.flat": income.judged_income,
    "income.deductions": income.deductions,
    "income.limit": dependents.limit,
    "claim.positive": benefit.claim_amount,
}


def _function(rule: str) -> Callable[..., Any]:
    if rule in STEPS:
        return STEPS[rule]
    name = rule.replace(".", "_")
    for module in MODULES:
        found: Callable[..., Any] | None = getattr(module, name, None)
        if found is not None:
            return found
    raise LookupError(f"規定 {rule} の関数 {name} がありません。")


FUNCTIONS: Mapping[str, Callable[..., Any]] = {rule: _function(rule) for rule in ALL_RULES}


def name_of(rule: str) -> str:
    """eligibility.child_age."""
    function = FUNCTIONS[rule]
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
