"""Days of a debt: due, reminded, limited. Values are dated; the arithmetic is here. No database."""

from collections.abc import Mapping
from datetime import date, timedelta

from sasae.kernel.dated import load_dated
from sasae.reference.closed_days import HORIZON, is_business_day

TERMS = load_dated(__package__, "terms.yaml", parse=dict)
ONE_DAY = timedelta(days=1)


def terms_on(day: date) -> Mapping[str, int]:
    """The terms in force on a day."""
    return TERMS.on(day)


def due_after(day: date, days: int) -> date:
    """So many days later; a day the banks are closed moves to the next they are open.

    Beyond the table of closed days (the last instalments of a long plan) the day stands as it is; the law moves it (民法142条).
    """
    due = day + timedelta(days=days)
    while due <= HORIZON and not is_business_day(due):
        due += ONE_DAY
    return due


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February, in a year without one: the month's last day (民法143条2項ただし書)
        return date(day.year + years, 3, 1)


def last_day(before: date, years: int) -> date:
    """The last day of a period that runs from the day after `before` (民法140条・143条).

    Due on 31 July 2026, five years: begins on 1 August 2026, ends with 31 July 2031.
    """
    return _years_later(before + ONE_DAY, years) - ONE_DAY


def months_later(day: date, months: int) -> date:
    """The last day of so many months that run from the day after (民法143条): of 31 August, six months, 28 February."""
    first = day + ONE_DAY
    index = first.year * 12 + first.month - 1 + months
    year, month = index // 12, index % 12 + 1
    end = _in_month(year, month, first.day)
    return end - ONE_DAY if end.day == first.day else end


def split(yen: int, count: int) -> list[int]:
    """A debt in so many instalments, to the yen: all alike, the last takes what is left over."""
    each = yen // count
    return [each] * (count - 1) + [yen - each * (count - 1)]


def monthly(first: date, count: int) -> list[date]:
    """Due days a month apart, from the first on: the same day, or the month's last; moved to a day the banks are open."""
    days = []
    for place in range(count):
        year, month = divmod(first.year * 12 + first.month - 1 + place, 12)
        days.append(due_after(_in_month(year, month + 1, first.day), 0))
    return days


def _in_month(year: int, month: int, day: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(following - ONE_DAY, date(year, month, min(day, 28)) + timedelta(days=max(day - 28, 0)))
