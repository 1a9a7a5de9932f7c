"""Mergers and departures: two persons, one known end for everything under way, records kept and read by the successor."""

from datetime import timedelta
from typing import Any

import pytest

from sasae.contracts import body_gateway
from sasae.contracts import information_network as network
from sasae.foundation.accounts.models import User
from sasae.foundation.history import Actor
from sasae.foundation.outbox.models import OutboxMessage
from sasae.intermediary.bodies import changes
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.closing import carry_out, due
from sasae.intermediary.bodies.models import Body, BodyChange, Kind, State
from sasae.intermediary.codes.models import Code
from sasae.intermediary.inquiries.models import OPEN, Inquiry
from sasae.intermediary.keys.models import KeyVersion
from sasae.intermediary.masters.batches import announce
from sasae.intermediary.provisions.models import Provision
from sasae.intermediary.provisions.signing import platform_key
from sasae.intermediary.records.models import ProvisionRecord
from sasae.intermediary.retention import holds
from sasae.kernel import clock
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.two_persons import tried
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
FIRST, SECOND = Actor("first", "起案者", "staff"), Actor("second", "承認者", "staff")


def proposed(code: str = MIDORINO, kind: Kind = Kind.MERGER, successor: str = KAWASAKI, days: int = 1) -> BodyChange:
    today = clock.today()
    return changes.propose(
        code, kind, successor=successor if kind is Kind.MERGER else "", effective_on=today + timedelta(days=days),
        reason="廃置分合の告示", by=FIRST, on=today, now=clock.now(),
    )  # fmt: skip


def approved(**how: Any) -> BodyChange:
    return changes.approve(proposed(**how).pk, by=SECOND, on=clock.today(), now=clock.now())


def merged(**how: Any) -> BodyChange:
    change = approved(**how)
    carry_out(change.pk, now=clock.now() + timedelta(days=1))
    return BodyChange.objects.get(pk=change.pk)


@pytest.fixture
def busy(net: Net) -> Net:
    """みどり野市 has asked and waits, has been asked about somebody and has to decide, and waits for a code."""
    net.code("other_city", "25", "CODE-M")
    net.copy("other_city", "25", automatic_reply=False)
    net.said("network_core", network.PROVIDE, net.core.request("CODE-M"))
    net.said("other_city", body_gateway.REQUEST_INFORMATION, net.query(unified_no="25", provider=KAWASAKI))
    net.said("other_city", body_gateway.REQUEST_CODES, body_gateway.CodesRequest(unified_nos=["26"]))
    return net


def test_who_proposes_an_end_does_not_approve_it_and_another_does(bodies: Any) -> None:
    change = proposed()
    done = tried(
        "bodies.approve", lambda by: changes.approve(change.pk, by=by, on=clock.today(), now=clock.now()), same=FIRST,
        other=SECOND, says="I-911",
    )  # fmt: skip
    assert done.state == State.APPROVED
    with pytest.raises(changes.CannotChangeBody, match="I-913"):
        changes.approve(change.pk, by=SECOND, on=clock.today(), now=clock.now())


@pytest.mark.parametrize(
    ("how", "finding"),
    [
        ({"days": 0}, "I-904"),
        ({"successor": MIDORINO}, "I-906"),
        ({"successor": ""}, "I-906"),
        ({"successor": "131016"}, "I-902"),
    ],
    ids=["today", "into itself", "into nobody", "into one that is not here"],
)
def test_an_end_that_cannot_be_is_refused(bodies: Any, how: dict[str, Any], finding: str) -> None:
    with pytest.raises(changes.CannotChangeBody, match=finding):
        proposed(**how)
    assert not BodyChange.objects.exists()


