"""高額療養費の年間上限: what a household still bears from August to July after each month's benefit, and the cap on it.

As with the month, the benefit is the insurer's to decide; what is worked out here only says whether one is likely. Yen.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sasae.kernel.dated import Dated, load_dated
from sasae.kernel.period import Month
from sasae.law.single_parent.high_cost import CAPS, Bill, Expected, above, counted, is_elderly, pairs


class YearCaps(NamedTuple):
    """`starts`: the month in which a year begins. `whole`: of a class, the caps it may have, by income; none: no such cap.
    `outpatient`: of the classes of 70 and older, a person's own cap for care outside hospitals.
    """

    starts: int
    whole: Mapping[str, Sequence[int]]
    outpatient: Mapping[str, int]


def _year_caps(value: Any) -> YearCaps:
    return YearCaps(**value)


YEAR_CAPS: Dated[YearCaps] = load_dated(__package__ or "", "high_cost_year_caps.yaml", _year_caps)


class YearMonth(NamedTuple):
    """A household's bills of one month. `refunded`: what the insurer said it pays for the month; None where it is not known."""

    month: Month
    bills: Sequence[Bill]
    refunded: int | None = None


def year_of(month: Month) -> tuple[Month, Month]:
    """The first and the last month of the year a month counts in: August to July."""
    starts = YEAR_CAPS.on(month.first).starts
    first = Month(month.year if month.month >= starts else month.year - 1, starts)
    return first, first.plus(11)


def year_expected(year: Iterable[YearMonth], cap_class: str = "") -> Expected:
    """What lies above the year's cap for one household: `counted` is what is left after each month's benefit.

    Without a class, or where it leaves the cap open, the one that gives most. Raises ValueError for months of two years,
    KeyError for no class.
    """
    months = sorted(year, key=lambda one: one.month)
    if not months:
        return Expected(0, 0, 0)
    if len({year_of(one.month) for one in months}) > 1:
        raise ValueError(f"months of two years: {months[0].month}, {months[-1].month}")
    known = [pair for pair in pairs(CAPS.on(months[0].month.first)) if not cap_class or cap_class in pair]
    if not known:
        raise KeyError(cap_class)
    return max((_of_classes(months, *pair) for pair in known), key=lambda one: (one.benefit, -one.cap))


def _of_classes(months: Sequence[YearMonth], young: str, old: str) -> Expected:
    caps = YEAR_CAPS.on(months[0].month.first)
    left = before = 0
    outside: dict[int, int] = {}
    for one in months:
        table = CAPS.on(one.month.first)
        bills = counted(one.bills, one.month)
        told = above(bills, one.month, table, table.under70[young], table.from70[old], before)
        benefit = told.benefit if one.refunded is None else min(one.refunded, told.counted)
        before += benefit > 0
        left += told.counted - benefit
        for person, yen in _outside(bills, one.month).items():
            outside[person] = outside.get(person, 0) + min(yen, table.from70[old].outpatient or yen)
    own = caps.outpatient.get(old, 0)
    first = min(left, sum(max(0, yen - own) for yen in outside.values())) if own else 0
    name = young if any(not is_elderly(bill.birth, one.month) for one in months for bill in one.bills) else old
    cap = min(caps.whole.get(name, ()), default=None)
    more = 0 if cap is None else max(0, left - first - cap)
    return Expected(left, own if cap is None or (first and not more) else cap, first + more)


def _outside(bills: Iterable[Bill], month: Month) -> dict[int, int]:
    """What each person of 70 and older paid for care outside hospitals."""
    found: dict[int, int] = {}
    for bill in bills:
        if bill.outpatient and is_elderly(bill.birth, month):
            found[bill.person] = found.get(bill.person, 0) + bill.self_pay
    return found
