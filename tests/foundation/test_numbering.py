"""Numbers of a fiscal year: the last day and the day after, no gap, and more of them than four digits hold."""

from datetime import date

import pytest

from sasae.foundation.history import SYSTEM
from sasae.foundation.incidents import actions
from sasae.foundation.incidents.models import Incident, Kind
from sasae.foundation.numbering import next_of_year
from sasae.kernel import clock

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LAST, FIRST = date(2027, 3, 31), date(2027, 4, 1)


def reported(number: str) -> None:
    made = actions.report(Kind.values[0], "試験", clock.today(), by=SYSTEM("tests"), office="課", at=clock.now())
    Incident.objects.filter(pk=made.pk).update(number=number)


def test_each_fiscal_year_begins_anew() -> None:
    assert [next_of_year(Incident, "I", day) for day in (LAST, FIRST)] == ["I2026-0001", "I2027-0001"]
    reported("I2026-0041")
    assert [next_of_year(Incident, "I", day) for day in (LAST, FIRST)] == ["I2026-0042", "I2027-0001"]


def test_after_nine_thousand_nine_hundred_and_ninety_nine_it_goes_on() -> None:
    for number in ("I2026-9999", "I2026-10000"):
        reported(number)
    assert next_of_year(Incident, "I", LAST) == "I2026-10001"
