"""What happened to whom, numbered in the order it became known here, for the systems that ask what is new."""

from datetime import date
from typing import Any

import pytest

from sasae.contracts import person_index
from sasae.contracts.person_index import Purpose
from sasae.foundation.history.models import HistoryEntry
from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.models import Feed, RegisterEvent
from tests.linkage.register import HANAKO, TARO, Register, number, person
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PURPOSE = Purpose(affair="届出審査", basis="number_ordinance_3_1_3", operator="batch:register_changes")


def asked(door: Any, system: Any, after: int = 0, caller: str = "subsidy", **changes: Any) -> Any:
    question = person_index.ChangesRequest(purpose=changes.pop("purpose", PURPOSE), after=after, **changes)
    return system(caller).ask(door, person_index.CHANGES, question)


@pytest.fixture
def moved(taken_in: Register) -> Register:
    """Hanako moved and changed her number, then Taro left the household."""
    taken_in.tell(person(), number(1), "転居")
    taken_in.tell(person(), number(30), "個人番号変更")
    taken_in.tell(person(TARO, birth_date=date(2015, 5, 5), household_no="H5"), number(2), "転居")
    take_register_changes()
    return taken_in


@pytest.mark.clause("SUB-4", "LNK-5")
def test_every_event_is_told_also_several_of_one_person_and_no_first_load(
    moved: Register, door: Any, system: Any
) -> None:
    answer = asked(door, system).json()
    assert [(one["atena_no"], one["event"]) for one in answer["changes"]] == [
        (HANAKO, "転居"), (HANAKO, "個人番号変更"), (TARO, "転居"),
    ]  # fmt: skip
    assert answer["changes"][2]["household_no"] == "H5"
    assert set(answer["changes"][0]) == {"number", "atena_no", "event", "occurred_on", "household_no"}
    assert HistoryEntry.objects.filter(event="changes.told").count() == 1


def test_they_come_a_page_at_a_time_each_once(moved: Register, door: Any, system: Any) -> None:
    first = asked(door, system, limit=2).json()
    assert (len(first["changes"]), first["more"]) == (2, True)
    second = asked(door, system, after=first["last"], limit=2).json()
    assert (len(second["changes"]), second["more"]) == (1, False)
    third = asked(door, system, after=second["last"]).json()
    assert (third["changes"], third["last"]) == ([], second["last"])


def test_a_feed_read_again_from_the_beginning_notes_nothing_twice(moved: Register) -> None:
    Feed.objects.update(last_sequence=0)
    take_register_changes()
    assert RegisterEvent.objects.count() == 3


@pytest.mark.clause("LAW-1")
def test_nobody_asks_without_a_basis_and_none_but_the_office(moved: Register, door: Any, system: Any) -> None:
    refused = asked(door, system, purpose=PURPOSE.model_copy(update={"basis": "number_act_19_9"}))
    assert refused.status_code == 422
    assert findings(refused)
    assert asked(door, system, caller="intake").status_code == 403
