"""Bank business days against the law's own rules, worked out here apart: 国民の祝日に関する法律, 銀行法施行令5条."""

from datetime import date, timedelta

import jpholiday
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.kernel.dated import BeyondHorizon
from sasae.reference.closed_days import (
    HORIZON,
    business_days_after,
    is_business_day,
    is_office_day,
    next_business_day,
    next_office_day,
    office_days_after,
    previous_business_day,
)

DAY = timedelta(days=1)
FIRST, LAST = date(2022, 1, 1), date(2028, 12, 31)
EQUINOXES = {  # the notices of 国立天文台
    2022: ((3, 21), (9, 23)), 2023: ((3, 21), (9, 23)), 2024: ((3, 20), (9, 22)), 2025: ((3, 20), (9, 23)),
    2026: ((3, 20), (9, 23)), 2027: ((3, 21), (9, 23)), 2028: ((3, 20), (9, 22)),
}  # fmt: skip
FIXED = [(1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23)]
MONDAYS = [(1, 2), (7, 3), (9, 3), (10, 2)]
DAYS = st.dates(FIRST, LAST - timedelta(days=30))


def holidays(year):
    """National holidays by art. 2 and 3: the days named, their substitutes, and what lies between two."""
    named = {date(year, *day) for day in [*FIXED, *EQUINOXES[year]]}
    for month, count in MONDAYS:
        first = date(year, month, 1)
        named.add(first + timedelta(days=-first.weekday() % 7 + 7 * (count - 1)))
    substitutes = set()
    for day in named:
        if day.weekday() == 6:
            while day in named:
                day += DAY
            substitutes.add(day)
    between = {day + DAY for day in named if day + 2 * DAY in named} - named
    return named | substitutes | between


HOLIDAYS = {day for year in EQUINOXES for day in holidays(year)}
ALL = [FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1)]


def closed_by_law(day):
    return day.weekday() >= 5 or day in HOLIDAYS or (day.month, day.day) in {(12, 31), (1, 1), (1, 2), (1, 3)}


def test_every_day_of_seven_years_as_the_law_has_it():
    assert [day for day in ALL if is_business_day(day) == closed_by_law(day)] == []


def test_the_holidays_of_the_library_are_those_of_the_law():
    assert {day for day in ALL if jpholiday.is_holiday(day)} == HOLIDAYS


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 9, 22),  # between 敬老の日 and 秋分の日
        date(2026, 5, 6),  # substitute for 憲法記念日 on a Sunday, past two more holidays
        date(2024, 8, 12),  # substitute for 山の日
        date(2027, 3, 22),  # substitute for 春分の日
        date(2025, 12, 31),
        date(2026, 1, 2),
        date(2026, 11, 3),
    ],
)
def test_days_that_are_easily_forgotten(day):
    assert not is_business_day(day)


@pytest.mark.parametrize("day", [date(2025, 12, 30), date(2028, 1, 4), date(2026, 5, 7), date(2026, 9, 24)])
def test_the_days_beside_them_are_worked(day):
    assert is_business_day(day)


def test_the_turn_of_the_year():
    assert next_business_day(date(2026, 12, 31)) == date(2027, 1, 4)
    assert previous_business_day(date(2027, 1, 3)) == date(2026, 12, 30)
    assert business_days_after(date(2026, 12, 29), 2) == date(2027, 1, 4)


def test_golden_week():
    assert next_business_day(date(2026, 5, 2)) == date(2026, 5, 7)
    assert previous_business_day(date(2026, 5, 6)) == date(2026, 5, 1)


@given(DAYS)
def test_a_business_day_is_its_own_and_between_lies_none(day):
    following, before = next_business_day(day), previous_business_day(day)
    assert before <= day <= following
    if is_business_day(day):
        assert before == day == following
    else:
        gap = [before + timedelta(days=offset) for offset in range(1, (following - before).days)]
        assert day in gap
        assert not any(is_business_day(each) for each in gap)


@given(DAYS, st.integers(0, 15))
def test_business_days_are_counted(day, count):
    found = business_days_after(day, count)
    worked = [day + timedelta(days=offset) for offset in range(1, (found - day).days + 1)]
    assert sum(is_business_day(each) for each in worked) == count
    assert count == 0 or is_business_day(found)


def test_the_last_day_of_the_table_is_known_and_the_day_after_is_refused():
    assert is_business_day(HORIZON) is False  # 31 December
    assert is_business_day(HORIZON - 2 * DAY)
    for ask in (is_business_day, next_business_day, previous_business_day):
        with pytest.raises(BeyondHorizon, match="表を更新してください"):
            ask(HORIZON + DAY)


def test_counting_beyond_the_table_is_refused_not_guessed():
    with pytest.raises(BeyondHorizon):
        next_business_day(HORIZON)
    with pytest.raises(BeyondHorizon):
        business_days_after(HORIZON - 5 * DAY, 5)


def test_the_offices_close_two_days_before_the_banks_at_the_years_end():
    apart = {day for day in ALL if is_business_day(day) != is_office_day(day)}
    assert {(day.month, day.day) for day in apart} == {(12, 29), (12, 30)}
    assert not any(is_office_day(day) for day in apart)


@pytest.mark.parametrize(
    ("day", "open_on"),
    [
        (date(2026, 12, 28), date(2026, 12, 28)),
        (date(2026, 12, 29), date(2027, 1, 4)),
        (date(2026, 5, 2), date(2026, 5, 7)),
    ],
)
def test_a_time_limit_ends_on_a_day_the_offices_are_open(day, open_on):
    assert next_office_day(day) == open_on


def test_working_days_are_counted_from_the_day_after():
    assert office_days_after(date(2026, 12, 25), 1) == date(2026, 12, 28)
    assert office_days_after(date(2026, 12, 25), 2) == date(2027, 1, 4)
    assert office_days_after(date(2026, 6, 15), 0) == date(2026, 6, 15)
