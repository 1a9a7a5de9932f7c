"""The pages of deletion and hold: from the list to the certificate, by right, with nothing personal on the certificate."""

from datetime import datetime
from typing import Any

import pytest

from sasae.foundation.accounts import actions as accounts
from sasae.foundation.history import SYSTEM
from sasae.foundation.retention import actions, holds
from sasae.foundation.retention.models import DeletionRun, LegalHold
from sasae.intake.applications.models import Application
from sasae.intake.downloads.batches import take_all
from sasae.intake.matching.batches import identify_waiting
from sasae.kernel import clock
from sasae.kernel.clock import TOKYO
from tests.intake.applications import ATENA, HANAKO, file

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True),
    pytest.mark.clause("RET-2"),
]
KEY = "KW2026061500000001"
MANAGER = ("retention.view", "retention.manage")
APPROVER = ("retention.view", "retention.approve")


@pytest.fixture
def due(partners: Any, card: Any, deliver: Any) -> None:
    """An application that was withdrawn long ago."""
    partners.serials[card.user_serial] = ATENA
    partners.put(KEY, file(card))
    take_all()
    identify_waiting()
    deliver()
    Application.objects.update(state="08", moved_at=datetime(2020, 5, 1, tzinfo=TOKYO))
    Application.objects.get().publications.all().delete()


def post(client: Any, path: str, **typed: str) -> str:
    page: str = client.post(path, typed, follow=True).content.decode()
    return page


def test_from_the_list_to_the_certificate_which_names_nobody(due: None, signed_in: Any) -> None:
    manager, approver = signed_in(*MANAGER), signed_in(*APPROVER)
    page = post(manager, "/retention/list/")
    assert KEY in page
    assert "終わった申請" in page
    number = DeletionRun.objects.get().pk
    assert "承認は別の職員が行います" in page
    assert manager.post(f"/retention/{number}/steps/approve/").status_code == 403
    assert manager.get(f"/retention/{number}/certificate/").status_code == 404
    assert "裏で進みます" in post(approver, f"/retention/{number}/steps/approve/")
    actions.carry_out(number, now=clock.now())
    page = post(manager, f"/retention/{number}/steps/confirm/")
    assert "消去証明書を開く" in page
    assert KEY not in page
    page = manager.get(f"/retention/{number}/certificate/").content.decode()
    assert DeletionRun.objects.get().digest in page
    for personal in (KEY, HANAKO[0], ATENA, HANAKO[3]):
        assert personal not in page


def test_what_is_taken_off_the_list_needs_a_number_of_it_and_a_reason(due: None, signed_in: Any) -> None:
    manager = signed_in(*MANAGER)
    post(manager, "/retention/list/")
    path = f"/retention/{DeletionRun.objects.get().pk}/steps/exclude/"
    assert "UK-301" in post(manager, path, key=KEY, why="")
    page = post(manager, path, key="KW1", why="<b>訴訟</b>")
    assert "RT-104" in page
    assert "<b>訴訟" not in page
    assert "対象から外しました" in post(manager, path, key=f" {KEY.lower()} ", why="訴訟")
    assert "取りやめました" in post(manager, path.replace("exclude", "withdraw"))
    assert "RT-103" in post(manager, path, key=KEY, why="訴訟")
    assert manager.post(path.replace("exclude", "erase")).status_code == 404


def test_where_nothing_is_due_the_page_says_so(db: None, signed_in: Any) -> None:
    manager = signed_in(*MANAGER)
    assert "RT-101" in post(manager, "/retention/list/")
    assert "消去はまだ行われていません" in manager.get("/retention/").content.decode()


def test_a_hold_is_placed_and_its_end_asked_for_and_approved_on_the_pages(due: None, signed_in: Any) -> None:
    manager, approver = signed_in(*MANAGER), signed_in(*MANAGER, "retention.approve")
    assert "保全しているものはありません" in manager.get("/retention/holds/").content.decode()
    assert "RT-201" in post(manager, "/retention/holds/place/", key="KW9", why="審査請求")
    assert "保全しました" in post(manager, "/retention/holds/place/", key=KEY, why="審査請求")
    path = f"/retention/holds/{LegalHold.objects.get().pk}/"
    assert "解除を求めました" in post(approver, f"{path}ask/", why="裁決があった")
    assert "承認は別の職員が行います" in approver.get(path).content.decode()
    assert "RT-203" in post(approver, f"{path}lift/")
    assert "保全を続けます" in post(approver, f"{path}keep/")
    assert "RT-205" in post(approver, f"{path}lift/")
    post(manager, f"{path}ask/", why="裁決があった")
    assert "保全を解除しました" in post(approver, f"{path}lift/")


@pytest.mark.parametrize("path", ["/retention/", "/retention/holds/", "/retention/1/", "/retention/1/certificate/"])
def test_the_pages_open_by_their_own_right_only(path: str, signed_in: Any) -> None:
    assert signed_in("applications.view").get(path).status_code == 403


def test_who_only_looks_is_offered_no_step(due: None, signed_in: Any) -> None:
    run = actions.list_due(by=SYSTEM("schedule"), on=clock.today(), now=clock.now())
    hold = holds.place(KEY, "監査", by=SYSTEM("one"), now=clock.now())
    viewer = signed_in("retention.view")
    for path in ("/retention/", f"/retention/{run.pk}/", "/retention/holds/", f"/retention/holds/{hold.pk}/"):
        page = viewer.get(path).content.decode()
        assert 'method="post" action="/retention/' not in page
    assert viewer.post(f"/retention/{run.pk}/steps/withdraw/").status_code == 403


@pytest.mark.parametrize("path", ["/retention/", "/retention/holds/"])
def test_a_right_for_some_procedures_does_not_reach_what_is_about_all(path: str, signed_in: Any) -> None:
    for procedure, status in (("certificate_application", 403), ("", 200)):
        client = signed_in()
        accounts.grant(client.staff, "retention.view", by=SYSTEM("tests"), reason="試験のため", procedure=procedure)
        assert client.get(path).status_code == status
