"""Inquiries of other bodies: what is accepted, the states it goes through, who gets the answer."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.contracts import inquiries
from sasae.contracts.inquiries import InquiryState
from sasae.contracts.person_index import Purpose
from sasae.foundation.history.models import HistoryEntry
from sasae.linkage.inquiries import batches
from sasae.linkage.inquiries.batches import fetch_results
from sasae.linkage.inquiries.models import Inquiry
from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.models import RegisteredPerson
from tests.linkage.masters import (
    ALLOWANCE,
    ASSISTANCE,
    KAWASAKI,
    OTHER_PROCEDURE,
    PROCEDURE,
    SAGAMI,
    SECRET,
    TAX,
    Intermediary,
    Masters,
)
from tests.linkage.register import HANAKO, HIDDEN, TARO, Register, person
from tests.wire.counterparts import Counterparts, Says
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PURPOSE = Purpose(affair="資格審査", basis="number_act_19_9", operator="hanako", case="K-1")


def asking(atena_no: str = HANAKO, **other: Any) -> inquiries.InquiryRequest:
    plain = {
        "purpose": PURPOSE, "atena_no": atena_no, "information": TAX, "provider": "149993",
        "period_from": date(2025, 1, 1), "period_to": date(2025, 12, 31), "consent_on": date(2026, 6, 10),
    }  # fmt: skip
    return inquiries.InquiryRequest(**{**plain, **other})


@pytest.fixture
def intermediary(far: Counterparts) -> Intermediary:
    return Intermediary(far)


@pytest.fixture
def ask(taken_in: Register, door: Any, system: Any, intermediary: Intermediary) -> Callable[..., Any]:
    """subsidy's request; `ask(key="k-2", atena_no=…)`."""

    def asked(key: str = "k-1", **other: Any) -> Any:
        return system("subsidy").ask(door, inquiries.REQUEST, asking(**other), key=key)

    return asked


@pytest.fixture
def result(door: Any, system: Any) -> Callable[..., Any]:
    def told(number: str, name: str = "subsidy") -> Any:
        return system(name).ask(door, inquiries.RESULT, inquiries.ResultRequest(inquiry_no=number))

    return told


@pytest.mark.clause("LNK-4")
def test_an_inquiry_goes_to_the_intermediary_and_its_answer_to_the_system_that_asked(
    ask: Any, result: Any, deliver: Any, intermediary: Intermediary, far: Counterparts
) -> None:
    number = ask().json()["inquiry_no"]
    assert result(number).json()["state"] == "requested"
    deliver()
    fetch_results()
    assert result(number).json()["state"] == "requested"
    intermediary.say(InquiryState.ANSWERED)
    fetch_results()
    told = result(number).json()
    assert (told["state"], told["answer"]["records"], told["permit_no"]) == ("answered", [{"salary": SECRET}], "P1")
    (sent,) = far.told("body_gateway.request_information")
    unified = RegisteredPerson.objects.get(atena_no=HANAKO).unified
    assert (sent.record_id, sent.unified_no, sent.operator, sent.office) == (
        number, unified.unified_no, "hanako", "医療費助成システム",
    )  # fmt: skip
    assert (sent.affair[:2], sent.procedure[:2], sent.information, sent.not_disclosed) == ("JM", "JT", TAX, False)
    events = HistoryEntry.objects.filter(event__startswith="inquiry.").order_by("id").values_list("event", flat=True)
    assert list(events) == ["inquiry.accepted", "inquiry.requested", "inquiry.closed", "inquiry.handed_over"]


def test_asked_again_with_the_same_key_it_is_one_inquiry(ask: Any, deliver: Any, far: Counterparts) -> None:
    assert ask().json() == ask().json()
    deliver()
    assert (Inquiry.objects.count(), len(far.told("body_gateway.request_information"))) == (1, 1)
    assert ask(key="k-2").json()["inquiry_no"] != Inquiry.objects.first().inquiry_no


