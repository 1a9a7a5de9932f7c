"""linkage gathers what every system tells a person of themselves: on its basis, without the other parent, whoever is away."""

from datetime import date
from typing import Any

import pytest

from sasae.contracts import evidence
from sasae.contracts.evidence import Evidence, Line, Question, Section, Want
from sasae.contracts.person_index import Purpose
from sasae.foundation.history import Actor, shown
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from tests.linkage.register import HANAKO, HIDDEN, REFUGE, REFUGE_PHONE, TARO, Register
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
WHY = Purpose(affair="本人への開示", basis="disclosure_to_the_person", operator="questions", case="Q-1")
OPERATOR = Actor("operator1", "連携 守", "staff")


def question(atena_no: str = HANAKO, want: Want = Want.LOOKS, **other: Any) -> Question:
    return Question(**{"purpose": WHY, "atena_no": atena_no, "want": want, "since": date(2020, 1, 1), **other})


def line(system: str) -> Line:
    return Line(
        reference=f"{system}-1", system=system, at=clock.now(), act="looked", office="担当課", why="審査のため"
    )


@pytest.fixture
def answering(taken_in: Register, far: Any) -> Any:
    """subsidy, intake and the intermediary answer with a line each."""
    far.answers["evidence.of_subsidy"] = lambda asked: Evidence(lines=[line("subsidy")])
    far.answers["evidence.of_intake"] = lambda asked: Evidence(lines=[line("intake")])
    far.answers["evidence.of_body"] = lambda asked: Evidence(lines=[line("intermediary")])
    return far


def look(*persons: str) -> None:
    shown(OPERATOR, "screen.shown", "people:person", persons, purpose="宛名の照会", screen="people:person", note="")


@pytest.mark.clause("DIS-1")
def test_the_parts_of_all_systems_come_together_newest_first(answering: Any, door: Any, system: Any) -> None:
    look(HANAKO)
    answer = system("intake").ask(door, evidence.OF_CITY, question())
    told = Evidence.model_validate_json(answer.content)
    assert {one.system for one in told.lines} == {"linkage", "subsidy", "intermediary"}
    assert [one.at for one in told.lines] == sorted((one.at for one in told.lines), reverse=True)
    assert told.away == []
    asked = {operation: message for operation, message, *_ in answering.asked if operation.startswith("evidence")}
    assert asked
    assert HistoryEntry.objects.filter(event="contract.answered", persons=[HANAKO]).exists()


@pytest.mark.clause("DIS-1")
def test_who_asks_from_the_counter_is_told_what_intake_holds_and_intake_puts_in_its_own(
    answering: Any, door: Any, system: Any
) -> None:
    def asked_by(who: str) -> Evidence:
        return Evidence.model_validate_json(system(who).ask(door, evidence.OF_CITY, question()).content)

    assert {one.system for one in asked_by("subsidy").lines} >= {"subsidy", "intake", "intermediary"}
    assert "intake" not in {one.system for one in asked_by("intake").lines}
    answering.away.add("intake")
    assert [asked_by(who).away for who in ("subsidy", "intake")] == [["intake"], []]


def test_who_is_away_is_named_and_the_others_are_told_all_the_same(answering: Any, door: Any, system: Any) -> None:
    answering.away.add("subsidy")
    told = Evidence.model_validate_json(system("intake").ask(door, evidence.OF_CITY, question()).content)
    assert told.away == ["subsidy"]
    assert "intermediary" in {one.system for one in told.lines}


@pytest.mark.parametrize(
    ("why", "id"),
    [
        (WHY.model_copy(update={"affair": "資格審査"}), "L-004"),
        (WHY.model_copy(update={"basis": "intake_identification", "affair": "申請者特定"}), "L-005"),
    ],
)
def test_without_the_basis_for_it_nothing_is_told(answering: Any, door: Any, system: Any, why: Purpose, id: str) -> None:
    answer = system("intake").ask(door, evidence.OF_CITY, question(purpose=why))
    assert findings(answer) == [id]


def test_another_system_cannot_ask_in_the_persons_place(answering: Any, door: Any, system: Any) -> None:
    assert findings(system("intermediary").ask(door, evidence.OF_CITY, question())) == ["W-012"]


def test_nobody_of_that_number_is_a_refusal(answering: Any, door: Any, system: Any) -> None:
    assert findings(system("intake").ask(door, evidence.OF_CITY, question("000000000077777"))) == ["L-112"]


@pytest.mark.clause("DIS-1")
@pytest.mark.parametrize(("knows", "away"), [(False, ["subsidy"]), (True, [])], ids=["not yet", "by now"])
def test_a_file_waits_until_its_system_knows_of_the_protection(
    answering: Any, door: Any, system: Any, knows: bool, away: list[str]
) -> None:
    section = Section(system="subsidy", title="ご本人の登録", entries=[])
    answering.answers["evidence.of_subsidy"] = lambda asked: Evidence(sections=[section], hidden=knows)
    told = Evidence.model_validate_json(system("subsidy").ask(door, evidence.OF_CITY, question(HIDDEN, Want.FILE)).content)
    assert (told.away, section in told.sections) == (away, knows)


@pytest.mark.clause("DIS-1")
def test_a_protected_person_is_not_told_where_she_lives_and_nobody_else_that_she_is_there(
    answering: Any, door: Any, system: Any
) -> None:
    look(TARO, HIDDEN)
    told = Evidence.model_validate_json(system("intake").ask(door, evidence.OF_CITY, question(TARO)).content)
    assert "linkage" not in {one.system for one in told.lines}  # Taro's only look was one together with her
    answer = system("intake").ask(door, evidence.OF_CITY, question(HIDDEN, Want.FILE))
    for never in (REFUGE, REFUGE_PHONE, "幸区"):
        assert never not in answer.content.decode()
    assert Evidence.model_validate_json(answer.content).hidden
    of_ward = line("subsidy").model_copy(update={"office": "幸区役所保険年金課"})  # which does not know that she is protected
    system("subsidy").ask(door, evidence.OF_CITY, question(HIDDEN, Want.FILE))
    assert [message.hidden for operation, message, *_ in answering.asked if operation == "evidence.of_intake"] == [True]
    answering.answers["evidence.of_subsidy"] = lambda asked: Evidence(lines=[of_ward])
    told = Evidence.model_validate_json(system("intake").ask(door, evidence.OF_CITY, question(HIDDEN)).content)
    assert {one.office for one in told.lines if one.system == "subsidy"} == {"川崎市の担当課"}
    assert [message.hidden for operation, message, *_ in answering.asked if operation == "evidence.of_body"] == [False, True, True, True]
