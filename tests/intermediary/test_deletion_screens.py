"""Holds and certificates of a body on its operators' pages, and the platform's own deletion on those of its operators."""

from datetime import date, datetime
from typing import Any

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.outbox.models import OutboxMessage
from sasae.foundation.retention.models import DeletionRun as PlatformDeletion
from sasae.foundation.retention.models import HoldState
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.records.models import ProvisionRecord
from sasae.intermediary.retention import actions
from sasae.intermediary.retention.models import DeletionHold, DeletionRun
from sasae.kernel import clock
from tests.intermediary.conftest import Taken
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.test_every_table_of_a_body import ONE, SAID, SIDE, TWO, over, staying
from tests.intermediary.test_retention import FIRST, midorino
from tests.rows import Rows

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("RET-4")]
RIGHTS = ("deletions.view", "deletions.manage")
PERSON = "000000000000025"


@pytest.fixture
def pages(bodies: Taken, settings: Any, pages_for_people: Any) -> None:
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    with acting_for(MIDORINO):
        Rows({}).row(ProvisionRecord, **{**SIDE, "processing_no": "N0", "unified_no": PERSON, "keep_until": date(2020, 3, 31)})


def test_one_holds_and_another_lifts_and_whose_it_is_stands_in_the_journal(pages: None, signed_in: Any) -> None:
    one, two = (signed_in(*RIGHTS, office_code=MIDORINO) for _ in range(2))
    wrong = one.post("/deletions/holds/place/", {"key": "000000000000099", "why": "訴訟のため"}, follow=True)
    assert all(said in wrong.content.decode() for said in ("I-611", "000000000000099", "訴訟のため"))
    assert "保全しました" in one.post("/deletions/holds/place/", {"key": PERSON, "why": "訴訟"}, follow=True).content.decode()
    with acting_for(MIDORINO):
        address = f"/deletions/holds/{DeletionHold.objects.get().pk}/"
    assert "I-601" in one.post("/deletions/list/", follow=True).content.decode()
    assert "解除の理由を入れて" in one.post(f"{address}ask/", {"why": ""}, follow=True).content.decode()
    asked = one.post(f"{address}ask/", {"why": "終結"}, follow=True).content.decode()
    assert "承認は別の職員が行います" in asked
    assert "解除を承認する" not in asked
    assert "解除の承認を待つ保全" in two.get("/").content.decode()
    assert "I-613" in one.post(f"{address}lift/", follow=True).content.decode()
    assert "保全を続けます" in two.post(f"{address}keep/", follow=True).content.decode()
    one.post(f"{address}ask/", {"why": "終結"})
    assert "保全を解除しました" in two.post(f"{address}lift/", follow=True).content.decode()
    assert two.post(f"{address}nonsense/").status_code == 404
    with acting_for(MIDORINO):
        assert DeletionHold.objects.get().state == HoldState.LIFTED
    shown = HistoryEntry.objects.filter(actor_id=two.staff.login_id, persons__contains=[f"{MIDORINO}:{PERSON}"])
    assert shown.exists()
    stranger = signed_in(*RIGHTS, office_code=KAWASAKI)
    assert (stranger.get(address).status_code, PERSON in stranger.get("/deletions/holds/").content.decode()) == (404, False)
    looking = signed_in("deletions.view", office_code=MIDORINO)
    assert looking.post("/deletions/holds/place/", {"key": PERSON, "why": "x"}).status_code == 403


def test_what_is_on_the_list_can_be_looked_through_and_whose_it_is_stands_in_the_journal(pages: None, signed_in: Any) -> None:
    with acting_for(MIDORINO):
        rows = Rows(SAID)
        over(rows)
        staying(rows)
    run = actions.list_due(midorino(), by=ONE, on=FIRST, now=clock.now())
    client = signed_in(*RIGHTS, office_code=MIDORINO)
    page = client.get(f"/deletions/{run.pk}/").content.decode()
    assert "12件" in page  # eleven kinds go first, and the record that is there
    assert all(number in page for number in (PERSON, "N1", "N8", "R1", "TM-GONE", "P1"))
    persons = HistoryEntry.objects.filter(actor_id=client.staff.login_id).values_list("persons", flat=True)
    assert {f"{MIDORINO}:{PERSON}", f"{MIDORINO}:25"} <= {one for some in persons for one in some}
    part = client.get(f"/deletions/{run.pk}/?kind=record").content.decode()
    assert (PERSON in part, "TM-GONE" in part) == (True, False)
    actions.withdraw(midorino(), run.pk, by=ONE, now=clock.now())
    assert PERSON not in client.get(f"/deletions/{run.pk}/").content.decode()


def test_a_confirmed_deletion_has_a_certificate_with_counts_and_no_number(pages: None, signed_in: Any) -> None:
    run = actions.list_due(midorino(), by=ONE, on=clock.today(), now=clock.now())
    actions.approve(midorino(), run.pk, by=TWO, now=clock.now())
    client, address = signed_in(*RIGHTS, office_code=MIDORINO), f"/deletions/{run.pk}/"
    assert client.get(f"{address}certificate/").status_code == 404
    with acting_for(MIDORINO):
        DeletionRun.objects.update(state="done", done_at=clock.now())
    assert "消去証明書を開く" in client.post(f"{address}steps/confirm/", follow=True).content.decode()
    page = client.get(f"{address}certificate/").content.decode()
    with acting_for(MIDORINO):
        assert DeletionRun.objects.get().digest in page
    assert "情報提供等記録" in page
    assert PERSON not in page
    assert signed_in(*RIGHTS, office_code=KAWASAKI).get(f"{address}certificate/").status_code == 404


def test_the_platform_s_operators_delete_what_it_keeps_of_its_own_and_no_body_s(pages: None, signed_in: Any) -> None:
    old = datetime(2020, 4, 1, tzinfo=clock.TOKYO)
    Rows({}).row(OutboxMessage, state="delivered", settled_at=old)
    one, two = signed_in("retention.view", "retention.manage"), signed_in("retention.view", "retention.approve")
    page = one.post("/retention/list/", follow=True).content.decode()
    assert "OM-2020-04" in page
    assert PERSON not in page
    run = PlatformDeletion.objects.get()
    assert "承認を待つ消去" in two.get("/").content.decode()
    two.post(f"/retention/{run.pk}/steps/approve/")
    run.refresh_from_db()
    assert (run.state, run.approved_by) == ("approved", two.staff.login_id)
    clerk = signed_in(*RIGHTS, office_code=MIDORINO)
    assert [clerk.get(each).status_code for each in ("/retention/", f"/retention/{run.pk}/", "/retention/holds/")] == [403] * 3
    assert one.get("/deletions/").status_code == 403