@pytest.mark.clause("NET-1")
@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"consent_on": None}, ["L-102"]),
        ({"consent_on": date(2026, 6, 16)}, ["L-107"]),
        ({"information": "TM00000000000099"}, ["L-101"]),
        ({"information": ASSISTANCE}, ["L-101"]),
        ({"provider": "999999"}, ["L-127"]),
        ({"provider": KAWASAKI}, ["L-126"]),
        ({"procedure": OTHER_PROCEDURE}, ["L-108"]),
        ({"procedure": "JT00000000000009"}, ["L-122"]),
        ({"affair_code": "JM00000000000009"}, ["L-122"]),
        ({"atena_no": "000000000009999"}, ["L-103"]),
        ({"period_to": date(2024, 12, 31)}, ["L-105"]),
        ({"information": "TM00000000000099", "atena_no": "1", "period_to": date(2024, 1, 1)}, ["L-101", "L-103", "L-105"]),
        ({"purpose": PURPOSE.model_copy(update={"affair": "窓口照会"})}, ["L-004"]),
        ({"purpose": PURPOSE.model_copy(update={"basis": "number_ordinance_3_1_3"})}, ["L-005"]),
    ],
)  # fmt: skip
def test_what_may_not_be_asked_is_refused_and_nothing_is_sent(
    ask: Any, deliver: Any, far: Counterparts, changed: dict[str, Any], found: list[str]
) -> None:
    answer = ask(**changed)
    assert (answer.status_code, findings(answer)) == (422, found)
    deliver()
    assert (Inquiry.objects.count(), far.told("body_gateway.request_information")) == (0, [])


@pytest.mark.parametrize(
    "changed",
    [
        {"consent_on": date(2026, 6, 15)},
        {"information": ALLOWANCE, "consent_on": None},
        {"period_from": date(2025, 12, 31), "period_to": date(2025, 12, 31)},
    ],
)
def test_what_just_may_be_asked_is_accepted(ask: Any, changed: dict[str, Any]) -> None:
    assert ask(**changed).status_code == 200


def test_somebody_without_an_individual_number_cannot_be_asked_about(ask: Any, taken_in: Register) -> None:
    taken_in.tell(person("000000000000058"), "")
    take_register_changes()
    assert findings(ask(atena_no="000000000000058")) == ["L-104"]


def test_an_inquiry_about_a_protected_person_is_marked_not_to_be_disclosed(
    ask: Any, deliver: Any, far: Counterparts
) -> None:
    ask(atena_no=HIDDEN)
    deliver()
    assert far.told("body_gateway.request_information")[0].not_disclosed is True


@pytest.mark.parametrize("state", ["nobody", "not_automatic", "refused", "error"])
def test_each_outcome_is_told_with_its_explanation(
    ask: Any, result: Any, deliver: Any, intermediary: Intermediary, state: str
) -> None:
    number = ask().json()["inquiry_no"]
    deliver()
    intermediary.say(InquiryState(state))
    fetch_results()
    told = result(number).json()
    assert (told["state"], told["message"], told["answer"]) == (state, "説明", None)


def test_what_waits_for_a_clerk_over_there_is_asked_about_until_it_is_decided(
    ask: Any, result: Any, deliver: Any, intermediary: Intermediary
) -> None:
    number = ask().json()["inquiry_no"]
    deliver()
    intermediary.say(InquiryState.NOT_AUTOMATIC)
    assert [fetch_results(), fetch_results()] == [1, 1]
    intermediary.say(InquiryState.ANSWERED)
    assert [fetch_results(), fetch_results()] == [1, 0]
    assert result(number).json()["state"] == "answered"


@pytest.mark.clause("NET-1")
def test_an_inquiry_the_intermediary_does_not_take_ends_with_its_reason(
    ask: Any, result: Any, deliver: Any, far: Counterparts
) -> None:
    def refuse(question: Any) -> Any:
        raise Says("I-103", "符号が未取得のため照会できません。")

    far.answers["body_gateway.request_information"] = refuse
    number = ask().json()["inquiry_no"]
    deliver()
    told = result(number).json()
    assert (told["state"], told["message"]) == ("refused", "符号が未取得のため照会できません。")
    assert HistoryEntry.objects.get(event="inquiry.closed").persons == [HANAKO]


