"""Disclosure of everything held about a person: made by one, decided by another, opened by the person alone."""

import base64
import io
from datetime import date, datetime, timedelta
from typing import Any

import pikepdf
import pytest

from sasae.contracts.evidence import Entry, Row, Section
from sasae.contracts.resident_questions import Asked, Kind
from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.intake.questions import actions, terms
from sasae.intake.questions.actions import disclosing
from sasae.intake.questions.asker import Asker
from sasae.intake.questions.models import DisclosureRequest, RequestState
from sasae.kernel import clock
from sasae.kernel.clock import TOKYO
from tests.intake.questioning import ATENA, Ends, asking
from tests.intake.questioning import card as card
from tests.intake.questioning import ends as ends
from tests.intake.questioning import send as send
from tests.intake.questioning import user_authority as user_authority
from tests.portal.cards import Card
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ONE, OTHER = Actor("reception1", "多摩 望", "staff"), Actor("custodian1", "中原 誠", "staff")
REFUGE = "川崎市幸区河原町八番地かくれが荘七号"


@pytest.fixture
def requested(card: Card, send: Any) -> DisclosureRequest:
    """Hanako has asked for everything."""
    send(*asking(card, Kind.PACKET))
    return DisclosureRequest.objects.get()


def test_a_reason_the_person_reads_is_never_cut(requested: DisclosureRequest) -> None:
    for act, most in ((disclosing.decline, 500), (disclosing.extend, 300)):
        with pytest.raises(actions.CannotMove, match=str(most)):
            act(requested.number, "あ" * (most + 1), by=ONE, at=clock.now())
    disclosing.extend(requested.number, "あ" * 300, by=ONE, at=clock.now())
    assert DisclosureRequest.objects.get().extended_for == "あ" * 300


def test_the_days_count_from_when_the_person_asked_and_not_from_when_it_was_taken(card: Card, ends: Ends) -> None:
    question, _ = asking(card, Kind.PACKET, asked_at=datetime(2026, 6, 15, 23, 59, 50, tzinfo=TOKYO))
    taken_at = datetime(2026, 6, 16, 0, 0, 5, tzinfo=TOKYO)
    actions.take(question, Asker(Asked(), ATENA), told=0, line=None, by=ONE, at=taken_at)
    one = DisclosureRequest.objects.get()
    assert (one.requested_on, one.due_on) == (date(2026, 6, 15), date(2026, 7, 15))
    assert HistoryEntry.objects.get(event="question.answered").detail["kind"] == "開示請求"


@pytest.mark.clause("DIS-1")
@pytest.mark.seals("intake_questions.DisclosureRequest.packet_cipher")
def test_a_packet_is_made_by_one_decided_by_another_and_opened_by_the_person(
    ends: Ends, card: Card, send: Any, requested: DisclosureRequest, signed_in: Any
) -> None:
    number = requested.number
    assert (requested.due_on - requested.requested_on).days == 30
    assert requested.fee_yen == 0
    maker = signed_in("disclosures.view", "disclosures.prepare", "disclosures.approve", name="多摩 望")
    assert maker.post(f"/disclosures/{number}/prepare/").status_code == 302
    one = DisclosureRequest.objects.get()
    assert (one.state, one.masks) == (RequestState.PREPARED, {"other_persons": 2})
    by = maker.staff.actor
    refused(
        "disclosing.decide", lambda by: disclosing.approve(number, by=by, at=clock.now()), same=by, other=OTHER, says="別の職員"
    )
    maker.post(f"/disclosures/{number}/approve/")
    assert DisclosureRequest.objects.get().state == RequestState.PREPARED  # not by the maker
    assert send(*asking(card, Kind.COLLECT)).packet == ""
    other = signed_in("disclosures.view", "disclosures.approve", name="中原 誠")
    shown = other.get(f"/disclosures/{number}/packet.pdf")
    assert shown["Content-Type"] == "application/pdf"
    other.post(f"/disclosures/{number}/approve/")
    told = send(*asking(card, Kind.COLLECT))
    content = base64.b64decode(told.packet)
    assert content == shown.content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) >= 1
    assert DisclosureRequest.objects.get().state == RequestState.HANDED
    assert {"disclosure.prepared", "disclosure.approved", "disclosure.handed", "disclosure.seen"} <= set(
        HistoryEntry.objects.filter(persons=[ATENA]).values_list("event", flat=True)
    )


def test_who_may_only_look_does_not_open_the_packet_and_one_open_request_is_enough(
    card: Card, send: Any, requested: DisclosureRequest, signed_in: Any
) -> None:
    send(*asking(card, Kind.PACKET))
    assert DisclosureRequest.objects.count() == 1
    client = signed_in("disclosures.view")
    assert client.get(f"/disclosures/{requested.number}/").status_code == 200
    assert client.get(f"/disclosures/{requested.number}/packet.pdf").status_code == 404
    assert client.post(f"/disclosures/{requested.number}/approve/").status_code == 403


def test_a_packet_waits_for_every_system(ends: Ends, requested: DisclosureRequest, signed_in: Any) -> None:
    ends.out = ["subsidy"]
    client = signed_in("disclosures.view", "disclosures.prepare")
    page = client.post(f"/disclosures/{requested.number}/prepare/", follow=True).content.decode()
    assert "答えのないシステムがあります" in page
    assert DisclosureRequest.objects.get().state == RequestState.RECEIVED


@pytest.mark.clause("DIS-1")
def test_a_packet_made_before_the_protection_began_is_not_handed_out(
    ends: Ends, card: Card, send: Any, requested: DisclosureRequest
) -> None:
    from sasae.intake.questions.packet import prepare

    ends.file = [
        Section(
            system="subsidy", title="登録", entries=[Entry(title="登録", rows=[Row(label="住所", value=REFUGE)])]
        )
    ]
    prepare(requested, by=ONE, at=clock.now())
    disclosing.approve(requested.number, by=OTHER, at=clock.now())
    ends.hidden = True
    told = send(*asking(card, Kind.COLLECT))
    assert told.packet == ""
    assert REFUGE not in told.model_dump_json()
    one = DisclosureRequest.objects.get()
    assert (one.state, one.decided_by) == (RequestState.RECEIVED, "")


@pytest.mark.clause("DIS-1")
def test_the_deadline_is_put_off_once_and_its_last_day_is_in_time(requested: DisclosureRequest) -> None:
    due = requested.due_on
    assert not requested.late(due)
    assert requested.late(due + timedelta(days=1))
    one = disclosing.extend(requested.number, "記録が多いため", by=ONE, at=clock.now())
    assert one.due_on == due + timedelta(days=30)
    with pytest.raises(actions.CannotMove):
        disclosing.extend(requested.number, "もう一度", by=ONE, at=clock.now())
    assert terms.due_on(date(2026, 6, 15)) == date(2026, 7, 15)
