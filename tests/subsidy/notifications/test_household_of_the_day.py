"""A family decided for a day that is over is decided with the household of that day, and kept in the file as it is now."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from sasae.kernel.clock import TOKYO
from sasae.law import Outcome, decide
from sasae.subsidy.entitlements.case_building import build_case
from sasae.subsidy.entitlements.changes import decided_application
from sasae.subsidy.entitlements.facts import gather
from sasae.subsidy.entitlements.models import Family
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import COUNTER
from tests.subsidy.notifications.register import Register
from tests.subsidy.town import MISAKI, OBASAN, REN, person

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-4")]
CAME = date(2026, 8, 10)
EVE = CAME - timedelta(days=1)
AT = datetime(2026, 9, 1, 10, tzinfo=TOKYO)


def gathered(family: Family, on: date, at: datetime = AT) -> tuple[dict[str, Any], Any]:
    application = decided_application(family)
    facts, people = gather(application, on=on, by=COUNTER, at=at, affair="届出審査")
    case = build_case(application.receipt_number, application.received_on, application.form, facts)
    keep_people(people, by=COUNTER, affair="届出審査", fetched_at=at)
    return facts, decide(case, on).outcome


@pytest.fixture
def grandmother(family: Family, linkage: Register) -> None:
    """She earns far too much, and has lived with them since 10 August."""
    linkage.people[OBASAN] = person(OBASAN, "宮前　和子", "ミヤマエ　カズコ", "1960-01-01", "2", "母")
    linkage.incomes[OBASAN] = 20_000_000
    linkage.before.append((CAME, OBASAN, {"household_no": "H77", "relation": "世帯主"}))


@pytest.mark.usefixtures("grandmother")
@pytest.mark.parametrize(
    ("on", "household", "outcome"),
    [(EVE, 3, Outcome.GRANTED), (CAME, 4, Outcome.INCOME_TOO_HIGH)],
    ids=["the day before she came she is not tested", "from the day she came she is"],
)
def test_who_came_later_is_not_of_the_household_of_an_earlier_day(
    family: Family, on: date, household: int, outcome: Outcome
) -> None:
    facts, decided = gathered(family, on)
    assert (len(facts["household"]), decided) == (household, outcome)


@pytest.mark.usefixtures("grandmother")
def test_who_left_since_is_tested_for_a_day_before_and_the_file_knows_where_she_is_now(
    family: Family, linkage: Register
) -> None:
    linkage.people[OBASAN] = linkage.people[OBASAN].model_copy(update={"household_no": "H78", "relation": "世帯主"})
    linkage.before[:] = [(CAME, OBASAN, {"household_no": "H1", "relation": "母"})]
    assert gathered(family, EVE)[1] is Outcome.INCOME_TOO_HIGH
    assert gathered(family, CAME)[1] is Outcome.GRANTED
    assert Person.objects.get(atena_no=OBASAN).household_no == "H78"
    told = next(one for one in gathered(family, EVE)[0]["people"] if one["atena_no"] == OBASAN)
    assert told["relation"] == "母"


@pytest.mark.usefixtures("grandmother")
@pytest.mark.parametrize(("at", "count"), [(EVE, 4), (CAME, 3)], ids=["on the day itself, now", "a day later, then"])
def test_only_a_day_that_is_over_is_asked_for_as_it_was(family: Family, linkage: Register, at: date, count: int) -> None:
    moment = datetime(at.year, at.month, at.day, 10, tzinfo=TOKYO)
    assert len(gathered(family, EVE, moment)[0]["household"]) == count
    asked = [question for name, question in linkage.asked if name == "person_index.household"]
    assert asked[-1].on == (EVE if count == 3 else None)


@pytest.mark.usefixtures("grandmother")
def test_a_decision_that_was_made_for_a_day_replays_on_the_household_it_was_made_with(family: Family) -> None:
    from sasae.subsidy.entitlements.actions import replay
    from sasae.subsidy.entitlements.models import Examination

    made = Examination.objects.get(application=decided_application(family))
    made.facts, outcome = gathered(family, EVE)
    assert outcome is Outcome.GRANTED
    assert replay(made).decode().count(OBASAN) == 0
    assert {MISAKI, REN} < set(made.facts["household"])
