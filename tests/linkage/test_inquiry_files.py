"""Inquiries in bulk: nothing is lost, nothing is asked twice, every line says what became of it."""

import base64
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.contracts import inquiries
from sasae.contracts.person_index import Purpose
from sasae.formats.inquiry_file import Told, write
from sasae.foundation.batch import run_now
from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.linkage.codes.models import CodeRequest
from sasae.linkage.inquiries.batches import fetch_results
from sasae.linkage.inquiries.models import Inquiry
from sasae.linkage.inquiry_files.actions import CannotTake, ask_again, take_file
from sasae.linkage.inquiry_files.models import InquiryFile
from sasae.linkage.people.models import RegisteredPerson
from tests.linkage.masters import AFFAIR, MIDORINO, PROCEDURE, SAGAMI, SECRET, TAX, Intermediary
from tests.linkage.register import HANAKO, HIDDEN, JIRO, TARO, Register
from tests.wire.counterparts import Counterparts
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
NAME = "P640R110_20260615093000_0001.DAT"
OPERATOR = Actor("operator1", "宮前 亮", "staff")
PURPOSE = Purpose(affair="一斉更新", basis="number_act_19_9", operator="operator1", case="令和8年の更新")
DAY = date(2026, 6, 15)


def line(atena_no: str = HANAKO, **other: Any) -> Told:
    plain = {
        "atena_no": atena_no, "unified_no": "0" * 15, "asked_at": "20260615093000001", "office": "KODOMO",
        "operator": "operator1", "inquirer": "141305", "not_disclosed": False, "affair": AFFAIR, "procedure": PROCEDURE,
        "provider": MIDORINO, "information": TAX, "period_from": date(2025, 1, 1), "period_to": date(2025, 12, 31),
    }  # fmt: skip
    return Told(**{**plain, **other})


@pytest.fixture
def intermediary(far: Counterparts) -> Intermediary:
    return Intermediary(far)


@pytest.fixture
def ready(taken_in: Register, intermediary: Intermediary) -> Register:
    """Everybody's code is there."""
    CodeRequest.objects.update(state="completed")
    return taken_in


@pytest.fixture
def take(ready: Register) -> Callable[..., InquiryFile]:
    """Take these lines, everybody having consented, and work them."""

    def taken(*lines: Told, name: str = NAME, consented: bool = True, content: bytes = b"") -> InquiryFile:
        consents = {each.atena_no: date(2026, 6, 1) for each in lines} if consented else {}
        file = take_file(name, content or write(lines), PURPOSE, consents, asked_by="linkage", on=DAY, by=OPERATOR)
        run_now(file.run_id)
        return file

    return taken


def outcomes(file: InquiryFile) -> list[tuple[int, str, list[str]]]:
    rows = file.lines.order_by("number")
    return [(row.number, row.state, [one["id"] for one in row.findings]) for row in rows]


@pytest.mark.clause("LNK-4")
@pytest.mark.seals("linkage_inquiries.Inquiry.answer_cipher", "linkage_inquiry_files.InquiryFile.content_cipher")
def test_every_line_is_asked_in_one_message_and_answered_in_the_file(
    take: Any, deliver: Any, intermediary: Intermediary, far: Counterparts, signed_in: Any
) -> None:
    file = take(line(HANAKO), line(TARO), line(JIRO))
    assert outcomes(file) == [(1, "asked", []), (2, "asked", []), (3, "asked", [])]
    deliver()
    (sent,) = far.told("body_gateway.request_many")
    assert [each.information for each in sent.requests] == [TAX] * 3
    intermediary.say(inquiries.InquiryState.ANSWERED)
    fetch_results()
    client = signed_in("inquiries.view", "inquiries.ask")
    answer = client.post(f"/inquiry-files/{file.file_no}/results/{TAX}/")
    rows = [row.split(",") for row in answer.content.decode().splitlines()]
    assert [(row[1], row[6], row[7], row[13]) for row in rows] == [
        (who, "09", "01", str(SECRET)) for who in (HANAKO, TARO, JIRO)
    ]
    assert answer["Content-Disposition"].endswith(f'P640R120_20260615093000_0001_{TAX}.DAT"')
    handed = HistoryEntry.objects.get(event="inquiry_file.handed_over")
    assert set(handed.persons) == {HANAKO, TARO, JIRO}


