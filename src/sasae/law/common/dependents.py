"""扶養親族等: counting by kind on 31 December, and what they add to a limit. Persons and yen; source L1, K2."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sasae.kernel.dated import Dated, load_dated
from sasae.law.case import Dependants
from sasae.law.common.ages import age_at_year_end


class Ages(NamedTuple):
    """Ages completed on 31 December at which a dependant changes kind. None: non-residents count at every age."""

    elderly_from: int
    specific_from: int
    specific_to: int
    deductible_from: int
    deductible_to: int
    non_resident_from: int | None
    non_resident_to: int | None


class Additions(NamedTuple):
    """One column of a limit table, yen."""

    base: int
    per_dependant: int
    elderly: int
    elderly_spouse: int
    specific: int
    all_elderly: int


class Dependant(NamedTuple):
    """One dependant as the register or a paper shows them. `maintained`: 生計維持児童, no tax dependant."""

    birth: date
    spouse: bool = False
    maintained: bool = False
    non_resident: bool = False


def _ages(value: Any) -> Ages:
    return Ages(**value)


AGES: Dated[Ages] = load_dated(__package__ or "", "dependant_ages.yaml", _ages)


def is_elderly(birth: date, income_year: int) -> bool:
    """老人: 70 or older on 31 December."""
    return age_at_year_end(birth, income_year) >= AGES.on(date(income_year, 12, 31)).elderly_from


def is_specific(birth: date, income_year: int) -> bool:
    """特定扶養親族 (19 to 22), or 控除対象扶養親族 of 16 to 18."""
    ages = AGES.on(date(income_year, 12, 31))
    age = age_at_year_end(birth, income_year)
    return ages.specific_from <= age <= ages.specific_to or ages.deductible_from <= age <= ages.deductible_to


def is_counted(dependant: Dependant, income_year: int) -> bool:
    """Certain non-residents of 30 to 69 are no 控除対象扶養親族 and do not count."""
    ages = AGES.on(date(income_year, 12, 31))
    first, last = ages.non_resident_from, ages.non_resident_to
    if not dependant.non_resident or dependant.spouse or first is None or last is None:
        return True
    return not first <= age_at_year_end(dependant.birth, income_year) <= last


def count_dependants(dependants: Iterable[Dependant], income_year: int) -> Dependants:
    """The counts a limit needs. A spouse is no 扶養親族: of 70 or older they count as 老人同一生計配偶者 only."""
    counted = [d for d in dependants if is_counted(d, income_year)]
    of_tax = [d for d in counted if not d.maintained]
    relatives = [d for d in of_tax if not d.spouse]
    return Dependants(
        total=len(of_tax),
        elderly=sum(is_elderly(d.birth, income_year) for d in relatives),
        elderly_spouse=sum(d.spouse and is_elderly(d.birth, income_year) for d in of_tax),
        specific=sum(is_specific(d.birth, income_year) for d in relatives),
        maintained=sum(d.maintained for d in counted),
    )


def limit(column: Additions, dependants: Dependants, *, counts_maintained: bool) -> int:
    """限度額. Where all 扶養親族等 are elderly one of them brings no addition (表による); 生計維持児童 do not matter there."""
    count = dependants.total + (dependants.maintained if counts_maintained else 0)
    amount = (
        column.base
        + column.per_dependant * count
        + column.elderly * dependants.elderly
        + column.elderly_spouse * dependants.elderly_spouse
        + column.specific * dependants.specific
    )
    all_elderly = dependants.elderly > 0 and dependants.elderly == dependants.total
    return amount - column.all_elderly if all_elderly else amount
