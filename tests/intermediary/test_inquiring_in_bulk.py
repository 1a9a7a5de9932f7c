"""A body asks many queries at once, and fetches many results."""

from typing import Any

import pytest

from sasae.contracts import body_gateway
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.masters.models import MasterVersion
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, TAX
from tests.intermediary.test_inquiring import deliver
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
MANY = body_gateway.REQUEST_MANY


@pytest.fixture
def ready(net: Net) -> Net:
    """The codes of three persons are there."""
    for number in ("17", "25", "33"):
        net.code("linkage", number, f"CODE-{number}")
    return net


def asked(net: Net, *queries: body_gateway.InformationRequest) -> list[body_gateway.Taken]:
    return list(net.said("linkage", MANY, body_gateway.ManyRequests(requests=list(queries))).taken)


def test_many_queries_are_taken_each_with_its_number_and_submitted(ready: Net) -> None:
    taken = asked(ready, *(ready.query(number, record_id=f"R{number}") for number in ("17", "25", "33")))
    assert [each.record_id for each in taken] == ["R17", "R25", "R33"]
    assert len({each.processing_no for each in taken}) == 3
    ready.work()
    assert sorted(each.code for each in ready.core.submitted) == ["CODE-17", "CODE-25", "CODE-33"]


def test_asked_again_the_same_numbers_come_back_and_nothing_is_asked_twice(ready: Net) -> None:
    query = ready.query("17", record_id="R17")
    first = asked(ready, query)
    assert asked(ready, query, ready.query("25", record_id="R25"))[0] == first[0]
    with acting_for(KAWASAKI):
        assert Inquiry.objects.count() == 2


@pytest.mark.clause("NET-1")
def test_one_that_may_not_be_asked_does_not_take_the_others_with_it(ready: Net) -> None:
    taken = asked(
        ready,
        ready.query("17", record_id="R1", information="TM00000000000099"),
        ready.query("99", record_id="R2"),
        ready.query("17", record_id="R3"),
    )
    assert [bool(each.processing_no) for each in taken] == [False, False, True]
    assert ["許可されていません" in taken[0].refusal, "符号が未取得" in taken[1].refusal, taken[2].refusal] == [
        True,
        True,
        "",
    ]


def test_the_same_record_with_another_content_is_refused(ready: Net) -> None:
    asked(ready, ready.query("17", record_id="R1"))
    (taken,) = asked(ready, ready.query("25", record_id="R1"))
    assert (taken.processing_no, "別の内容" in taken.refusal) == ("", True)


def test_a_record_twice_in_one_message_is_no_message(ready: Net) -> None:
    message = body_gateway.ManyRequests(requests=[ready.query("17", record_id="R1"), ready.query("17", record_id="R1")])
    assert findings(ready.ask("linkage", MANY, message)) == ["I-106"]


def fetched(net: Net, numbers: list[str], caller: str = "linkage") -> Any:
    question = body_gateway.ManyResultsRequest(processing_nos=numbers)
    return net.said(caller, body_gateway.FETCH_RESULTS, question).results


def test_results_come_together_and_what_is_under_way_is_left_out(ready: Net) -> None:
    numbers = [
        each.processing_no
        for each in asked(ready, *(ready.query(one, record_id=f"R{one}") for one in ("17", "25", "33")))
    ]
    ready.work()
    deliver(ready, numbers[0])
    deliver(ready, numbers[1], "nobody")
    told = fetched(ready, numbers)
    assert [(each.processing_no, each.state) for each in told] == [(numbers[0], "answered"), (numbers[1], "nobody")]
    assert told[0].answer["records"] == [{"salary": 7654321}]
    assert HistoryEntry.objects.filter(event="inquiry.opened").count() == 1


@pytest.mark.clause("NET-8")
def test_another_body_gets_nothing_of_them(ready: Net) -> None:
    (taken,) = asked(ready, ready.query("17", record_id="R17"))
    ready.work()
    deliver(ready, taken.processing_no)
    assert fetched(ready, [taken.processing_no], "other_city") == []


def test_the_masters_are_handed_on_without_the_core_s_key(ready: Net) -> None:
    told = ready.said("linkage", body_gateway.MASTERS, body_gateway.MastersRequest())
    assert (told.inquirer, told.version) == (KAWASAKI, MasterVersion.objects.latest("version").version)
    assert TAX in {each.information for each in told.permitted}
    assert "permit_key" not in told.model_dump()
