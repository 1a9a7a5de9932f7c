"""Ages by 年齢計算ニ関スル法律: counted from the day of birth, a year ends the day before the birthday."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.kernel.ages import age_on, birthday, day_reaching, school_year_end_on_or_after

DAY = timedelta(days=1)
BIRTHS = st.dates(date(1900, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("birth", "years", "last_day_under", "day"),
    [
        (date(2008, 4, 1), 18, date(2026, 3, 30), date(2026, 3, 31)),  # 早生まれ: complete before the school year ends
        (date(2008, 4, 2), 18, date(2026, 3, 31), date(2026, 4, 1)),
        (date(2008, 2, 29), 18, date(2026, 2, 27), date(2026, 2, 28)),
        (date(2008, 2, 29), 16, date(2024, 2, 27), date(2024, 2, 28)),
        (date(2008, 3, 1), 16, date(2024, 2, 28), date(2024, 2, 29)),
        (date(2008, 3, 1), 18, date(2026, 2, 27), date(2026, 2, 28)),
        (date(2000, 1, 1), 27, date(2026, 12, 30), date(2026, 12, 31)),
        (date(1999, 12, 31), 20, date(2019, 12, 29), date(2019, 12, 30)),
    ],
)
def test_a_year_is_complete_the_day_before_the_birthday(birth, years, last_day_under, day):
    assert age_on(birth, last_day_under) == years - 1
    assert age_on(birth, day) == years
    assert day_reaching(birth, years) == day


def test_who_was_born_on_the_leap_day_has_it_on_the_first_of_march():
    assert birthday(date(2008, 2, 29), 1) == date(2009, 3, 1)
    assert birthday(date(2008, 2, 29), 4) == date(2012, 2, 29)
    assert birthday(date(1896, 2, 29), 4) == date(1900, 3, 1)  # 1900 had no leap day


@pytest.mark.parametrize(("day", "age"), [(date(2026, 6, 14), -1), (date(2026, 6, 15), 0), (date(2027, 6, 13), 0)])
def test_the_first_year(day, age):
    assert age_on(date(2026, 6, 15), day) == age


@pytest.mark.parametrize(
    ("birth", "end"),
    [
        (date(2008, 4, 1), date(2026, 3, 31)),
        (date(2008, 4, 2), date(2027, 3, 31)),
        (date(2009, 3, 31), date(2027, 3, 31)),
        (date(2009, 4, 1), date(2027, 3, 31)),
        (date(2008, 2, 29), date(2026, 3, 31)),
    ],
)
def test_a_child_stays_until_the_school_year_ends_in_which_it_turns_eighteen(birth, end):
    assert school_year_end_on_or_after(day_reaching(birth, 18)) == end


def test_the_last_day_of_march_is_its_own_end():
    assert school_year_end_on_or_after(date(2026, 3, 31)) == date(2026, 3, 31)
    assert school_year_end_on_or_after(date(2026, 4, 1)) == date(2027, 3, 31)


@given(BIRTHS, st.integers(0, 60))
def test_the_age_goes_up_on_that_day_and_on_no_other(birth, years):
    day = day_reaching(birth, years)
    assert age_on(birth, day + DAY) == years
    if years:
        assert age_on(birth, day) == years
        assert age_on(birth, day - DAY) == years - 1


@given(BIRTHS, st.integers(0, 40_000))
def test_the_age_is_one_more_or_the_same_the_next_day(birth, days):
    day = birth + timedelta(days=days)
    assert age_on(birth, day + DAY) - age_on(birth, day) in (0, 1)
