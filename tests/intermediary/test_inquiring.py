"""A body asks another: the query, the core, the answer, and the record of the inquiring side."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection

from sasae.contracts import body_gateway
from sasae.contracts import information_network as network
from sasae.contracts.inquiries import InquiryState
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.keys.envelope import encrypt
from sasae.intermediary.masters.actions import take_masters
from sasae.intermediary.masters.batches import refresh, refresh_masters
from sasae.intermediary.masters.models import MasterVersion
from sasae.kernel import clock
from sasae.wire.client import Unreachable
from tests.intermediary.conftest import Net, Taken
from tests.intermediary.core import (
    ALLOWANCE,
    ITEMS,
    KAWASAKI,
    MIDORINO,
    PERMIT_SHA256,
    SUBJECT,
    TAX,
    Core,
)
from tests.wire.counterparts import Says
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
REQUEST = body_gateway.REQUEST_INFORMATION


@pytest.fixture
def ready(net: Net) -> Net:
    """Hanako's code is there."""
    net.code("linkage", "17", "CODE-AT-KAWASAKI")
    return net


def asked(net: Net, **other: Any) -> str:
    return str(net.said("linkage", REQUEST, net.query(**other)).processing_no)


def delivery(net: Net, number: str, state: str = "answered", **other: Any) -> network.AnswerDelivery:
    sealed = encrypt(net.core.keys[KAWASAKI], net.core.answer(number))
    plain = {
        "processing_no": number, "permit_no": f"P{number}", "provider": MIDORINO, "state": InquiryState(state),
        "sealed_answer": sealed if state == "answered" else "", "items": ITEMS if state == "answered" else [],
        "provided_at": clock.now() if state == "answered" else None, "message": "" if state == "answered" else "説明",
        "permit_sha256": PERMIT_SHA256, "subject": SUBJECT,
    }  # fmt: skip
    return network.AnswerDelivery(**{**plain, **other})


def deliver(net: Net, number: str, state: str = "answered", **other: Any) -> None:
    net.said("network_core", network.DELIVER_ANSWER, delivery(net, number, state, **other))


@pytest.mark.clause("INT-2")
@pytest.mark.clause("USE-3")
def test_a_query_goes_out_by_code_and_its_answer_comes_back_to_the_body_alone(ready: Net) -> None:
    number = asked(ready)
    assert (number[:14], len(number)) == (f"{KAWASAKI}20260615", 24)
    assert ready.result("linkage", number).state == "requested"
    ready.work()
    (sent,) = ready.core.submitted
    assert (sent.processing_no, sent.code, sent.inquirer, sent.provider, sent.information) == (
        number, "CODE-AT-KAWASAKI", KAWASAKI, MIDORINO, TAX,
    )  # fmt: skip
    deliver(ready, number)
    told = ready.result("linkage", number)
    assert (told.state, told.answer["records"], told.permit_no) == ("answered", [{"salary": 7654321}], f"P{number}")
    with acting_for(KAWASAKI), connection.cursor() as cursor:
        cursor.execute("SELECT inquiry::text FROM inquiry")
        assert "7654321" not in cursor.fetchone()[0]


@pytest.mark.clause("USE-3")
def test_the_core_is_told_the_code_and_never_the_unified_number(ready: Net) -> None:
    ready.code("linkage", "000000000098765", "CODE-2")
    asked(ready, unified_no="000000000098765")
    ready.work()
    told = b" ".join(ready.far.bytes_heard)
    assert b"CODE-2" in told
    assert b"98765" not in told


@pytest.mark.clause("INT-5")
def test_the_inquiring_side_records_who_what_when_and_the_outcome(ready: Net) -> None:
    number = asked(ready, not_disclosed=True)
    ready.work()
    deliver(ready, number)
    (record,) = ready.records("linkage", "17")
    assert (record.side, record.inquirer, record.provider, record.processing_no) == ("照会", KAWASAKI, MIDORINO, number)
    assert (record.information, record.items, record.result, record.not_disclosed) == (TAX, ITEMS, "answered", True)
    assert record.affair.startswith("JM")
    assert record.procedure.startswith("JT")
    assert record.requested_at <= record.provided_at
    assert record.keep_until == date(2033, 12, 31)


