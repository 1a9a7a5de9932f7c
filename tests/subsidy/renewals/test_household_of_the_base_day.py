"""A family is renewed with the household of the day its cover can begin, however late its household is asked for."""

from datetime import date, timedelta
from typing import Any

import pytest

from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.models import Gathered, Round, Target
from tests.subsidy.conftest import COUNTER
from tests.subsidy.renewals.conftest import DECEMBER
from tests.subsidy.renewals.families import child, mother
from tests.subsidy.town import Linkage, person

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("BUS-1")]
NEW_YEAR, LATE = date(2027, 1, 1), date(2027, 2, 10)
DAY = timedelta(days=1)
GRANNY = f"{99_000_001:015d}"


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Today is another day."""
    return lambda day: monkeypatch.setenv("SASAE_TODAY", day.isoformat())


def target(number: int) -> Target:
    return Target.objects.get(applicant__atena_no=mother(number))


def gathered(number: int) -> dict[str, Any]:
    facts: dict[str, Any] = Gathered.objects.filter(applicant__atena_no=mother(number)).latest("pk").facts
    return facts


def granny_since(town: Linkage, day: date, number: int = 0) -> None:
    """A grandmother who earns far too much is of the household from a day on."""
    town.people[GRANNY] = person(
        GRANNY, "更新　梅", "コウシン　ウメ", "1960-01-01", "2", "母", household_no=f"H{number}"
    )
    town.incomes[GRANNY] = 20_000_000
    town.before.append((day, GRANNY, {"household_no": "H99", "relation": "世帯主"}))


def granny_until(town: Linkage, day: date, number: int = 0) -> None:
    """She lived with them until the day before, and is the head of her own household since."""
    town.people[GRANNY] = person(GRANNY, "更新　梅", "コウシン　ウメ", "1960-01-01", "2", "世帯主", household_no="H99")
    town.incomes[GRANNY] = 20_000_000
    town.before.append((day, GRANNY, {"household_no": f"H{number}", "relation": "母"}))


@pytest.fixture
def begun(town: Linkage, work: Any, on: Any) -> Any:
    """Asked for, and asked for reports, in December."""
    renewal = actions.open_renewal(Round.YEAR, 2027, by=COUNTER)
    on(DECEMBER)
    for key in ("extract", "refresh", "report"):
        work(renewal, key, DECEMBER)
    return renewal


@pytest.mark.parametrize(
    ("came", "outcome"), [(NEW_YEAR + DAY, "10"), (NEW_YEAR, "20")], ids=["the day after 1 January", "on 1 January"]
)
def test_asked_in_january_the_household_is_that_of_new_years_day(begun, town, work, on, came: date, outcome: str):
    granny_since(town, came)
    today = date(2027, 1, 20)
    on(today)
    work(begun, "refresh", today)
    assert gathered(0)["household_on"] == "2027-01-01"
    work(begun, "judge", today)
    assert target(0).outcome == outcome


@pytest.mark.parametrize(
    ("left", "outcome"), [(NEW_YEAR, "10"), (NEW_YEAR + DAY, "20")], ids=["on 1 January", "the day after"]
)
def test_who_left_since_is_tested_by_the_relation_of_the_day_and_kept_as_they_are_now(
    begun, town, work, on, left: date, outcome: str
):
    granny_until(town, left)
    today = date(2027, 1, 20)
    on(today)
    work(begun, "refresh", today)
    work(begun, "judge", today)
    assert target(0).outcome == outcome
    if outcome == "20":
        told = target(0).judgements.latest("pk").frozen["facts"]["people"]
        assert [one["relation"] for one in told if one["atena_no"] == GRANNY] == ["母"]
        assert Person.objects.get(atena_no=GRANNY).household_no == "H99"


def test_asked_in_autumn_for_a_day_to_come_the_household_is_that_of_now(begun, town, work, on):
    granny_since(town, DECEMBER)
    town.asked.clear()
    work(begun, "refresh", DECEMBER)
    assert GRANNY in gathered(0)["household"]
    assert gathered(0)["household_on"] == DECEMBER.isoformat()
    assert [question.on for name, question in town.asked if name == "person_index.households"] == [None]


@pytest.mark.parametrize(
    ("came", "outcome"), [(LATE + DAY, "10"), (LATE, "20")], ids=["the day after the paper", "the day of the paper"]
)
def test_a_late_family_is_judged_with_the_household_of_the_day_its_report_came(
    begun, town, work, on, came: date, outcome: str
):
    granny_since(town, came, 3)
    actions.take_report(target(3).pk, filed_on=LATE, child_support_yen=None, by=COUNTER)
    today = date(2027, 3, 1)
    on(today)
    work(begun, "refresh", today)
    assert gathered(3)["household_on"] == LATE.isoformat()
    work(begun, "judge", today)
    assert target(3).outcome == outcome


def test_staff_who_let_a_late_family_begin_earlier_let_the_household_of_that_day_count(begun, town, work, on):
    granny_since(town, LATE, 3)
    actions.take_report(target(3).pk, filed_on=LATE, child_support_yen=None, by=COUNTER)
    actions.allow_early_start(target(3).pk, day=LATE - DAY, reason="入院のため", by=COUNTER)
    today = date(2027, 3, 1)
    on(today)
    work(begun, "refresh", today)
    work(begun, "judge", today)
    assert (gathered(3)["household_on"], target(3).outcome) == ((LATE - DAY).isoformat(), "10")


@pytest.mark.parametrize(
    ("proved_on", "expected"),
    [(date(2027, 1, 31), NEW_YEAR), (date(2027, 2, 1), date(2027, 2, 1))],
    ids=["proof on 31 January reaches back", "proof on 1 February does not"],
)
def test_a_late_proof_of_income_moves_the_day_as_it_moves_the_cover(begun, town, work, on, proved_on, expected):
    who = Person.objects.get(atena_no=mother(2))
    actions.prove_income(
        target(2).pk, who, year=2025, amounts={"salary": 1_000_000, "dependants": 2}, proved_on=proved_on, by=COUNTER
    )
    today = date(2027, 3, 1)
    on(today)
    work(begun, "refresh", today)
    assert gathered(2)["household_on"] == expected.isoformat()


def test_nobody_is_judged_after_the_base_day_on_a_household_of_autumn(begun, town, work, on):
    work(begun, "judge", NEW_YEAR - DAY)
    actions.take_report(target(3).pk, filed_on=LATE, child_support_yen=None, by=COUNTER)
    on(LATE)
    with pytest.raises(actions.CannotStep, match=r"家庭が2あります。先に「所得・世帯などの取寄せ」"):
        actions.start_step(begun.pk, "judge", by=COUNTER, on=LATE)
    work(begun, "refresh", LATE)
    assert work(begun, "judge", LATE).state == "done"


def test_a_family_whose_renewal_is_decided_is_asked_about_no_more(begun, town, work, on):
    work(begun, "judge", DECEMBER)
    on(LATE)
    town.asked.clear()
    work(begun, "refresh", LATE)
    asked = {one for name, question in town.asked if name == "person_index.households" for one in question.atena_nos}
    assert asked == {mother(2), mother(3)}


def test_two_days_that_count_are_two_questions_and_the_rest_is_asked_for_at_once(begun, town, work, on):
    actions.take_report(target(3).pk, filed_on=LATE, child_support_yen=None, by=COUNTER)
    today = date(2027, 3, 1)
    on(today)
    town.asked.clear()
    work(begun, "refresh", today)
    asked = [
        (question.on, len(question.atena_nos)) for name, question in town.asked if name == "person_index.households"
    ]
    assert sorted(asked) == [(NEW_YEAR, 3), (LATE, 1)]
    assert sum(name == "person_index.circumstances" for name, _ in town.asked) == 1
    assert child(3, 0) in gathered(3)["household"]
