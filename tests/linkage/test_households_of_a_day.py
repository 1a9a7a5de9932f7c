"""Who lived together on a day that is over, however late and in whatever order the register told of it."""

from datetime import date, timedelta
from typing import Any

import pytest

from sasae.contracts import person_index
from sasae.contracts.people import Address
from sasae.contracts.resident_register import Change
from sasae.kernel import clock
from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.households import household_on, households_on
from sasae.linkage.people.models import RegisteredPerson
from tests.linkage.register import HANAKO, HIDDEN, HOME, JIRO, REFUGE, TARO, Register, hidden, number, person
from tests.linkage.test_door import PURPOSE

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
MOVED = date(2026, 3, 10)
EVE = MOVED - timedelta(days=1)
NOBU = "000000000000090"


def happens(register: Register, who: Any, bearer: int, event: str, on: date) -> None:
    register.feed.append(
        Change(sequence=len(register.feed) + 1, event=event, occurred_on=on, person=who, individual_number=number(bearer))
    )  # fmt: skip
    take_register_changes()


def taro(**other: Any) -> Any:
    plain = {"name": "高橋　太郎", "name_kana": "タカハシ　タロウ", "birth_date": date(2015, 5, 5), "relation": "子"}
    return person(TARO, **{**plain, **other})


def there(on: date, who: str = HANAKO) -> list[str]:
    return [one.atena_no for one in household_on(who, on)]


def test_who_left_is_of_the_household_until_the_day_before(taken_in: Register) -> None:
    happens(taken_in, taro(household_no="H5", relation="世帯主"), 2, "転居", MOVED)
    assert (there(EVE), there(MOVED)) == ([HANAKO, TARO, JIRO], [HANAKO, JIRO])
    assert (there(EVE, TARO), there(MOVED, TARO)) == ([HANAKO, TARO, JIRO], [TARO])


def test_the_relation_and_the_address_are_those_of_the_day_and_the_name_is_that_of_now(taken_in: Register) -> None:
    new = Address(postal_code="2120014", text="川崎市幸区大宮町九番地", ward_code="141321")
    happens(taken_in, taro(name="山田　太郎", household_no="H5", relation="世帯主", address=new), 2, "転居", MOVED)
    before, after = household_on(TARO, EVE)[1], household_on(TARO, MOVED)[0]
    assert [(one.relation, one.ward_code, one.name) for one in (before, after)] == [
        ("子", "141313", "山田　太郎"), ("世帯主", "141321", "山田　太郎"),
    ]  # fmt: skip


def test_who_came_is_of_the_household_from_the_day_on_and_was_nowhere_before(taken_in: Register) -> None:
    happens(taken_in, person(NOBU, name="高橋　信", relation="夫", resident_since=MOVED), 9, "転入", MOVED)
    assert (there(EVE), there(MOVED)) == ([HANAKO, TARO, JIRO], [HANAKO, TARO, JIRO, NOBU])
    assert there(EVE, NOBU) == []


@pytest.mark.parametrize("what", [{"moved_out_on": MOVED}, {"died_on": MOVED}], ids=["moved away", "died"])
def test_who_moved_away_or_died_is_of_it_until_the_day_before(taken_in: Register, what: dict[str, date]) -> None:
    happens(taken_in, taro(**what), 2, "消除", MOVED)
    assert (TARO in there(EVE), TARO in there(MOVED)) == (True, False)


def test_who_moved_away_and_came_back_was_not_there_between(taken_in: Register) -> None:
    happens(taken_in, taro(moved_out_on=MOVED), 2, "転出", MOVED)
    back = MOVED + timedelta(days=30)
    happens(taken_in, taro(resident_since=back), 2, "転入", back)
    days = (EVE, MOVED, back - timedelta(days=1), back)
    assert [TARO in there(day) for day in days] == [True, False, False, True]


def test_what_was_told_late_holds_from_the_day_it_happened(taken_in: Register) -> None:
    happens(taken_in, taro(household_no="H5", relation="世帯主"), 2, "転居", MOVED)
    happens(taken_in, taro(household_no="H6", relation="世帯主"), 2, "職権修正", EVE)
    assert [TARO in there(day) for day in (EVE - timedelta(days=1), EVE, MOVED)] == [True, False, False]
    assert household_on(TARO, MOVED)[0].household_no == "H6"


def test_a_correction_that_moves_nobody_changes_no_household_of_an_earlier_day(taken_in: Register) -> None:
    happens(taken_in, taro(household_no="H5", relation="世帯主"), 2, "転居", MOVED)
    happens(taken_in, taro(household_no="H5", relation="世帯主", name="高橋　多郎"), 2, "職権修正", EVE - timedelta(days=9))
    assert (TARO in there(EVE), TARO in there(MOVED)) == (True, False)


def test_of_the_first_load_those_are_there_who_were_residents_on_the_day(taken_in: Register) -> None:
    came = date(2015, 4, 1)
    assert (there(came - timedelta(days=1)), there(came)) == ([], [HANAKO, TARO, JIRO])


def test_by_the_door_a_day_that_is_over_gives_its_household_and_today_that_of_now(
    taken_in: Register, door: Any, system: Any
) -> None:
    happens(taken_in, taro(household_no="H5", relation="世帯主"), 2, "転居", MOVED)
    counts = []
    for on in (EVE, MOVED, clock.today(), None):
        asked = person_index.HouseholdRequest(purpose=PURPOSE, atena_no=HANAKO, on=on)
        counts.append(len(system("subsidy").ask(door, person_index.HOUSEHOLD, asked).json()["people"]))
    assert counts == [3, 2, 2, 2]


def test_where_somebody_lived_who_is_protected_now_leaves_sealed(taken_in: Register, door: Any, system: Any) -> None:
    happens(taken_in, hidden(household_no="H8"), 4, "転居", MOVED)
    asked = person_index.HouseholdRequest(purpose=PURPOSE, atena_no=HIDDEN, on=EVE)
    told = system("subsidy").ask(door, person_index.HOUSEHOLD, asked).content.decode()
    assert '"sealed":"' in told
    assert REFUGE not in told
    assert HOME not in told


def test_it_takes_as_many_questions_for_ten_moves_as_for_one(
    taken_in: Register, django_assert_num_queries: Any
) -> None:
    for turn in range(10):
        happens(taken_in, taro(household_no=f"H{20 + turn}"), 2, "転居", MOVED + timedelta(days=turn))
    assert RegisteredPerson.objects.get(atena_no=TARO).household_no == "H29"
    with django_assert_num_queries(8):
        assert there(EVE) == [HANAKO, TARO, JIRO]


def test_the_households_of_many_on_a_day_are_told_as_one_by_one_with_as_many_questions(
    taken_in: Register, door: Any, system: Any, django_assert_num_queries: Any
) -> None:
    happens(taken_in, taro(household_no="H5", relation="世帯主"), 2, "転居", MOVED)
    who = [HANAKO, TARO, HIDDEN, "000000000009999"]
    for on in (EVE, MOVED):
        with django_assert_num_queries(8):
            members, people = households_on(who, on)
        assert members == {one: there(on, one) for one in who}
        assert sorted({each for here in members.values() for each in here}) == [one.atena_no for one in people]
    for on, count in ((EVE, 3), (MOVED, 2), (clock.today(), 2), (None, 2)):
        question = person_index.HouseholdsRequest(purpose=PURPOSE, atena_nos=[HANAKO], on=on)
        told = system("subsidy").ask(door, person_index.HOUSEHOLDS, question).json()
        assert [len(one["members"]) for one in told["households"]] == [count]
