"""Days on which banks, and the city's offices, are closed.

Bank business days: not Saturdays, Sundays, national holidays, nor 31 December to 3 January (銀行法施行令5条).

Source of the holidays: package jpholiday, which follows 国民の祝日に関する法律 and each year's notice of the equinoxes.
Refreshed by a newer version of the package; HORIZON is moved when its table was checked against the notice.
"""

from collections.abc import Container
from datetime import date, timedelta

import jpholiday

from sasae.kernel.dated import BeyondHorizon

HORIZON = date(2028, 12, 31)


def is_business_day(day: date) -> bool:
    """Whether banks work on a day. Raises BeyondHorizon past HORIZON."""
    if day > HORIZON:
        raise BeyondHorizon(f"休業日の表は {HORIZON} までです。表を更新してください。")
    new_year = (day.month, day.day) in {(12, 31), (1, 1), (1, 2), (1, 3)}
    return not (new_year or day.weekday() >= 5 or jpholiday.is_holiday(day))


def next_business_day(day: date) -> date:
    """The day itself if banks work on it, else the first one after it."""
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def previous_business_day(day: date) -> date:
    """The day itself if banks work on it, else the last one before it."""
    while not is_business_day(day):
        day -= timedelta(days=1)
    return day


def business_days_after(day: date, count: int) -> date:
    """The count-th business day after a day."""
    for _ in range(count):
        day = next_business_day(day + timedelta(days=1))
    return day


def is_office_day(day: date, closed: Container[date] = ()) -> bool:
    """Whether the city's offices are open (地方自治法4条の2): not Saturdays, Sundays, holidays, 29 December to 3 January.

    `closed`: further days on which this city's offices are closed. Raises BeyondHorizon past HORIZON.
    """
    return is_business_day(day) and (day.month, day.day) not in {(12, 29), (12, 30)} and day not in closed


def office_days_after(day: date, count: int, closed: Container[date] = ()) -> date:
    """The count-th day after a day on which the offices are open."""
    for _ in range(count):
        day = next_office_day(day + timedelta(days=1), closed)
    return day


def next_office_day(day: date, closed: Container[date] = ()) -> date:
    """The day itself if the offices are open, else the first one after it: where a time limit ends (同条4項)."""
    while not is_office_day(day, closed):
        day += timedelta(days=1)
    return day