@pytest.mark.clause("INT-5")
def test_a_record_can_be_neither_changed_nor_deleted_by_the_program(ready: Net) -> None:
    number = asked(ready)
    deliver(ready, number)
    for statement in ("UPDATE provision_record SET result = 'nobody'", "DELETE FROM provision_record"):
        with pytest.raises(DatabaseError, match="denied"), acting_for(KAWASAKI), connection.cursor() as cursor:
            cursor.execute(statement)
    assert [each.result for each in ready.records("linkage", "17")] == ["answered"]


def test_an_answer_delivered_twice_is_one_answer_and_one_record(ready: Net) -> None:
    number = asked(ready)
    deliver(ready, number)
    deliver(ready, number, state="refused")
    assert ready.result("linkage", number).state == "answered"
    assert len(ready.records("linkage", "17")) == 1


@pytest.mark.parametrize("state", ["nobody", "not_automatic", "refused", "error"])
def test_each_outcome_without_an_answer_is_told_and_recorded(ready: Net, state: str) -> None:
    number = asked(ready)
    deliver(ready, number, state)
    told = ready.result("linkage", number)
    assert (told.state, told.message, told.answer) == (state, "説明", None)
    (record,) = ready.records("linkage", "17")
    assert (record.result, record.items, record.provided_at) == (state, [], None)


def test_what_waited_for_a_clerk_can_still_be_answered_and_both_are_recorded(ready: Net) -> None:
    number = asked(ready)
    deliver(ready, number, "not_automatic")
    deliver(ready, number, "answered")
    assert ready.result("linkage", number).state == "answered"
    assert [each.result for each in ready.records("linkage", "17")] == ["not_automatic", "answered"]


@pytest.mark.clause("NET-3")
@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"information": ALLOWANCE}, ["I-102"]),
        ({"procedure": "JT00000000000099"}, ["I-102"]),
        ({"unified_no": "25"}, ["I-103"]),
    ],
)
def test_what_the_masters_do_not_permit_or_has_no_code_is_refused(
    ready: Net, changed: dict[str, str], found: list[str]
) -> None:
    answer = ready.ask("linkage", REQUEST, ready.query(**changed))
    assert (answer.status_code, findings(answer)) == (422, found)
    ready.work()
    assert ready.core.submitted == []


@pytest.mark.clause("NET-1")
@pytest.mark.parametrize(
    ("use", "allowed"),
    [
        ({"valid_from": date(2026, 6, 15)}, True),
        ({"valid_from": date(2026, 6, 16)}, False),
        ({"valid_to": date(2026, 6, 15)}, True),
        ({"valid_to": date(2026, 6, 14)}, False),
        ({"inquirer": KAWASAKI}, True),
        ({"inquirer": MIDORINO}, False),
        ({"provider": MIDORINO}, True),
        ({"provider": KAWASAKI}, False),
    ],
)
def test_a_row_of_the_list_allows_these_bodies_on_these_days_and_no_others(
    ready: Net, use: dict[str, Any], allowed: bool
) -> None:
    ready.core.version += 1
    ready.core.permitted[0] |= use
    refresh()
    assert (ready.ask("linkage", REQUEST, ready.query()).status_code == 200) == allowed


def test_before_the_masters_have_come_nothing_is_asked(ready: Net) -> None:
    MasterVersion.objects.all().delete()
    assert findings(ready.ask("linkage", REQUEST, ready.query())) == ["I-101"]


def test_the_same_record_id_is_one_query_and_for_other_words_it_is_refused(ready: Net) -> None:
    assert asked(ready) == asked(ready)
    ready.work()
    assert len(ready.core.submitted) == 1
    answer = ready.ask("linkage", REQUEST, ready.query(period_to=date(2024, 12, 31), period_from=date(2024, 1, 1)))
    assert (answer.status_code, findings(answer)) == (422, ["I-105"])
    with acting_for(KAWASAKI):
        assert Inquiry.objects.count() == 1


@pytest.mark.clause("NET-3")
def test_a_query_the_core_does_not_accept_is_refused_and_recorded(ready: Net) -> None:
    ready.core.refuses = "照会許可用照合リストにない照会です。"
    number = asked(ready)
    ready.work()
    told = ready.result("linkage", number)
    assert (told.state, told.message) == ("refused", ready.core.refuses)
    assert [each.result for each in ready.records("linkage", "17")] == ["refused"]


