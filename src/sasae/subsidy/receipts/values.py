"""The dated values adjudication goes by: schemes that exclude, what is plausible, which lines a person looks at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sasae.kernel.dated import NotInForce, load_dated
from sasae.kernel.period import Month
from sasae.law.single_parent.benefit import last_claim_day
from sasae.law.single_parent.high_cost import CAPS, Cap


@dataclass(frozen=True)
class Plausible:
    """The most a receipt of one point table shows without a person looking: yen a receipt, yen a day."""

    receipt: int
    day: int


@dataclass(frozen=True)
class Values:
    """What is in force for a month of treatment."""

    month: Month
    excluding: frozenset[str]
    first: frozenset[str]
    plausible: dict[str, Plausible]
    window_yen: int
    one_in: int
    seed: str
    always_from: int
    cap: int
    caps: Mapping[str, Cap]
    last_claim: date


def _plausible(value: dict[str, Any]) -> dict[str, Plausible]:
    return {key: Plausible(**told) for key, told in value.items()}


SCHEMES = load_dated(__package__, "schemes.yaml")
PLAUSIBLE = load_dated(__package__, "plausible.yaml", _plausible)
WINDOW_YEN = load_dated(__package__, "window.yaml", int)
SAMPLING = load_dated(__package__, "sampling.yaml")


@lru_cache(maxsize=256)
def values_of(month: Month) -> Values:
    """The values of a month. Raises NotInForce before the tables begin."""
    day: date = month.first
    schemes, sampling = SCHEMES.on(day), SAMPLING.on(day)
    return Values(
        month=month,
        excluding=frozenset(schemes["excluding"]),
        first=frozenset(schemes["first"]),
        plausible=PLAUSIBLE.on(day),
        window_yen=WINDOW_YEN.on(day),
        one_in=sampling["one_in"],
        seed=sampling["seed"],
        always_from=sampling["always_from_yen"],
        cap=lowest_cap(month),
        caps=CAPS.on(month.first).under70,
        last_claim=_last_claim(month),
    )


def _last_claim(month: Month) -> date:
    """The last day a claim for the month is in time; long ago, by no rule at all."""
    try:
        return last_claim_day(month)
    except NotInForce:
        return date.min


def lowest_cap(month: Month) -> int:
    """The lowest monthly cap of 高額療養費 of any class under 70: above it a benefit may be open."""
    return min(cap.base for cap in CAPS.on(month.first).under70.values())
