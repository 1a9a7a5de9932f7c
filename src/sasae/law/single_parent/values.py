"""The dated values of this scheme, typed and read once. What they mean stands in the YAML beside; rules get them by day."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sasae.kernel.dated import Dated, load_dated
from sasae.law.common.dependents import Additions
from sasae.law.decision import Loss


class AgeLimits(NamedTuple):
    """Ages in completed years."""

    standard: int
    extended: int


class ReasonRule(NamedTuple):
    """How a reason works: years it must have lasted, whether its end is looked at by staff, whether it is none at all."""

    label: str
    note: str = ""
    anniversary: int = 0
    review_at_end: bool = False
    none: bool = False


class SchemeRule(NamedTuple):
    """What another scheme does: `person` excluded, `child_leaves` the family, it `yields` to this one, it `pays_first`."""

    label: str
    effect: str
    loss: str = Loss.OTHER.value


class LimitTable(NamedTuple):
    """One limit table: a column for each way of being tested."""

    parent: Additions
    orphans_caregiver: Additions
    obligor: Additions


class Handling(NamedTuple):
    """Local handling of starts: days of grace after birth or move-in; month and day until which a proof reaches back."""

    grace_days: int
    proof_by: tuple[int, int]


def _reasons(value: Any) -> Mapping[str, ReasonRule]:
    return {code: ReasonRule(**row) for code, row in value.items()}


def _schemes(value: Any) -> Mapping[str, SchemeRule]:
    return {code: SchemeRule(**row) for code, row in value.items()}


def _limit_table(value: Any) -> LimitTable:
    return LimitTable(**{column: Additions(**amounts) for column, amounts in value.items()})


def _table_choice(value: Any) -> Mapping[str, str]:
    return {str(code): str(name) for code, name in value.items()}


def _handling(value: Any) -> Handling:
    month, day = value["proof_by"]
    return Handling(int(value["grace_days"]), (int(month), int(day)))


_PACKAGE = __package__ or ""
AGE_LIMITS: Dated[AgeLimits] = load_dated(_PACKAGE, "age_limits.yaml", lambda value: AgeLimits(**value))
REASONS: Dated[Mapping[str, ReasonRule]] = load_dated(_PACKAGE, "reasons.yaml", _reasons)
SCHEMES: Dated[Mapping[str, SchemeRule]] = load_dated(_PACKAGE, "exclusions.yaml", _schemes)
LIMITS: Mapping[str, Dated[LimitTable]] = {
    name: load_dated(_PACKAGE, f"income_limits_{name.lower()}.yaml", _limit_table) for name in ("A", "B", "C")
}
TABLE_CHOICE: Dated[Mapping[str, str]] = load_dated(_PACKAGE, "income_table_choice.yaml", _table_choice)
DISASTER_END_MONTH: Dated[int] = load_dated(_PACKAGE, "disaster.yaml", int)
HANDLING: Dated[Handling] = load_dated(_PACKAGE, "validity.yaml", _handling)
