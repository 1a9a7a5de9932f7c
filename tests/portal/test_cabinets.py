"""Each medium has its locked cabinet; what is taken out of it and put back is written down, with what leaves on it too."""

from datetime import timedelta

import pyrage
import pytest
from django.db import ProgrammingError, transaction

from sasae.foundation.custody.cabinets import homeless, not_back
from sasae.foundation.custody.models import Medium, MediumMove, TakingOut
from sasae.foundation.history import SYSTEM
from sasae.foundation.places import actions as places
from sasae.kernel import clock

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("MED-5")]
KEY = str(pyrage.x25519.Identity.generate().to_public())
MEDIUM = "/municipality/media/U1/"


@pytest.fixture
def cabinets(db):
    by, at = SYSTEM("tests"), clock.now()
    site = places.register_site("S-1", "幸区役所", "terminals", "幸 健", by=by, at=at)
    told = {"kind": "cabinet", "site": site, "room": "3階", "key_keeper": "幸 健", "by": by, "at": at}
    return [places.register_place(name, **told) for name in ("キャビネットA", "キャビネットB")]


def registered(client, **more):
    told = {"code": "U1", "kind": "USB", "recipient": KEY, "sealing": "age", **more}
    assert client.post("/municipality/media/new/", told).status_code == 302


def moves():
    return list(MediumMove.objects.order_by("pk").values_list("kind", "cabinet__name", "why"))


def test_a_medium_without_a_cabinet_is_told_on_the_home_page_until_it_has_one(cabinets, signed_in):
    client = signed_in("media.view", "media.manage", "media.approve")
    registered(client)
    assert "しまう場所の決まっていない媒体" in client.get("/municipality/").content.decode()
    assert "先に保管場所を決めてください" in client.post(f"{MEDIUM}steps/out/", {"why": "点検"}, follow=True).content.decode()
    assert "MC-121" in client.post(f"{MEDIUM}steps/put/", {"cabinet": "999"}, follow=True).content.decode()
    client.post(f"{MEDIUM}steps/put/", {"cabinet": cabinets[0].number})
    assert not homeless().exists()
    assert "しまう場所の決まっていない媒体" not in client.get("/municipality/").content.decode()


def test_taking_out_and_putting_back_are_written_down_and_what_is_not_back_by_the_next_day_is_told(cabinets, signed_in):
    client = signed_in("media.view", "media.manage")
    registered(client, cabinet=cabinets[0].pk)
    refused = client.post(f"{MEDIUM}steps/out/", {"why": "長" * 300}, follow=True).content.decode()
    assert "200字まで" in refused
    assert "長" * 300 in refused
    client.post(f"{MEDIUM}steps/out/", {"why": "中身の点検"})
    assert "もう取り出されています" in client.post(f"{MEDIUM}steps/out/", {"why": "点検"}, follow=True).content.decode()
    today = clock.today()
    assert [not_back(today + timedelta(days=more)).count() for more in (0, 1)] == [0, 1]
    client.post(f"{MEDIUM}steps/put/", {"cabinet": cabinets[1].number})
    assert not not_back(today + timedelta(days=1)).exists()
    assert moves() == [("put", "キャビネットA", ""), ("out", "キャビネットA", "中身の点検"), ("put", "キャビネットB", "")]
    assert "中身の点検" in client.get(MEDIUM).content.decode()
    with pytest.raises(ProgrammingError), transaction.atomic():
        MediumMove.objects.all().delete()


def test_what_leaves_on_a_medium_takes_it_out_of_its_cabinet_and_its_return_puts_it_back(cabinets, hanako, signed_in):
    number = hanako.apply()
    carrier = signed_in("submissions.view", "submissions.download", "media.view", "media.ask", "media.hand_over")
    custodian = signed_in("media.view", "media.approve", "media.manage")
    registered(custodian, cabinet=cabinets[0].pk)
    told = {"medium": "U1", "items": number, "purpose": "回線の障害", "receiver": "申請管理", "due_on": "2099-01-01"}
    carrier.post("/municipality/takings-out/new/", told)
    page = f"/municipality/takings-out/{TakingOut.objects.get().pk}/"
    custodian.post(f"{page}steps/approve/")
    assert carrier.post(f"{page}file/").status_code == 200
    assert Medium.objects.get().holder == carrier.staff.login_id
    refused = custodian.post(f"{MEDIUM}steps/put/", {"cabinet": cabinets[0].number}, follow=True).content.decode()
    assert "持出し中の媒体です" in refused
    assert not not_back(clock.today() + timedelta(days=1)).exists()
    custodian.post(f"{page}steps/return/")
    assert Medium.objects.get().holder == ""
    assert moves()[1:] == [("out", "キャビネットA", "回線の障害"), ("put", "キャビネットA", "")]
