"""高額療養費: the month's cap by class, what a household counts together, and the benefit to be expected. Whole yen.

The benefit itself is the insurer's to decide. What is worked out here only says whether one is likely open.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sasae.kernel.ages import day_reaching
from sasae.kernel.dated import Dated, load_dated
from sasae.kernel.period import Month


class Cap(NamedTuple):
    """One class. Above `over` of total cost one per cent is added (0: none); `many` from the fourth month in twelve."""

    base: int
    over: int
    many: int
    outpatient: int


class Caps(NamedTuple):
    """The caps in force. `counted_from`: what a bill of somebody under 70 must reach to count for the household."""

    counted_from: int
    many_after: int
    under70: Mapping[str, Cap]
    from70: Mapping[str, Cap]


def _caps(value: Any) -> Caps:
    classes = {age: {name: Cap(**cap) for name, cap in value[age].items()} for age in ("under70", "from70")}
    return Caps(value["counted_from"], value["many_after"], **classes)


CAPS: Dated[Caps] = load_dated(__package__ or "", "high_cost_caps.yaml", _caps)


class Bill(NamedTuple):
    """One person's charge at one provider in one month: insured self-pay without meals, and 総医療費. Yen."""

    birth: date
    self_pay: int
    total_cost: int


class Expected(NamedTuple):
    """What counts, the cap, and what would lie above it."""

    counted: int
    cap: int
    benefit: int


def is_elderly(birth: date, month: Month) -> bool:
    """70 counts from the month after it is reached (born on the 1st: from that month)."""
    return month.first > Month.of(day_reaching(birth, 70)).last


def classes(birth: date, month: Month) -> Mapping[str, Cap]:
    """適用区分 of somebody's age in a month."""
    caps = CAPS.on(month.first)
    return caps.from70 if is_elderly(birth, month) else caps.under70


def cap_of(cap: Cap, total_cost: int, months_before: int, many_after: int) -> int:
    """The month's cap of a class. The one per cent is rounded half up to a yen."""
    if months_before >= many_after:
        return cap.many
    above = max(0, total_cost - cap.over) if cap.over else 0
    return cap.base + (above + 50) // 100


def least_cap(cap: Cap, total_cost: int, months_before: int, many_after: int) -> int:
    """The same, or the cap of a person of 70 and older for care outside hospitals where that is less."""
    whole = cap_of(cap, total_cost, months_before, many_after)
    return min(whole, cap.outpatient) if cap.outpatient else whole


def lowest_cap(birth: date, month: Month, months_before: int = 0) -> int:
    """The least self-pay at which a benefit may arise in any class: what is asked while the class is not known."""
    caps = CAPS.on(month.first)
    return min(least_cap(cap, 0, months_before, caps.many_after) for cap in classes(birth, month).values())


def counted(bills: Iterable[Bill], month: Month) -> list[Bill]:
    """世帯合算: bills of 21,000 yen and more under 70, all of those of 70 and older."""
    least = CAPS.on(month.first).counted_from
    return [bill for bill in bills if bill.self_pay >= least or is_elderly(bill.birth, month)]


def expected(bills: Iterable[Bill], month: Month, cap_class: str, months_before: int = 0) -> Expected:
    """What lies above the cap of a class for one household and month, all bills together. Raises KeyError for no class."""
    caps = CAPS.on(month.first)
    found = counted(bills, month)
    if not found:
        return Expected(0, 0, 0)
    paid, cost = sum(bill.self_pay for bill in found), sum(bill.total_cost for bill in found)
    cap = cap_of(classes(found[0].birth, month)[cap_class], cost, months_before, caps.many_after)
    return Expected(paid, cap, max(0, paid - cap))


def most_expected(bills: Iterable[Bill], month: Month, months_before: int = 0) -> Expected:
    """The same in the class that gives most: as long as the class is not known, not more than this."""
    found = counted(bills, month)
    if not found:
        return Expected(0, 0, 0)
    told = (expected(found, month, name, months_before) for name in classes(found[0].birth, month))
    return max(told, key=lambda one: one.benefit)
