"""The municipality's screens: their own log-in and right, numbers and times, never the content."""

import re

import pytest
from django.test import Client

from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.portal.rights import RIGHTS
from sasae.portal.submissions.actions import set_status
from sasae.portal.submissions.models import Status
from tests.portal.residents import NUMBERS

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PAGE = "/municipality/submissions/"


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
    response = Client().get(PAGE)
    assert response.status_code == 302
    assert response["Location"].startswith("/municipality/")


@pytest.mark.parametrize("rights", [[], *([right] for right in RIGHTS if right != "submissions.view")], ids=str)
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
    response = hanako.client.get(PAGE)
    assert response.status_code == 302
    assert response["Location"].startswith("/municipality/")
