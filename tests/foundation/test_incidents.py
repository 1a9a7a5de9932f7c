"""A suspected loss: reported by one button, before the superior at once, followed to its end by two persons."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sasae.foundation.history import SYSTEM, record
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.incidents import actions
from sasae.foundation.incidents.models import Affected, Incident, IncidentLine
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from tests.staff import at
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
HANDLE = ("incidents.view", "incidents.handle", "printing.view")
REPORT = {"kind": "papers", "what": "受付番号 A-1 の申請書が見当たらない", "happened_on": "2026-04-01"}
DESCRIPTION = {"items": "氏名、住所、個人番号", "people": "101", "numbers": "on", "cause": "机の下に置いた", "lessons": "机の下に置かない"}


def of(one: Incident, name: str, *more: object) -> str:
    return reverse(f"incidents:{name}", args=[one.number, *more])


@pytest.fixture
def reported(signed_in):
    """Somebody without any right has pressed the button."""
    clerk = signed_in(office="宮前区役所", name="宮前 花")
    answer = clerk.post(at("/incidents/new/"), REPORT)
    assert answer.status_code == 302
    one = Incident.objects.get()
    one.clerk = clerk
    return one


@pytest.mark.clause("INC-2")
def test_one_button_on_every_page_brings_a_suspicion_before_the_superior_at_once(signed_in, reported):
    superior, elsewhere = signed_in(*HANDLE, name="宮前 係長"), signed_in("batch.view")
    assert reverse("incidents:report") in elsewhere.get(at("/")).content.decode()  # whoever is signed in has the button
    said = reported.clerk.get(of(reported, "reported")).content.decode()
    assert "宮前 係長" in said
    assert reported.number in said
    assert "事故の疑いの報告が届いています" in superior.get(at("/")).content.decode()
    assert "事故の疑いの報告が届いています" not in elsewhere.get(at("/")).content.decode()
    assert elsewhere.get(of(reported, "reported")).status_code == 404  # what was reported is the reporter's and the superior's
    assert superior.post(of(reported, "step", "take")).status_code == 302
    reported.refresh_from_db()
    assert (reported.state, reported.taken_by) == ("open", superior.staff.login_id)
    assert timedelta(0) <= reported.taken_at - reported.reported_at
    assert "事故の疑いの報告が届いています" not in superior.get(at("/")).content.decode()
    assert list(HistoryEntry.objects.filter(event__startswith="incident.").order_by("pk").values_list("event", flat=True)) == [
        "incident.reported", "incident.taken",
    ]  # fmt: skip


def test_who_reported_does_not_take_the_report_and_a_day_to_come_is_refused(signed_in):
    both = signed_in(*HANDLE)
    answer = both.post(at("/incidents/new/"), {**REPORT, "happened_on": "2099-01-01"})
    assert (answer.status_code, "IC-101" in answer.content.decode()) == (422, True)
    both.post(at("/incidents/new/"), REPORT)
    one = Incident.objects.get()
    refused(
        "incidents.take", lambda by: actions.take(one.number, by=by, at=clock.now()), same=both.staff.actor,
        other=SYSTEM("tests"), says="IC-102",
    )  # fmt: skip
    both.post(of(one, "step", "take"))
    one.refresh_from_db()
    assert one.state == "reported"


@pytest.mark.clause("INC-1")
def test_an_incident_is_followed_to_its_end_and_closed_by_another(signed_in, reported):
    handler, closer = signed_in(*HANDLE, "incidents.close"), signed_in("incidents.view", "incidents.close")
    handler.post(of(reported, "step", "take"))
    assert handler.post(of(reported, "write", "description"), DESCRIPTION).status_code == 302
    reported.refresh_from_db()
    known = clock.today()
    assert (reported.serious, reported.first_due_on, reported.final_due_on) == (True, known + timedelta(4), known + timedelta(29))
    handler.post(of(reported, "write", "things"), {"things": "A-1\nA-2"})
    measure = {"kind": "review", "what": "受付票の置き場を決める", "owner": "保険年金課", "due_on": "2099-03-31"}
    handler.post(of(reported, "write", "measure"), measure)
    thing, measure = reported.things.first(), reported.measures.get()
    handler.post(of(reported, "follow", "found", thing.pk), {f"found-{thing.pk}": "書庫"})
    page = handler.post(of(reported, "ask_closing"), {"outcome": "real"}, follow=True).content.decode()
    assert all(id in page for id in ("IC-110", "IC-114"))
    assert "IC-111" not in page
    handler.post(of(reported, "follow", "finished", measure.pk), {f"finished-{measure.pk}": "棚を分け、手順書を直した"})
    for kind in ("first", "final"):
        handler.post(of(reported, "step", "make_report"), {"kind": kind})
        handler.post(of(reported, "step", "send_report"), {"kind": kind})
    assert PrintedDocument.objects.filter(subject=reported.number).count() == 2
    handler.post(of(reported, "ask_closing"), {"outcome": "real"})
    number, now = reported.number, clock.now()
    for verb in (lambda by: actions.close(number, by=by, at=now), lambda by: actions.send_back(number, "x", by=by, at=now)):
        refused("incidents.close", verb, same=handler.staff.actor, other=closer.staff.actor, says="IC-105")
    handler.post(of(reported, "step", "close"))
    reported.refresh_from_db()
    assert reported.state == "closing"  # not by who asked
    closer.post(of(reported, "step", "close"))
    reported.refresh_from_db()
    assert (reported.state, reported.closed_by, reported.serious) == ("closed", closer.staff.login_id, True)
    assert IncidentLine.objects.filter(incident=reported).count() == 13
    page = closer.get(of(reported, "incident")).content.decode()
    assert "棚を分け、手順書を直した" in page
    assert "委員会に確報を出した。" in page


@pytest.mark.clause("INC-1")
def test_persons_affected_are_drawn_from_the_journal_by_operator_terminal_event_and_day(signed_in, reported):
    handler, looker, other = signed_in(*HANDLE), signed_in(), signed_in()
    by = looker.staff.actor
    record(by, "list.exported", "一覧", ["P1", "P2"], list="一覧", rows=2)
    record(by, "list.exported", "一覧", ["P2"], list="一覧", rows=1)
    record(other.staff.actor, "list.exported", "一覧", ["P9"], list="一覧", rows=1)
    handler.post(of(reported, "step", "take"))
    drawn = {"since": "2020-01-01", "until": "2020-12-31", "actor": by.id, "event": "list.exported"}
    handler.post(of(reported, "write", "draw"), drawn)
    assert not Affected.objects.exists()
    today = clock.real_now().date()
    drawn |= {"since": str(today - timedelta(1)), "until": str(today)}
    assert handler.post(of(reported, "write", "draw"), drawn | {"actor": "", "event": ""}).status_code == 422
    for _ in range(2):  # drawn again, each stands once
        handler.post(of(reported, "write", "draw"), drawn)
    found = dict(Affected.objects.values_list("person", "shown"))
    assert found == {"P1": 1, "P2": 2}
    page = handler.get(of(reported, "affected"))
    assert page.status_code == 200
    assert "P2" in page.content.decode()
    told = {"pick": ["P1", "P2"], "state": "told", "note": "通知書を郵送した"}
    handler.post(of(reported, "settle"), told)
    assert set(Affected.objects.values_list("state", "note")) == {("told", "通知書を郵送した")}
    [line] = HistoryEntry.objects.filter(event="incident.told")
    assert sorted(line.persons) == ["P1", "P2"]


@pytest.mark.clause("INC-1")
def test_the_time_line_only_grows(reported):
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError), transaction.atomic():
        IncidentLine.objects.update(text="なかったことにする")


def test_a_superior_of_some_wards_reads_the_reports_of_the_own_office_alone(signed_in, reported):
    own, other = (signed_in(*HANDLE, ward="141364", office=office) for office in ("宮前区役所", "麻生区役所"))
    assert own.get(of(reported, "incident")).status_code == 200
    assert other.get(of(reported, "incident")).status_code == 404
    assert own.get(of(reported, "affected")).status_code == 403  # who is affected may be of any ward
