"""What is not answered automatically waits for a clerk of the provider, who lets it out or keeps it back."""

import pytest
from django.db import connection

from sasae.contracts.inquiries import InquiryState
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.outbox.actions import deliver as deliver_message
from sasae.foundation.outbox.models import OutboxMessage
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.keys.client import AgentAway
from sasae.intermediary.keys.texts import open_texts
from sasae.intermediary.provisions.deciding import NOT_PROVIDED, CannotDecide, decide
from sasae.intermediary.provisions.models import Provision
from sasae.kernel import clock
from tests.intermediary.conftest import Net, Taken
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.providing import opened, provide
from tests.intermediary.test_codes_and_copies import SALARY, rows_of

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BY = SYSTEM("tests")


@pytest.fixture
def waiting(ready: Net) -> str:
    """A query waits for a clerk. Its permit's number."""
    ready.copy("other_city", "25", version=2, automatic_reply=False)
    provide(ready)
    return f"P{KAWASAKI}202606150000000001"


def send(net: Net) -> None:
    for message in OutboxMessage.objects.filter(state="waiting"):
        deliver_message(message.pk)


@pytest.mark.clause("INT-3")
def test_a_clerk_lets_it_out_with_a_reason_and_the_core_is_told_once(ready: Net, waiting: str) -> None:
    decide(midorino(), waiting, give=True, reason="支援措置の対象でないことを確かめた", by=BY, now=clock.now())
    send(ready)
    (told,) = ready.core.late
    assert (told.permit_no, told.provider, told.state) == (waiting, MIDORINO, InquiryState.ANSWERED)
    assert opened(told.sealed_answer)["records"] == [{"year": 2025, "salary": SALARY, "dependants": 1}]
    assert "確かめた" not in told.model_dump_json()
    assert [each.result for each in ready.records("other_city", "25")] == ["not_automatic", "answered"]
    line = HistoryEntry.objects.get(event="provision.decided")
    assert line.persons == [f"{MIDORINO}:25"]
    assert "確かめた" not in str(line.detail)  # what a clerk writes of a person is the body's alone
    with acting_for(MIDORINO):
        sealed = Provision.objects.get(permit_no=waiting).reason
    assert open_texts(midorino(), "test", [sealed]) == ["支援措置の対象でないことを確かめた"]
    with pytest.raises(CannotDecide, match="待っていません"):
        decide(midorino(), waiting, give=False, reason="もう一度", by=BY, now=clock.now())
    assert len(ready.core.late) == 1


def test_a_clerk_keeps_it_back_and_nothing_leaves(ready: Net, waiting: str) -> None:
    decide(midorino(), waiting, give=False, reason="支援措置の対象である", by=BY, now=clock.now())
    send(ready)
    (told,) = ready.core.late
    assert (told.state, told.sealed_answer, told.message) == (InquiryState.REFUSED, "", NOT_PROVIDED)
    last = ready.records("other_city", "25")[-1]
    assert (last.result, last.items, last.provided_at) == ("refused", [], None)


@pytest.mark.parametrize("reason", ["", "　"])
def test_without_a_reason_nothing_is_decided(ready: Net, waiting: str, reason: str) -> None:
    with pytest.raises(CannotDecide, match="理由"):
        decide(midorino(), waiting, give=True, reason=reason, by=BY, now=clock.now())
    assert not OutboxMessage.objects.exists()


def test_another_body_s_clerk_cannot_decide(ready: Net, waiting: str) -> None:
    with pytest.raises(CannotDecide, match="待っていません"):
        decide(Body.objects.get(code=KAWASAKI), waiting, give=True, reason="理由", by=BY, now=clock.now())


def midorino() -> Body:
    return Body.objects.get(code=MIDORINO)


def test_while_the_agent_is_away_a_clerk_s_decision_changes_nothing(ready: Net, waiting: str, bodies: Taken) -> None:
    bodies.agents[MIDORINO].stop()
    with pytest.raises(AgentAway):
        decide(midorino(), waiting, give=True, reason="理由", by=BY, now=clock.now())
    with acting_for(MIDORINO):
        assert Provision.objects.get().state == "not_automatic"


def test_nothing_of_a_provision_lies_in_the_clear(ready: Net, waiting: str) -> None:
    decide(midorino(), waiting, give=True, reason="理由", by=BY, now=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(t::text, ''), '') FROM outbox_message t")
        outbox = cursor.fetchone()[0]
    assert waiting in rows_of(MIDORINO)
    assert str(SALARY) not in rows_of(MIDORINO) + rows_of(KAWASAKI) + outbox
    assert not [line for line in HistoryEntry.objects.all() if str(SALARY) in str(vars(line))]
