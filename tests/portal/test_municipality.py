"""The municipality's screens: their own log-in and right, numbers and times, never the content."""

import re

import pyrage
import pytest
from django.test import Client

from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.portal.rights import RIGHTS
from sasae.portal.submissions.actions import set_status
from sasae.portal.submissions.models import Status, Submission
from tests.portal.residents import NUMBERS
from tests.staff import at_terminal

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PAGE = "/municipality/submissions/"
KEY = str(pyrage.x25519.Identity.generate().to_public())


@pytest.fixture
def sent(hanako, resident):
    return [hanako.apply(), resident("高津　次子").apply()]


def listed(client, **query):
    return re.findall(r"KW[0-9]{16}", client.get(PAGE, query).content.decode())


def test_staff_with_the_right_see_what_came_in(sent, signed_in):
    client = signed_in("submissions.view")
    assert list(dict.fromkeys(listed(client))) == sent[::-1]
    text = client.get(PAGE).content.decode()
    assert "ひとり親家庭等医療証の交付申請" in text
    assert "申請受付" in text


def test_nothing_of_the_content_is_shown(sent, signed_in):
    text = signed_in("submissions.view").get(PAGE).content.decode()
    for secret in (*NUMBERS, "川崎　花子", "高津　次子", "宮本町", "ハナコ"):
        assert secret not in text


def test_the_list_is_searched_and_filtered(sent, signed_in):
    set_status(sent[0], Status.FETCHED, "", by=SYSTEM("intake"))
    client = signed_in("submissions.view")
    assert set(listed(client, q=sent[1])) == {sent[1]}
    assert set(listed(client, status="02")) == {sent[0]}
    assert listed(client, status="99") == []
    assert listed(client, q="KW1999") == []


def test_a_day_without_a_next_one_is_no_day_to_filter_by(sent, signed_in):
    page = signed_in("submissions.view").get("/municipality/submissions/?to=9999-12-31")
    assert (page.status_code, "ここまで先の日は選べません" in page.content.decode()) == (200, True)


def test_a_draft_is_not_the_municipalitys_business(hanako, signed_in):
    hanako.begin().fill_all().review()
    assert listed(signed_in("submissions.view")) == []


@pytest.mark.clause("ACC-7")
def test_looking_counts(sent, signed_in):
    client = signed_in("submissions.view")
    client.get(PAGE)
    [entry] = HistoryEntry.objects.filter(event="screen.shown")
    assert entry.actor_id == client.staff.login_id
    assert set(entry.persons) == set(sent)
    assert entry.right == "submissions.view"
    assert entry.purpose == "申請データの確認"


def test_without_log_in_one_is_sent_to_the_staffs_log_in():
    response = at_terminal(Client()).get(PAGE)
    assert response.status_code == 302
    assert response["Location"].startswith("/municipality/")


@pytest.mark.parametrize(
    "rights", [[], [right for right in RIGHTS if right not in ("submissions.view", "accounts.manage", "terminals.manage")]],
    ids=["none", "all others"],
)  # fmt: skip
def test_another_right_opens_nothing(sent, signed_in, rights):
    response = signed_in(*rights).get(PAGE)
    assert response.status_code == 403
    page = response.content.decode()
    assert [number for number in sent if number in page] == []


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("/municipality/history/", "history.view"),
        ("/municipality/users/", "accounts.view"),
        ("/municipality/outbox/", "outbox.view"),
    ],
)
def test_staff_pages_need_their_own_right(signed_in, address, right):
    assert signed_in("submissions.view").get(address).status_code == 403
    assert signed_in(right).get(address).status_code == 200


def test_a_resident_is_no_member_of_staff(hanako):
    hanako.apply()
    response = at_terminal(hanako.client).get(PAGE)
    assert response.status_code == 302
    assert response["Location"].startswith("/municipality/")


