"""Ages as 年齢計算ニ関スル法律 counts them: from the day of birth, a year ending the day before the birthday."""

from datetime import date, timedelta


def birthday(birth: date, n: int) -> date:
    """The n-th birthday. Who was born on 29 February has it on 1 March of other years (民法143条2項)."""
    try:
        return birth.replace(year=birth.year + n)
    except ValueError:
        return date(birth.year + n, 3, 1)


def day_reaching(birth: date, n: int) -> date:
    """The day at whose end a person completes n years: the day before the n-th birthday."""
    return birthday(birth, n) - timedelta(days=1)


def age_on(birth: date, day: date) -> int:
    """Years completed by the end of the day; -1 before birth."""
    if day < birth:
        return -1
    following = day + timedelta(days=1)  # a year ends the day before the birthday: ask of the day after
    years = following.year - birth.year
    return years if birthday(birth, years) <= following else years - 1


def school_year_end_on_or_after(day: date) -> date:
    """The first 31 March on or after a day."""
    end = date(day.year, 3, 31)
    return end if day <= end else date(day.year + 1, 3, 31)
