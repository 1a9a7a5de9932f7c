"""高額療養費: the month's cap by class, what a household counts together, and the benefit to be expected. Whole yen.

The benefit itself is the insurer's to decide. What is worked out here only says whether one is likely open.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sasae.kernel.ages import day_reaching
from sasae.kernel.dated import Dated, load_dated
from sasae.kernel.period import Month


class Cap(NamedTuple):
    """One class. Above `over` of total cost one per cent is added (0: none); `many` from the fourth month in twelve.

    `outpatient`: a person's own cap for care outside hospitals (0: none). `same`: the classes of those under 70 that a
    household of this class of 70 and older has.
    """

    base: int
    over: int
    many: int
    outpatient: int
    same: Sequence[str] = ()


class Caps(NamedTuple):
    """The caps in force. `counted_from`: what a bill of somebody under 70 must reach to count for the household."""

    counted_from: int
    many_after: int
    under70: Mapping[str, Cap]
    from70: Mapping[str, Cap]


def _caps(value: Any) -> Caps:
    classes = {age: {name: Cap(**cap) for name, cap in value[age].items()} for age in ("under70", "from70")}
    if {name for cap in classes["from70"].values() for name in cap.same} != set(classes["under70"]):
        raise ValueError("every class under 70 is the same as one of 70 and older")
    return Caps(value["counted_from"], value["many_after"], **classes)


CAPS: Dated[Caps] = load_dated(__package__ or "", "high_cost_caps.yaml", _caps)


class Bill(NamedTuple):
    """One person's charge at one provider in one month: insured self-pay without meals, and 総医療費. Yen.

    `person` tells the persons of a household apart.
    """

    birth: date
    self_pay: int
    total_cost: int
    outpatient: bool = True
    person: int = 0


class Expected(NamedTuple):
    """What counts, the cap (where there is a benefit: what stays with the household), and what would lie above it."""

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
    """What lies above the caps of a class for one household and month, all bills together. Raises KeyError for no class.

    A class of either age names the other's as well; where it leaves two open, the one that gives most.
    """
    found = [pair for pair in pairs(CAPS.on(month.first)) if cap_class in pair]
    if not found:
        raise KeyError(cap_class)
    return _most(bills, month, found, months_before)


def most_expected(bills: Iterable[Bill], month: Month, months_before: int = 0) -> Expected:
    """The same in the class that gives most: as long as the class is not known, not more than this."""
    return _most(bills, month, list(pairs(CAPS.on(month.first))), months_before)


def pairs(caps: Caps) -> Iterator[tuple[str, str]]:
    """Which classes under 70 and from 70 on a household can have at once."""
    for old, cap in caps.from70.items():
        for young in cap.same:
            yield young, old


def _most(bills: Iterable[Bill], month: Month, known: Sequence[tuple[str, str]], months_before: int) -> Expected:
    found = counted(bills, month)
    if not found:
        return Expected(0, 0, 0)
    caps = CAPS.on(month.first)
    told = (above(found, month, caps, caps.under70[young], caps.from70[old], months_before) for young, old in known)
    return max(told, key=lambda one: one.benefit)


def above(found: Sequence[Bill], month: Month, caps: Caps, young: Cap, old: Cap, months_before: int) -> Expected:
    """In the order of the decree: each old person's care outside hospitals, what the old have left, the whole household."""
    elderly = [bill for bill in found if is_elderly(bill.birth, month)]
    others = [bill for bill in found if not is_elderly(bill.birth, month)]
    outside: dict[int, int] = {}
    for bill in elderly:
        if bill.outpatient and old.outpatient:
            outside[bill.person] = outside.get(bill.person, 0) + bill.self_pay
    left = _paid(elderly) - sum(max(0, yen - old.outpatient) for yen in outside.values())
    cap = cap_of(old, _cost(elderly), months_before, caps.many_after)
    left = min(left, cap)
    if others:
        cap = cap_of(young, _cost(found), months_before, caps.many_after)
        left = min(left + _paid(others), cap)
    paid = _paid(found)
    return Expected(paid, left if left < paid else cap, paid - left)


def _paid(bills: Sequence[Bill]) -> int:
    return sum(bill.self_pay for bill in bills)


def _cost(bills: Sequence[Bill]) -> int:
    return sum(bill.total_cost for bill in bills)