def test_a_refusal_of_the_message_itself_ends_the_query_too(ready: Net) -> None:
    def refuse(question: Any) -> Any:
        raise Says("W-100", "値が正しくありません。")

    ready.far.answers["information_network.submit"] = refuse
    number = asked(ready)
    ready.work()
    assert ready.result("linkage", number).state == "refused"


def test_while_the_core_is_away_the_query_waits_and_is_submitted_once(ready: Net) -> None:
    number = asked(ready)
    ready.far.away.add("network_core")
    with pytest.raises(Unreachable):
        ready.work()
    assert ready.result("linkage", number).state == "requested"
    ready.far.away.clear()
    ready.work()
    ready.work()
    assert [each.processing_no for each in ready.core.submitted] == [number]


def test_the_worker_tries_for_as_long_as_the_core_is_away() -> None:
    from procrastinate.jobs import Job

    from sasae.intermediary.inquiries.batches import submit_inquiry

    job = Job(id=1, queue="q", task_name="t", lock=None, queueing_lock=None, attempts=10_000)
    assert submit_inquiry.retry_strategy.get_retry_decision(exception=Unreachable("away"), job=job) is not None
    assert submit_inquiry.retry_strategy.get_retry_decision(exception=KeyError("broken"), job=job) is None


def test_an_answer_to_a_query_nobody_made_is_refused(ready: Net) -> None:
    answer = ready.ask("network_core", network.DELIVER_ANSWER, delivery(ready, f"{KAWASAKI}202606159999999999"))
    assert (answer.status_code, findings(answer)) == (422, ["I-104"])


@pytest.mark.clause("NET-9")
def test_while_the_body_s_agent_is_away_answers_wait_and_are_told_when_it_is_back(ready: Net, bodies: Taken) -> None:
    number = asked(ready)
    deliver(ready, number)
    question = body_gateway.ResultRequest(processing_no=number)
    bodies.agents[KAWASAKI].stop(kill=True)
    answer = ready.ask("linkage", body_gateway.FETCH_RESULT, question)
    assert (answer.status_code, findings(answer)) == (503, ["I-301"])
    assert "鍵管理者が起動してください" in answer.content.decode()
    bodies.agents[KAWASAKI].start()
    assert ready.result("linkage", number).answer["records"] == [{"salary": 7654321}]


def test_the_journal_follows_a_query_from_its_request_to_its_opening(ready: Net) -> None:
    number = asked(ready)
    deliver(ready, number)
    ready.result("linkage", number)
    lines = HistoryEntry.objects.filter(event__startswith="inquiry.").order_by("id")
    assert [line.event for line in lines] == ["inquiry.requested", "inquiry.closed", "inquiry.opened"]
    assert {tuple(line.persons) for line in lines} == {(f"{KAWASAKI}:17",)}
    assert "7654321" not in str([vars(line) for line in HistoryEntry.objects.all()])


@pytest.mark.clause("INT-8")
def test_masters_are_taken_version_by_version_and_the_newest_is_in_force(net: Net, core: Core) -> None:
    refresh_masters(timestamp=0)
    assert list(MasterVersion.objects.values_list("version", flat=True)) == [1]
    core.version, core.permitted = 2, []
    refresh_masters(timestamp=0)
    net.code("linkage", "17", "C")
    assert findings(net.ask("linkage", REQUEST, net.query())) == ["I-102"]
    assert MasterVersion.objects.count() == 2
    assert take_masters(core.masters(network.MastersRequest())) is False
    assert set(core.keys) == {KAWASAKI, MIDORINO}
    net.far.away.add("network_core")
    refresh_masters(timestamp=0)
    assert MasterVersion.objects.count() == 2


def test_records_of_one_person_are_told_oldest_first_and_of_nobody_else(ready: Net) -> None:
    ready.code("linkage", "25", "CODE-25")
    for place, (person, day) in enumerate([("17", 1), ("25", 2), ("17", 3)]):
        number = asked(ready, unified_no=person, record_id=f"R{place}", period_from=date(2025, 1, day))
        deliver(ready, number, provided_at=clock.now() + timedelta(minutes=place))
    told = ready.records("linkage", "17")
    assert len(told) == 2
    assert told[0].processing_no < told[1].processing_no
    assert ready.records("other_city", "17") == []
