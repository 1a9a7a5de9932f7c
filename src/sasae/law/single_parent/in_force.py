"""The law in force on one day: every value a decision of that day reads, picked from the dated tables once.

Rules take it as an argument, so that the same rules answer for other values as well (`whatif`).
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sasae.kernel.dated import NotInForce
from sasae.law.articles import rule_version
from sasae.law.common.fiscal_year import certificate_year, first_day, income_year, last_day
from sasae.law.common.income import Steps, steps_of
from sasae.law.single_parent import values
from sasae.law.single_parent.values import AgeLimits, Handling, LimitTable, ReasonRule, SchemeRule


class InForce(NamedTuple):
    """`first_day` and `last_day` are those of the certificate year; `steps` belong to the income year judged in it."""

    on: date
    first_day: date
    last_day: date
    income_year: int
    ages: AgeLimits
    reasons: Mapping[str, ReasonRule]
    schemes: Mapping[str, SchemeRule]
    table_choice: Mapping[str, str]
    limits: Mapping[str, LimitTable]
    disaster_end_month: int
    handling: Handling
    steps: Steps
    version: str

    def table_of(self, municipality: str) -> str:
        """Which limit table a municipality uses: its own code's, else its prefecture's, else the national one."""
        known = self.table_choice.get(municipality)
        if known is not None:
            return known
        return self.table_choice[max((code for code in self.table_choice if municipality.startswith(code)), key=len)]

    def limits_of(self, table: str) -> LimitTable:
        """Raises NotInForce for a table that is not in force on the day."""
        found = self.limits.get(table)
        return values.LIMITS[table].on(self.on) if found is None else found


@lru_cache(maxsize=4096)
def law_on(on: date) -> InForce:
    """Raises NotInForce when the day, or the income year it needs, lies before the tables begin."""
    year = certificate_year(on)
    earned = income_year(on)
    return InForce(
        on=on,
        first_day=first_day(year),
        last_day=last_day(year),
        income_year=earned,
        ages=values.AGE_LIMITS.on(on),
        reasons=values.REASONS.on(on),
        schemes=values.SCHEMES.on(on),
        table_choice=values.TABLE_CHOICE.on(on),
        limits=_limits(on),
        disaster_end_month=values.DISASTER_END_MONTH.on(on),
        handling=values.HANDLING.on(on),
        steps=steps_of(earned),
        version=rule_version(on),
    )


def _limits(on: date) -> Mapping[str, LimitTable]:
    found = {}
    for name, table in values.LIMITS.items():
        try:
            found[name] = table.on(on)
        except NotInForce:
            continue  # a municipality that uses it on this day raises when it is asked for
    return found
