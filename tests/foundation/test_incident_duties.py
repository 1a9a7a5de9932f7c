"""When a report to the commission is owed, and by which day: the day it became known is the first."""

from datetime import date

import pytest

from sasae.foundation.incidents.duties import Facts, duty, serious

KNOWN = date(2026, 4, 1)
NOTHING = Facts(people=100, numbers=True, sensitive=False, malicious=False, spread=False)


@pytest.mark.clause("INC-1")
def test_a_hundred_persons_are_not_reported_and_one_more_are():
    one_more = Facts(101, False, False, False, False)
    assert duty(NOTHING, KNOWN) is None
    assert not serious(NOTHING, KNOWN)
    owed = duty(one_more, KNOWN)
    assert owed is not None
    assert serious(one_more, KNOWN)
    assert (owed.aim_on, owed.first_on, owed.final_on) == (date(2026, 4, 3), date(2026, 4, 5), date(2026, 4, 30))


@pytest.mark.parametrize(
    ("facts", "final", "grave"),
    [
        (Facts(1, False, False, True, False), date(2026, 5, 30), True),  # on purpose: 60 days
        (Facts(1, False, True, False, False), date(2026, 4, 30), False),  # 要配慮, by mistake
        (Facts(1, True, False, False, True), date(2026, 4, 30), True),  # numbers, open to everybody
    ],
)
def test_one_person_is_enough_on_purpose_of_what_is_sensitive_or_where_numbers_were_open(facts, final, grave):
    owed = duty(facts, KNOWN)
    assert owed is not None
    assert owed.final_on == final
    assert owed.reasons
    assert serious(facts, KNOWN) is grave
    open_only = Facts(1, False, False, False, True)
    assert duty(open_only, KNOWN) is None
