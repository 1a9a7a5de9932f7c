"""Further treatments of an open injury are caught: from its month to the cure, under every number of the person."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.people.models import Person
from sasae.subsidy.third_parties import actions
from sasae.subsidy.third_parties.models import Accident, InjuryCase
from sasae.subsidy.third_parties.queries import OpenCase, open_cases
from tests.subsidy.conftest import COUNTER
from tests.subsidy.money import LATER
from tests.subsidy.town import MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
INJURED = date(2026, 6, 20)


def injury(person: Person, **changes: Any) -> InjuryCase:
    """A traffic accident of June, notified in July."""
    told: dict[str, Any] = {
        "notified_on": LATER, "injured_on": INJURED, "accident": Accident.TRAFFIC, "on": LATER, "at": clock.now(),
        "circumstances": "交差点で左折の車に接触された。", **changes,
    }  # fmt: skip
    return actions.notify(person, by=COUNTER, **told)


@pytest.mark.parametrize(("month", "caught"), [("2026-05", False), ("2026-06", True), ("2026-12", True)])
def test_treatments_are_caught_from_the_month_of_the_injury_on(granted: Recipient, month: str, caught: bool) -> None:
    case = injury(granted.person)
    found = open_cases([granted.person_id], [month])
    assert found == ({(granted.person_id, month): OpenCase(case.number, INJURED, None)} if caught else {})


@pytest.mark.parametrize(("month", "caught"), [("2026-06", True), ("2026-07", False)])
def test_after_the_month_of_the_cure_nothing_is_caught(granted: Recipient, month: str, caught: bool) -> None:
    case = injury(granted.person)
    actions.heal(case.number, healed_on=date(2026, 6, 30), by=COUNTER, on=LATER)
    assert bool(open_cases([granted.person_id], [month])) is caught


def test_a_closed_case_catches_nothing_and_a_reopened_one_does_again(granted: Recipient) -> None:
    case = injury(granted.person)
    actions.close(case.number, why="請求するものがない", by=COUNTER)
    assert open_cases([granted.person_id], ["2026-07"]) == {}
    actions.reopen(case.number, why="新しい診療が届いた", by=COUNTER)
    assert (granted.person_id, "2026-07") in open_cases([granted.person_id], ["2026-07"])


def test_nobody_else_is_caught_and_a_private_settlement_is_told(granted: Recipient) -> None:
    ren = Person.objects.get(atena_no=REN)
    case = injury(granted.person)
    actions.settle(case.number, settled_on=date(2026, 7, 5), settlement="治療費を含め50万円", by=COUNTER, on=LATER)
    found = open_cases([ren.pk, granted.person_id], ["2026-07"])
    assert found == {(granted.person_id, "2026-07"): OpenCase(case.number, INJURED, date(2026, 7, 5))}


def test_many_are_asked_for_in_as_few_questions_as_one(granted: Recipient) -> None:
    injury(granted.person)
    counts = []
    for persons in ([granted.person_id], list(Person.objects.values_list("pk", flat=True))):
        with CaptureQueriesContext(connection) as asked:
            open_cases(persons, ["2026-06", "2026-07"])
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_same_injury_is_taken_in_once(granted: Recipient) -> None:
    injury(granted.person)
    with pytest.raises(actions.CannotPursue, match="TP-103"):
        injury(Person.objects.get(atena_no=MISAKI))
