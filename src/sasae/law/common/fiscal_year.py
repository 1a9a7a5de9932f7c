"""Years: the certificate's calendar year, the income year judged in it, the resident-tax year that shows it."""

from datetime import date

from sasae.kernel.dated import Dated, load_dated

INCOME_YEARS_BACK: Dated[int] = load_dated(__package__ or "", "income_years_back.yaml", int)
ALLOWANCE_YEAR_BEGINS: Dated[int] = load_dated(__package__ or "", "allowance_year.yaml", int)


def certificate_year(on: date) -> int:
    """医療証の年: the calendar year."""
    return on.year


def income_year(on: date) -> int:
    """前々年: the certificate of year Y is judged by what was earned in January to December of Y-2."""
    return certificate_year(on) - INCOME_YEARS_BACK.on(on)


def allowance_income_year(on: date) -> int:
    """児童扶養手当: last year's income from November to the next October. In November and December not the one judged here."""
    return on.year - 1 if on.month >= ALLOWANCE_YEAR_BEGINS.on(on) else on.year - 2


def tax_year(income_of: int) -> int:
    """課税年度: resident tax of year N+1 shows the income of year N."""
    return income_of + 1


def first_day(year: int) -> date:
    return date(year, 1, 1)


def last_day(year: int) -> date:
    return date(year, 12, 31)