@pytest.fixture
def two(hanako, resident):
    """An application of one procedure, and one of another."""
    numbers = [hanako.apply(), resident("高津　次子").apply()]
    Submission.objects.filter(receipt_number=numbers[1]).update(procedure="account_change")
    return numbers


@pytest.mark.clause("ACC-4", "MED-2")
def test_one_reaches_the_procedures_one_holds_in_lists_counts_exports_and_files_alike(two, signed_in):
    from sasae.foundation.accounts import actions

    client = signed_in("media.view", "media.ask")
    for right in ("submissions.view", "submissions.status", "submissions.export", "submissions.download"):
        actions.grant(client.staff, right, by=SYSTEM("tests"), reason="試験のため", procedure="account_change")
    assert set(listed(client)) == {two[1]}
    exported = client.get(PAGE, {"export": "csv"}).content.decode()
    assert (two[1] in exported, two[0] in exported) == (True, False)
    statuses = client.get("/municipality/statuses/").content.decode()
    assert (two[1] in statuses, two[0] in statuses, "ひとり親家庭等医療証の交付申請" in statuses) == (True, False, False)
    assert client.get(f"{PAGE}{two[0]}/").status_code == 403
    assert client.get(f"{PAGE}{two[1]}/").status_code == 200
    for step in ("status", "file"):
        assert client.post(f"{PAGE}{two[0]}/{step}/", {"status": "02", "purpose": "-", "delete_by": "2099-01-01"}).status_code == 403
    client.post("/municipality/media/new/", {"code": "U1", "kind": "USB", "recipient": KEY, "sealing": "age"})
    custodian = signed_in("media.view", "media.manage")
    custodian.post("/municipality/media/new/", {"code": "U1", "kind": "USB", "recipient": KEY, "sealing": "age"})
    told = {"medium": "U1", "items": two[0], "purpose": "回線の障害", "receiver": "申請管理", "due_on": "2099-01-01"}
    assert "MC-109" in client.post("/municipality/takings-out/new/", told).content.decode()
    assert client.post("/municipality/takings-out/new/", {**told, "items": two[1]}).status_code == 302


@pytest.mark.clause("POR-2")
def test_staff_with_the_right_move_the_status_as_far_as_it_may_and_the_resident_reads_why(hanako, signed_in):
    number = hanako.apply()
    client = signed_in("submissions.view", "submissions.status")
    page = client.get(f"{PAGE}{number}/").content.decode()
    assert ('value="02"' in page, 'value="06"' in page) == (True, False)
    for status, message in (("06", "飛び越し"), ("02", "受け取りました。")):
        client.post(f"{PAGE}{number}/status/", {"status": status, "message": message})
    one = Submission.objects.get()
    assert [(change.status, change.message) for change in one.changes.order_by("at")] == [("01", ""), ("02", "受け取りました。")]
    [entry] = HistoryEntry.objects.filter(event="submission.status")
    assert (entry.actor_id, entry.terminal) == (client.staff.login_id, client.terminal.code)
    assert "受け取りました。" in signed_in("submissions.view").get("/municipality/statuses/").content.decode()


def test_who_only_looks_is_offered_neither_the_next_status_nor_the_file(hanako, signed_in):
    number = hanako.apply()
    client = signed_in("submissions.view")
    page = client.get(f"{PAGE}{number}/").content.decode()
    assert ("処理状況を更新する" in page, "この端末に取り出す" in page) == (False, False)
    assert client.get(PAGE, {"export": "csv"}).status_code == 403
    for step in ("status", "file"):
        assert client.post(f"{PAGE}{number}/{step}/").status_code == 403


@pytest.mark.clause("ACC-7")
def test_the_logs_are_read_there_by_who_has_the_right_and_name_person_and_terminal(hanako, signed_in):
    client = signed_in("submissions.view")
    client.get(f"{PAGE}{hanako.apply()}/")
    page = signed_in("history.view").get("/municipality/history/").content.decode()
    assert client.staff.login_id in page
    assert client.terminal.code in page