@pytest.mark.clause("NET-1")
@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"atena_no": "000000000009999"}, ["L-103"]),
        ({"unified_no": "000000000099999"}, ["L-120"]),
        ({"inquirer": "149993"}, ["L-121"]),
        ({"inquirer": "14131"}, []),
        ({"inquirer": "14130"}, []),
        ({"provider": SAGAMI}, []),
        ({"provider": "14151"}, []),
        ({"provider": "14132"}, ["L-126"]),
        ({"provider": "999999"}, ["L-127"]),
        ({"information": "TM00000000000099"}, ["L-101"]),
        ({"affair": "JM00000000000009", "procedure": "JT00000000000009"}, ["L-122", "L-122"]),
        ({"period_from": date(2025, 2, 1)}, ["L-123"]),
        ({"period_from": date(2026, 1, 1), "period_to": date(2026, 12, 31)}, ["L-123"]),
        ({"period_from": date(2024, 1, 1), "period_to": date(2025, 12, 31)}, ["L-123"]),
    ],
)
def test_a_line_outside_what_is_allowed_says_so_and_the_others_go_on(
    take: Any, changed: dict[str, Any], found: list[str]
) -> None:
    file = take(line(**changed), line(TARO))
    assert outcomes(file) == [(1, "refused" if found else "asked", found), (2, "asked", [])]


def test_a_ward_of_a_designated_city_is_asked_at_its_city(take: Any, deliver: Any, far: Counterparts) -> None:
    take(line(provider="14151"))
    deliver()
    assert far.told("body_gateway.request_many")[0].requests[0].provider == SAGAMI


@pytest.mark.parametrize(("consented", "found"), [(True, []), (False, ["L-102"])])
def test_tax_data_is_asked_for_with_consent_alone(take: Any, consented: bool, found: list[str]) -> None:
    assert outcomes(take(line(), consented=consented))[0][2] == found


def test_a_protected_person_is_marked_not_to_be_disclosed_whatever_the_line_says(
    take: Any, deliver: Any, far: Counterparts
) -> None:
    take(line(HIDDEN, not_disclosed=False), line(HANAKO, not_disclosed=True), line(TARO))
    deliver()
    assert [each.not_disclosed for each in far.told("body_gateway.request_many")[0].requests] == [True, True, False]


def test_whose_code_is_missing_is_asked_about_when_it_has_come(take: Any, deliver: Any) -> None:
    CodeRequest.objects.filter(unified__registered__atena_no=HANAKO).update(state="handed_on")
    file = take(line(HANAKO), line(TARO))
    assert outcomes(file) == [(1, "refused", ["L-124"]), (2, "asked", [])]
    CodeRequest.objects.update(state="completed")
    assert ask_again(file.pk, by=OPERATOR) == 1
    run_now(InquiryFile.objects.get().run_id)
    assert outcomes(file) == [(1, "asked", []), (2, "asked", [])]
    assert Inquiry.objects.count() == 2
    with pytest.raises(CannotTake, match="L-132"):
        ask_again(file.pk, by=OPERATOR)


def test_unreadable_and_doubled_lines_are_kept_with_their_reasons(take: Any) -> None:
    content = write([line(HANAKO)]) + b"nonsense\r\n" + write([line(HANAKO), line(TARO)])
    file = take(content=content)
    assert outcomes(file) == [
        (1, "refused", ["L-102"]), (2, "refused", ["IF-010"]), (3, "refused", ["IF-030"]), (4, "refused", ["L-102"]),
    ]  # fmt: skip