def test_two_bodies_are_not_merged_into_each_other_and_one_has_one_end_at_a_time(bodies: Any) -> None:
    proposed()
    with pytest.raises(changes.CannotChangeBody, match="I-901"):
        proposed(kind=Kind.LEAVING)
    with pytest.raises(changes.CannotChangeBody, match="I-908"):
        proposed(code=KAWASAKI, successor=MIDORINO)
    with pytest.raises(changes.CannotChangeBody, match="I-905"):
        proposed(code=KAWASAKI, kind=Kind.LEAVING)


def test_an_end_is_due_on_its_day_and_not_on_the_day_before_and_can_be_withdrawn_until_then(bodies: Any) -> None:
    change = approved(days=2)
    assert due(change.effective_on - timedelta(days=1)) == []
    assert due(change.effective_on) == [change.pk]
    changes.withdraw(change.pk, by=SECOND, now=clock.now())
    assert due(change.effective_on) == []
    assert Body.objects.get(code=MIDORINO).state == "active"


def test_what_was_never_approved_does_not_come(bodies: Any) -> None:
    change = proposed()
    assert due(change.effective_on) == []
    carry_out(change.pk, now=clock.now() + timedelta(days=1))
    assert Body.objects.get(code=MIDORINO).state == "active"


@pytest.mark.clause("INT-5")
def test_everything_under_way_comes_to_one_known_end_and_is_recorded(busy: Net) -> None:
    change = merged()
    assert (change.state, change.counts) == (State.DONE, {"打ち切った照会": 1, "断った提供": 1, "取りやめた符号": 1})
    with acting_for(MIDORINO):
        assert not Inquiry.objects.filter(state__in=OPEN).exists()
        assert list(Provision.objects.values_list("state", flat=True)) == ["refused"]
        assert set(Code.objects.values_list("unified_no", "state")) == {("25", "completed"), ("26", "error")}
        ends = set(ProvisionRecord.objects.values_list("side", "result"))
    assert {("照会", "error"), ("提供", "refused")} <= ends
    sent = set(OutboxMessage.objects.values_list("operation", flat=True))
    assert {"information_network.withdraw", "information_network.provide_late"} <= sent


def test_interrupted_on_the_way_an_end_goes_on_and_nothing_is_ended_twice(busy: Net) -> None:
    change = approved()
    Body.objects.filter(code=MIDORINO).update(state="closed", closed_on=change.effective_on, successor=KAWASAKI)
    for _ in range(2):
        carry_out(change.pk, now=clock.now() + timedelta(days=1))
    with acting_for(MIDORINO):
        assert ProvisionRecord.objects.filter(side="照会").count() == 1
    body = Body.objects.get(code=MIDORINO)
    assert (body.public_key, BodyChange.objects.get(pk=change.pk).state) == ("", State.DONE)


def test_the_core_is_told_once_that_nothing_is_sealed_to_the_ended_body_any_more(busy: Net) -> None:
    announce(platform_key())
    merged()
    assert [announce(platform_key()) for _ in range(2)] == [1, 0]
    assert set(KeyVersion.objects.filter(body=MIDORINO).values_list("state", flat=True)) == {"old"}


def test_whoever_asks_the_ended_body_is_told_the_successor_s_code(busy: Net) -> None:
    merged()
    told = net_provide(busy, "P2")
    assert told.state.value == "refused"
    assert "川崎市（141305）に承継されました" in told.message
    many = network.ProvisionRequests(requests=[request_of(busy, "P3"), request_of(busy, "P4")])
    assert {each.message for each in busy.said("network_core", network.PROVIDE_BULK, many).provisions} == {told.message}
    with acting_for(MIDORINO):
        assert Provision.objects.count() == 1


def request_of(net: Net, number: str) -> Any:
    return net.core.request("CODE-M", processing_no=f"{KAWASAKI}20260615{number[1:]:0>10}")


def net_provide(net: Net, number: str) -> Any:
    return net.said("network_core", network.PROVIDE, request_of(net, number))


