"""What each change of the register did is told of as it was, however many came within one page."""

from datetime import date
from typing import Any

import pytest

from sasae.contracts import person_index
from sasae.contracts.people import Address
from sasae.foundation.history.models import HistoryEntry
from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.models import RegisteredPerson, RegisterEvent
from sasae.linkage.people.versions import around
from tests.linkage.register import HANAKO, HIDDEN, HOME, REFUGE, TARO, Register, hidden, number, person
from tests.linkage.test_register_events import PURPOSE
from tests.wire.partner import findings

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("SUB-4")]
OUT, BACK = date(2026, 5, 1), date(2026, 5, 20)
ELSEWHERE = Address(postal_code="2120014", text="川崎市幸区大宮町九番地", ward_code="141321")


def asked(door: Any, system: Any, numbers: list[int], caller: str = "subsidy") -> Any:
    return system(caller).ask(
        door, person_index.VERSIONS, person_index.VersionsRequest(purpose=PURPOSE, numbers=numbers)
    )


def events() -> list[int]:
    return list(RegisterEvent.objects.order_by("pk").values_list("pk", flat=True))


def test_who_moved_out_and_back_within_a_page_was_away_between(taken_in: Register, door: Any, system: Any) -> None:
    taken_in.tell(person(moved_out_on=OUT), number(1), "転出")
    taken_in.tell(person(resident_since=BACK), number(1), "転入")
    take_register_changes()
    assert RegisteredPerson.objects.get(atena_no=HANAKO).moved_out_on is None
    gone, back = asked(door, system, events()).json()["versions"]
    assert (gone["before"]["moved_out_on"], gone["after"]["moved_out_on"]) == (None, "2026-05-01")
    assert (back["before"]["moved_out_on"], back["after"]["resident_since"]) == ("2026-05-01", "2026-05-20")


def test_a_new_name_and_then_a_move_are_two_changes_of_one_thing_each(taken_in: Register) -> None:
    taken_in.tell(person(name="多摩　花子"), number(1), "氏名変更")
    taken_in.tell(person(TARO, birth_date=date(2015, 5, 5), household_no="H5"), number(2), "転居")
    taken_in.tell(person(name="多摩　花子", address=ELSEWHERE), number(1), "転居")
    take_register_changes()
    told = [
        (before.name, after.name, before.ward_code, after.ward_code) for _, before, after in around(events()) if before
    ]
    assert told[0] == ("髙橋　花子", "多摩　花子", "141313", "141313")
    assert told[2] == ("多摩　花子", "多摩　花子", "141313", "141321")


def test_somebody_who_was_not_known_before_has_no_before(taken_in: Register) -> None:
    taken_in.tell(person("000000000000090"), number(9), "転入")
    take_register_changes()
    [(_, before, after)] = around(events())
    assert (before, after.atena_no) == (None, "000000000000090")


def test_what_was_done_here_between_two_changes_is_part_of_neither(taken_in: Register) -> None:
    taken_in.tell(person(relation="母"), number(1), "職権修正")
    take_register_changes()
    RegisteredPerson.objects.filter(atena_no=HANAKO).update(kana_key="ベツ")
    taken_in.tell(person(relation="妻"), number(1), "職権修正")
    take_register_changes()
    assert [(before.relation, after.relation) for _, before, after in around(events()) if before] == [
        ("世帯主", "母"), ("母", "妻"),
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 20])
def test_twenty_changes_take_as_many_questions_as_one(
    taken_in: Register, django_assert_num_queries: Any, count: int
) -> None:
    for turn in range(count):
        taken_in.tell(person(household_no=f"H{20 + turn}"), number(1), "転居")
    take_register_changes()
    numbers = events()
    with django_assert_num_queries(2):
        assert len(around(numbers)) == count


def test_the_home_of_somebody_protected_later_leaves_sealed_in_every_version(
    taken_in: Register, door: Any, system: Any
) -> None:
    taken_in.tell(person(address=ELSEWHERE), number(1), "転居")
    taken_in.tell(hidden(household_no="H8"), number(4), "転居")
    take_register_changes()
    taken_in.tell(person(address=ELSEWHERE, protected_until=date(2027, 3, 31)), number(1), "支援措置")
    take_register_changes()
    answer = asked(door, system, events())
    told = answer.content.decode()
    assert {one["after"]["atena_no"] for one in answer.json()["versions"]} == {HANAKO, HIDDEN}
    assert not [text for text in (HOME, ELSEWHERE.text, REFUGE) if text in told]
    line = HistoryEntry.objects.filter(event="person.told").latest("pk")
    assert sorted(line.persons) == [HANAKO, HIDDEN]


@pytest.mark.clause("LAW-1")
def test_none_but_the_office_asks_and_not_without_a_basis(taken_in: Register, door: Any, system: Any) -> None:
    taken_in.tell(person(relation="母"), number(1), "職権修正")
    take_register_changes()
    assert asked(door, system, events(), caller="intake").status_code == 403
    question = person_index.VersionsRequest(
        purpose=PURPOSE.model_copy(update={"basis": "number_act_19_9"}), numbers=events()
    )
    assert findings(system("subsidy").ask(door, person_index.VERSIONS, question))
