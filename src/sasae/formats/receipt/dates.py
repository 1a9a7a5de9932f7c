"""Dates of a receipt file, decided value by value: 5 and 7 digits are 和暦 with an era digit, 6 and 8 are 西暦."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sasae.kernel.period import Month

# era digit: years to add, first day, last day (令和 goes on)
ERAS = {
    "1": (1867, date(1868, 1, 25), date(1912, 7, 29)),
    "2": (1911, date(1912, 7, 30), date(1926, 12, 24)),
    "3": (1925, date(1926, 12, 25), date(1989, 1, 7)),
    "4": (1988, date(1989, 1, 8), date(2019, 4, 30)),
    "5": (2018, date(2019, 5, 1), date.max),
}


class ReadDay(NamedTuple):
    """A day, and whether its era was in force on it."""

    day: date
    era_fits: bool


class ReadMonth(NamedTuple):
    """A month, and whether its era was in force in it."""

    month: Month
    era_fits: bool


@lru_cache(maxsize=8192)
def read_day(text: str) -> ReadDay | None:
    """GYYMMDD or YYYYMMDD; None when it is neither or no such day exists."""
    if not (text.isascii() and text.isdigit() and len(text) in (7, 8)):
        return None
    try:
        if len(text) == 8:
            return ReadDay(date(int(text[:4]), int(text[4:6]), int(text[6:])), True)
        base, first, last = ERAS[text[0]]
        day = date(base + int(text[1:3]), int(text[3:5]), int(text[5:]))
    except (KeyError, ValueError):
        return None
    return ReadDay(day, first <= day <= last)


@lru_cache(maxsize=1024)
def read_month(text: str) -> ReadMonth | None:
    """GYYMM or YYYYMM; None when it is neither or no such month exists."""
    if not (text.isascii() and text.isdigit() and len(text) in (5, 6)):
        return None
    found = read_day(text + "01")
    if found is None:
        return None
    month = Month(found.day.year, found.day.month)
    if len(text) == 6:
        return ReadMonth(month, True)
    _, first, last = ERAS[text[0]]
    return ReadMonth(month, month.last >= first and month.first <= last)