def test_a_query_to_the_ended_body_is_refused_where_it_is_made(busy: Net) -> None:
    busy.code("linkage", "17", "CODE-K")
    merged()
    answer = busy.ask("linkage", body_gateway.REQUEST_INFORMATION, busy.query())
    assert (answer.status_code, findings(answer)) == (422, ["I-110"])
    assert "141305" in answer.content.decode()


def test_the_ended_body_begins_nothing_new_and_still_fetches_what_became_of_its_queries(busy: Net) -> None:
    with acting_for(MIDORINO):
        number = Inquiry.objects.get().processing_no
    merged()
    refused = busy.ask("other_city", body_gateway.REQUEST_INFORMATION, busy.query(unified_no="25", provider=KAWASAKI))
    assert (refused.status_code, findings(refused)) == (422, ["I-004"])
    assert findings(busy.copy("other_city", "25", version=2)) == ["I-004"]
    codes = busy.ask("other_city", body_gateway.REQUEST_CODES, body_gateway.CodesRequest(unified_nos=["30"]))
    assert findings(codes) == ["I-004"]
    assert busy.result("other_city", number).state.value == "error"
    assert len(busy.records("other_city", "25")) == 3


def test_an_answer_and_a_code_that_come_too_late_change_nothing(busy: Net) -> None:
    with acting_for(MIDORINO):
        inquiry, waiting = Inquiry.objects.get(), Code.objects.get(unified_no="26")
    merged()
    late = network.AnswerDelivery(
        processing_no=inquiry.processing_no, permit_no="P9", provider=KAWASAKI, state="nobody", message=""
    )
    assert busy.said("network_core", network.DELIVER_ANSWER, late).accepted is False
    pairs = [network.CodeOfProcessing(processing_no=waiting.processing_no, code="LATE")]
    busy.said("network_core", network.DELIVER_CODES, network.CodesDelivery(codes=pairs))
    with acting_for(MIDORINO):
        assert Code.objects.get(unified_no="26").state == "error"
        assert Inquiry.objects.get().state == "error"


def test_the_ids_of_a_merged_body_end_with_it_and_those_of_one_that_leaves_stay(busy: Net, signed_in: Any) -> None:
    clerk = signed_in("records.view", office_code=MIDORINO).staff
    merged()
    assert not User.objects.get(pk=clerk.pk).is_active


def test_the_ids_of_a_body_that_leaves_stay_for_those_who_answer_for_its_records(busy: Net, signed_in: Any) -> None:
    clerk = signed_in("records.view", office_code=MIDORINO).staff
    merged(kind=Kind.LEAVING)
    assert User.objects.get(pk=clerk.pk).is_active


@pytest.mark.clause("INT-5")
def test_records_are_kept_for_seven_years_and_until_the_last_of_them(busy: Net) -> None:
    merged()
    body = Body.objects.get(code=MIDORINO)
    with acting_for(MIDORINO):
        last = max(ProvisionRecord.objects.values_list("keep_until", flat=True))
    assert body.kept_until is not None
    assert body.kept_until >= last
    today = clock.today()
    with pytest.raises(changes.CannotChangeBody, match="I-910"):
        changes.propose(
            MIDORINO, Kind.ERASURE, effective_on=body.kept_until, reason="期限", by=FIRST, on=today, now=clock.now()
        )
    after = body.kept_until + timedelta(days=1)
    with acting_for(MIDORINO):
        number = str(ProvisionRecord.objects.values_list("processing_no", flat=True)[0])
    hold = holds.place(body, number, "訴訟", by=FIRST, now=clock.now())
    with pytest.raises(changes.CannotChangeBody, match="I-915"):
        changes.propose(
            MIDORINO, Kind.ERASURE, effective_on=after, reason="期限", by=FIRST, on=today, now=clock.now()
        )
    holds.ask_lift(body, hold.pk, "終結", by=FIRST)
    holds.lift(body, hold.pk, by=SECOND, now=clock.now())
    assert changes.propose(
        MIDORINO, Kind.ERASURE, effective_on=after, reason="期限", by=FIRST, on=today, now=clock.now()
    )
