"""Questions about how the file is handled: taken by telephone, found again, answered by their day."""

from datetime import timedelta

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.inquiries.models import Inquiry
from tests.subsidy.town import MISAKI

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("DIS-2")]
RIGHTS = ("inquiries.view", "inquiries.enter", "inquiries.export")


def asked(**changes: object) -> dict[str, object]:
    today = clock.today()
    return {
        "way": "telephone", "received_on": str(today), "about": "passing", "question": "ほかの課に渡していますか", "atena_no": "",
        "asker": "", "contact": "044-000-1111", "owner": "家庭支援担当", "due_on": str(today + timedelta(days=14)), **changes,
    }  # fmt: skip


def test_an_inquiry_is_taken_found_noted_and_answered_once(granted, signed_in):
    clerk = signed_in(*RIGHTS)
    refused = clerk.post("/file-inquiries/new/", asked(due_on="2020-01-01"))
    assert (refused.status_code, "QA-102" in refused.content.decode()) == (422, True)
    clerk.post("/file-inquiries/new/", asked(atena_no=MISAKI))
    one = Inquiry.objects.get()
    page = f"/file-inquiries/{one.number}/"
    assert "044-000-1111" in clerk.get(page).content.decode()
    clerk.post(f"{page}note/", {"text": "移転の一覧を確かめた"})
    clerk.post(f"{page}answer/", {"answer": "移転先は2か所です", "way": "telephone"})
    said = clerk.post(f"{page}answer/", {"answer": "もう一度", "way": "telephone"}, follow=True).content.decode()
    assert "QA-104" in said
    assert "移転の一覧を確かめた" in said
    for query, there in (("q=2か所", True), ("q=ない言葉", False), ("state=open", False), ("about=passing", True)):
        assert (one.number in clerk.get(f"/file-inquiries/?{query}").content.decode()) is there
    assert one.number in clerk.get("/file-inquiries/?export=csv").content.decode("utf-8-sig")
    events = HistoryEntry.objects.filter(event__startswith="inquiry.", persons=[MISAKI]).order_by("pk")
    assert list(events.values_list("event", flat=True)) == ["inquiry.received", "inquiry.noted", "inquiry.answered"]


def test_what_is_not_answered_by_its_day_stands_among_the_overdue(granted, signed_in):
    clerk = signed_in(*RIGHTS)
    clerk.post("/file-inquiries/new/", asked())
    one = Inquiry.objects.get()
    assert one.number not in clerk.get("/file-inquiries/?due=over").content.decode()
    Inquiry.objects.update(due_on=clock.today() - timedelta(days=1), received_on=clock.today() - timedelta(days=15))
    assert one.number in clerk.get("/file-inquiries/?due=over").content.decode()
    assert "回答の期限を過ぎた問合せ" in clerk.get("/").content.decode()