def test_one_inquiry_the_intermediary_will_not_tell_of_does_not_stop_the_others(
    ask: Any, result: Any, deliver: Any, intermediary: Intermediary
) -> None:
    numbers = [ask(key=f"k-{each}", atena_no=who).json()["inquiry_no"] for each, who in enumerate([HANAKO, TARO])]
    deliver()
    intermediary.say(InquiryState.ANSWERED)
    intermediary.results[f"N{numbers[0]}"] = Says("I-104", "この処理通番の照会はありません。")
    fetch_results()
    assert [result(number).json()["state"] for number in numbers] == ["requested", "answered"]


def test_those_not_asked_about_for_longest_come_first(
    ask: Any, deliver: Any, intermediary: Intermediary, monkeypatch: Any
) -> None:
    for each in range(3):
        ask(key=f"k-{each}")
    deliver()
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    for _ in range(3):
        fetch_results()
    assert not Inquiry.objects.filter(checked_at=None).exists()


def test_while_the_intermediary_is_away_the_inquiry_waits(
    ask: Any, result: Any, deliver: Any, far: Counterparts, intermediary: Intermediary
) -> None:
    number = ask().json()["inquiry_no"]
    far.away.add("intermediary")
    deliver()
    batches.results(timestamp=0)
    assert (Inquiry.objects.get().state, result(number).json()["state"]) == ("accepted", "requested")
    far.away.clear()
    deliver()
    intermediary.say(InquiryState.ANSWERED)
    batches.results(timestamp=0)
    assert result(number).json()["state"] == "answered"


@pytest.mark.clause("ACC-2")
def test_an_answer_lies_encrypted_and_goes_to_nobody_else(
    ask: Any, result: Any, deliver: Any, intermediary: Intermediary
) -> None:
    number = ask().json()["inquiry_no"]
    deliver()
    intermediary.say(InquiryState.ANSWERED)
    fetch_results()
    assert str(SECRET).encode() not in bytes(Inquiry.objects.get().answer_cipher)
    Inquiry.objects.update(asked_by="intake")
    answer = result(number)
    assert (answer.status_code, findings(answer)) == (422, ["L-106"])


def test_an_unknown_number_is_refused_with_words(result: Any, taken_in: Register) -> None:
    answer = result("000")
    assert findings(answer) == ["L-106"]
    assert "この照会番号の照会はありません。" in answer.content.decode()


@pytest.mark.clause("NET-1")
def test_before_the_first_masters_nothing_is_asked(ask: Any) -> None:
    from sasae.linkage.inquiries.models import DistributedMasters

    DistributedMasters.objects.all().delete()
    assert findings(ask()) == ["L-109"]


@pytest.mark.clause("NET-1")
@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"valid_from": date(2026, 6, 15)}, 200),
        ({"valid_from": date(2026, 6, 16)}, 422),
        ({"valid_to": date(2026, 6, 15)}, 200),
        ({"valid_to": date(2026, 6, 14)}, 422),
        ({"inquirer": KAWASAKI}, 200),
        ({"inquirer": SAGAMI}, 422),
        ({"provider": "149993"}, 200),
        ({"provider": SAGAMI}, 422),
    ],
)
def test_a_row_of_the_permitted_list_holds_for_its_days_and_bodies_alone(
    ask: Any, masters: Masters, changed: dict[str, Any], status: int
) -> None:
    masters.permit(next(row for row in masters.permitted if row.information == TAX).model_copy(update=changed))
    assert ask().status_code == status


def test_what_may_be_asked_is_told_with_its_providers_and_consent(
    taken_in: Register, door: Any, system: Any
) -> None:
    from sasae.linkage.codes.models import CodeRequest

    CodeRequest.objects.filter(unified__registered__atena_no=HANAKO).update(state="completed")
    question = inquiries.AskableRequest(purpose=PURPOSE, atena_nos=[HANAKO, TARO, "1"])
    told = system("subsidy").ask(door, inquiries.ASKABLE, question).json()
    assert told["reachable"] == [HANAKO]
    assert [(one["information"], one["consent"], one["providers"]) for one in told["information"]] == [
        (TAX, True, ["*"]), (ALLOWANCE, False, ["*"]),
    ]  # fmt: skip
    assert PROCEDURE not in str(told)
