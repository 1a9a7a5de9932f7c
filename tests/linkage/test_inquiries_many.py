"""Many questions in one message: each is asked or refused on its own, and the results of many come in one answer."""

from datetime import date
from typing import Any

import pytest

from sasae.contracts import inquiries
from sasae.contracts.person_index import Purpose
from sasae.linkage.inquiries.models import Inquiry
from tests.linkage.masters import TAX, Intermediary
from tests.linkage.register import HANAKO, TARO, Register
from tests.wire.counterparts import Counterparts
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PURPOSE = Purpose(affair="一斉更新", basis="number_act_19_9", operator="renewal")


@pytest.fixture
def asked(taken_in: Register, far: Counterparts, door: Any, system: Any) -> Any:
    """Two that may be asked; one without consent; one nobody knows; one about something no list has."""
    Intermediary(far)
    plain = {
        "information": TAX, "provider": "149993", "period_from": date(2025, 1, 1), "period_to": date(2025, 12, 31),
        "consent_on": date(2026, 6, 10), "case": "R1",
    }  # fmt: skip
    questions = [
        inquiries.Question(key="a", atena_no=HANAKO, **plain),
        inquiries.Question(key="b", atena_no=TARO, **{**plain, "consent_on": None}),
        inquiries.Question(key="c", atena_no="000000000009999", **plain),
        inquiries.Question(key="d", atena_no=TARO, **{**plain, "information": "TM99999999999999"}),
        inquiries.Question(key="e", atena_no=TARO, **plain),
    ]
    message = inquiries.ManyRequest(purpose=PURPOSE, questions=questions)
    return lambda key="m-1", **changed: system("subsidy").ask(
        door, inquiries.REQUEST_MANY, message.model_copy(update=changed), key=key
    )


@pytest.mark.clause("NET-1")
@pytest.mark.clause("USE-3")
def test_one_question_that_may_not_be_asked_holds_up_no_other_and_each_says_why(asked: Any) -> None:
    taken = asked().json()["taken"]
    assert [one["key"] for one in taken] == ["a", "b", "c", "d", "e"]
    assert [bool(one["inquiry_no"]) for one in taken] == [True, False, False, False, True]
    assert "L-102" in taken[1]["refusal"]
    assert "L-103" in taken[2]["refusal"]
    assert taken[3]["refusal"]
    assert list(Inquiry.objects.order_by("id").values_list("case", "affair", "person__atena_no")) == [
        ("R1", "一斉更新", HANAKO), ("R1", "一斉更新", TARO),
    ]  # fmt: skip


def test_the_same_message_again_asks_nobody_again(asked: Any) -> None:
    assert asked().json() == asked().json()
    assert Inquiry.objects.count() == 2


def test_many_questions_need_their_basis_as_one_does(asked: Any) -> None:
    answer = asked(purpose=PURPOSE.model_copy(update={"basis": "number_ordinance_3_1_3"}))
    assert findings(answer) == ["L-005"]


def test_results_of_many_come_in_one_answer_and_another_system_s_are_left_out(
    asked: Any, door: Any, system: Any
) -> None:
    numbers = [one["inquiry_no"] for one in asked().json()["taken"] if one["inquiry_no"]]
    Inquiry.objects.filter(inquiry_no=numbers[1]).update(asked_by="intake")
    message = inquiries.ResultsRequest(inquiry_nos=[*numbers, "nobody"])
    told = system("subsidy").ask(door, inquiries.RESULTS, message).json()["results"]
    assert [(one["inquiry_no"], one["state"]) for one in told] == [(numbers[0], "requested")]
