"""Every rule and every dated table of the law, in one list; and the version that a decision names."""

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sasae.kernel.dated import Dated, NotInForce
from sasae.law.common import dependents, fiscal_year, income
from sasae.law.decision import Rule
from sasae.law.single_parent import (
    benefit_values,
    claim_insurer,
    claim_papers,
    documents,
    high_cost,
    high_cost_year,
    values,
)
from sasae.law.single_parent.texts import CLAIM_RULES, CLAIM_WORDINGS, RULES, WORDINGS

ALL_RULES: Mapping[str, Rule] = {**RULES, **CLAIM_RULES}
ALL_WORDINGS: Mapping[str, Dated[Rule]] = {**WORDINGS, **CLAIM_WORDINGS}

# Tables read by the day of the decision, by file name.
TABLES: Mapping[str, Dated[Any]] = {
    "common/income_years_back.yaml": fiscal_year.INCOME_YEARS_BACK,
    "common/allowance_year.yaml": fiscal_year.ALLOWANCE_YEAR_BEGINS,
    "single_parent/age_limits.yaml": values.AGE_LIMITS,
    "single_parent/reasons.yaml": values.REASONS,
    "single_parent/exclusions.yaml": values.SCHEMES,
    "single_parent/income_table_choice.yaml": values.TABLE_CHOICE,
    "single_parent/income_limits_a.yaml": values.LIMITS["A"],
    "single_parent/income_limits_b.yaml": values.LIMITS["B"],
    "single_parent/income_limits_c.yaml": values.LIMITS["C"],
    "single_parent/disaster.yaml": values.DISASTER_END_MONTH,
    "single_parent/validity.yaml": values.HANDLING,
    "single_parent/documents.yaml": documents.DOCUMENTS,
    "single_parent/claim.yaml": benefit_values.WINDOW,
    "single_parent/own_share.yaml": benefit_values.OWN_SHARE,
    "single_parent/high_cost_caps.yaml": high_cost.CAPS,
    "single_parent/high_cost_year_caps.yaml": high_cost_year.YEAR_CAPS,
    "single_parent/fringe_benefits.yaml": claim_insurer.FRINGE,
    "single_parent/claim_codes.yaml": claim_papers.CODES,
}

# Tables for reading only: guidance that no decision uses.
GUIDANCE: tuple[str, ...] = (
    "single_parent/allowance_full.yaml",
    "single_parent/disability_tables.yaml",
    "single_parent/endings.yaml",
    "single_parent/salary_guide.yaml",
)

# Tables read by the income year.
INCOME_TABLES: Mapping[str, Dated[Any]] = {
    "common/income_steps.yaml": income.STEPS,
    "common/dependant_ages.yaml": dependents.AGES,
}


@lru_cache(maxsize=4096)
def rule_version(on: date) -> str:
    """A hash of all that is in force on a day, words and values: rows for later days leave past decisions alone."""
    digest = hashlib.sha256()
    for key in sorted(ALL_WORDINGS):
        digest.update(f"{key}={_row(ALL_WORDINGS[key], on)}".encode())
    earned = date(fiscal_year.income_year(on), 12, 31)
    for tables, day in ((TABLES, on), (INCOME_TABLES, earned)):
        for name in sorted(tables):
            digest.update(f"{name}={_row(tables[name], day)}".encode())
    return digest.hexdigest()[:16]


def _row(table: Dated[Any], day: date) -> str:
    try:
        row = table.row_on(day)
    except NotInForce:
        return "-"
    return repr((row.since, row.value, row.source, row.assumed))
