"""Age limits as days, by 年齢計算ニ関スル法律: an age is completed on the day before the anniversary."""

from datetime import date
from functools import lru_cache

from sasae.kernel.ages import day_reaching, school_year_end_on_or_after


@lru_cache(maxsize=65536)  # a city's children share some seven thousand birthdays
def school_year_end_after_reaching(birth: date, years: int) -> date:
    """n歳に達する日以後の最初の3月31日. Born on 1 April 2008: 18 is reached on 31 March 2026, which is the day."""
    return school_year_end_on_or_after(day_reaching(birth, years))


def last_day_under(birth: date, years: int) -> date:
    """The last day of being under an age: the day before the birthday (29 February: the 28th)."""
    return day_reaching(birth, years)


def age_at_year_end(birth: date, year: int) -> int:
    """The age completed on 31 December, counted as tax law does: who is born on 1 January has completed it the day before."""
    day = date(year, 12, 31)
    age = max(0, year - birth.year)
    while day_reaching(birth, age + 1) <= day:
        age += 1
    return age
