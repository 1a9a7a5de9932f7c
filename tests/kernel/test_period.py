"""Periods have both their ends; months know their days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.kernel.period import Month, Period

DAY = timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))
PERIODS = st.builds(
    lambda first, length: Period(first, None if length is None else first + timedelta(days=length)),
    DAYS,
    st.none() | st.integers(0, 400),
)


def test_both_ends_are_in():
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert [year.contains(day) for day in (year.first - DAY, year.first, year.last, year.last + DAY)] == [
        False,
        True,
        True,
        False,
    ]
    assert year.days == 365


def test_an_open_period_does_not_end():
    since = Period(date(2026, 4, 1))
    assert since.contains(date(9999, 12, 31))
    assert not since.contains(date(2026, 3, 31))
    with pytest.raises(ValueError, match="終わりのない"):
        _ = since.days
    with pytest.raises(ValueError, match="終わりのない"):
        list(since)


def test_a_period_of_one_day_is_one_and_of_less_is_none():
    day = date(2026, 4, 1)
    assert list(Period(day, day)) == [day]
    with pytest.raises(ValueError, match="初日（2026-04-01）より前"):
        Period(day, day - DAY)


def test_periods_that_meet_on_a_day_share_it():
    march, rest = Period(date(2026, 3, 1), date(2026, 3, 31)), Period(date(2026, 3, 31))
    assert march.intersect(rest) == Period(date(2026, 3, 31), date(2026, 3, 31))
    assert not march.overlaps(Period(date(2026, 4, 1)))


@given(PERIODS, PERIODS, DAYS)
def test_a_day_is_in_the_intersection_exactly_when_it_is_in_both(one, other, day):
    both = one.intersect(other)
    assert (both is not None and both.contains(day)) == (one.contains(day) and other.contains(day))
    assert both == other.intersect(one)


@given(st.integers(0, 400), DAYS)
def test_the_days_counted_are_the_days_there_are(length, first):
    period = Period(first, first + timedelta(days=length))
    days = list(period)
    assert len(days) == period.days == len(set(days)) == length + 1
    assert all(period.contains(day) for day in days)


def test_months_know_their_last_day():
    assert Month(2024, 2).last == date(2024, 2, 29)
    assert Month(2026, 2).last == date(2026, 2, 28)
    assert Month(2026, 12).last == date(2026, 12, 31)


@given(DAYS, st.integers(-500, 500))
def test_months_are_counted_there_and_back(day, months):
    month = Month.of(day)
    assert month.plus(months).plus(-months) == month
    assert Month.parse(str(month)) == month
    assert month.first <= day <= month.last
    assert month.plus(1).first - month.last == DAY


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "0000-01", "2026-1", "202601", "２０２６-01", "2026-01-01", ""])
def test_what_is_no_month(text):
    with pytest.raises(ValueError, match="月"):
        Month.parse(text)