def test_the_same_file_is_taken_once_and_the_same_record_asked_once(take: Any) -> None:
    first = take(line(HANAKO))
    with pytest.raises(CannotTake, match="L-130"):
        take(line(HANAKO), name="P640R110_20260615093000_0002.DAT")
    second = take(line(HANAKO), line(TARO))
    assert outcomes(second) == [(1, "refused", ["L-125"]), (2, "asked", [])]
    assert first.lines.get().inquiry_id
    assert Inquiry.objects.count() == 2


def test_one_the_intermediary_does_not_take_ends_with_its_reason(
    take: Any, deliver: Any, intermediary: Intermediary
) -> None:
    unified = RegisteredPerson.objects.get(atena_no=HANAKO).unified
    intermediary.refuses[unified.unified_no] = "符号が未取得のため照会できません。"
    take(line(HANAKO), line(TARO))
    deliver()
    states = dict(Inquiry.objects.values_list("person__atena_no", "state"))
    assert states == {HANAKO: "refused", TARO: "requested"}
    assert Inquiry.objects.get(person__atena_no=HANAKO).message == "符号が未取得のため照会できません。"


@pytest.mark.clause("LNK-4")
def test_a_business_system_hands_a_file_in_and_gets_the_results_and_nobody_else_does(
    ready: Register, door: Any, system: Any, deliver: Any, intermediary: Intermediary
) -> None:
    content = base64.b64encode(write([line(HANAKO), line("000000000009999")])).decode()
    message = inquiries.FileRequest(
        purpose=PURPOSE, name=NAME, content=content, consents=[inquiries.Consent(atena_no=HANAKO, on=DAY)]
    )
    subsidy = system("subsidy")
    taken = [subsidy.ask(door, inquiries.SUBMIT_FILE, message, key="f-1").json() for _ in range(2)]
    assert taken[0] == taken[1]
    run_now(InquiryFile.objects.get().run_id)
    deliver()
    intermediary.say(inquiries.InquiryState.ANSWERED)
    question = inquiries.FileResultRequest(file_no=taken[0]["file_no"])
    assert subsidy.ask(door, inquiries.FILE_RESULT, question).json()["done"] is False
    fetch_results()
    told = subsidy.ask(door, inquiries.FILE_RESULT, question).json()
    assert (told["done"], told["lines"], [one["line"] for one in told["refused"]]) == (True, 2, [2])
    (result,) = told["results"]
    rows = base64.b64decode(result["content"]).decode().splitlines()
    assert [row.split(",")[6] for row in rows] == ["09", "90"]
    assert result["items"] == ["year", "salary", "dependants"]
    InquiryFile.objects.update(asked_by="linkage")
    assert findings(subsidy.ask(door, inquiries.FILE_RESULT, question)) == ["L-135"]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"name": "anything.txt"}, ["IF-001"]),
        ({"content": "???"}, ["L-134"]),
        ({"content": ""}, ["IF-002"]),
        ({"purpose": PURPOSE.model_copy(update={"affair": "窓口照会"})}, ["L-004"]),
    ],
)
def test_what_is_no_request_file_is_refused_with_its_findings(
    ready: Register, door: Any, system: Any, changed: dict[str, Any], found: list[str]
) -> None:
    plain = {"purpose": PURPOSE, "name": NAME, "content": base64.b64encode(write([line()])).decode()}
    message = inquiries.FileRequest(**{**plain, **changed})
    assert findings(system("subsidy").ask(door, inquiries.SUBMIT_FILE, message, key="f-1")) == found
    assert not InquiryFile.objects.exists()


def test_two_hundred_lines_take_as_many_questions_as_two(take: Any, django_assert_max_num_queries: Any) -> None:
    later = [clock.now() + timedelta(milliseconds=each) for each in range(200)]
    lines = [line(asked_at=f"{at:%Y%m%d%H%M%S}{at.microsecond // 1000:03d}") for at in later]
    with django_assert_max_num_queries(70):
        file = take(*lines)
    assert {state for _, state, _ in outcomes(file)} == {"asked"}
