"""Operators put right what got stuck: send again, give up with a reason, correct on order, explain a difference."""

from typing import Any

import pytest

from sasae.foundation.outbox.models import OutboxMessage
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.inquiries.models import Inquiry
from sasae.intermediary.records.models import ProvisionRecord, RecordDifference
from sasae.kernel import clock
from sasae.wire.client import Unreachable
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.test_inquiring import REQUEST, deliver

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def stuck(net: Net, settings: Any, pages_for_people: Any) -> str:
    """A query the core has not heard of yet. Its number."""
    net.code("linkage", "17", "CODE-AT-KAWASAKI")
    number = str(net.said("linkage", REQUEST, net.query()).processing_no)
    net.far.away.add("network_core")
    with pytest.raises(Unreachable):
        net.work()
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    return number


@pytest.mark.clause("INT-7")
def test_what_has_not_reached_the_core_is_listed_with_its_trouble_and_sent_again(
    net: Net, stuck: str, signed_in: Any
) -> None:
    client = signed_in("inquiries.view", "inquiries.operate", office_code=KAWASAKI)
    assert stuck in client.get("/inquiries/?trouble=unsent").content.decode()
    page = client.get(f"/inquiries/{stuck}/").content.decode()
    assert "届いていない理由" in page
    assert "（1回）" in page
    net.far.away.clear()
    assert "送り直します" in client.post(f"/inquiries/{stuck}/again/", follow=True).content.decode()
    net.work()
    assert [each.processing_no for each in net.core.submitted] == [stuck]
    assert stuck not in client.get("/inquiries/?trouble=unsent").content.decode()
    told = client.post(f"/inquiries/{stuck}/again/", follow=True).content.decode()
    assert "届いていない照会ではありません" in told
    assert "いま送り直す" not in told


def test_a_query_is_given_up_with_a_reason_once_and_by_those_who_may(stuck: str, signed_in: Any) -> None:
    address = f"/inquiries/{stuck}/giving-up/"
    looking = signed_in("inquiries.view", office_code=KAWASAKI)
    assert "照会を打ち切る" not in looking.get(f"/inquiries/{stuck}/").content.decode()
    assert looking.post(address, {"reason": "理由"}).status_code == 403
    client = signed_in("inquiries.view", "inquiries.operate", office_code=KAWASAKI)
    assert client.post(address, {"reason": ""}).status_code == 422
    done = client.post(address, {"reason": "申請が取り下げられた"}, follow=True).content.decode()
    assert "照会を打ち切りました" in done
    assert "申請が取り下げられた" in done
    assert OutboxMessage.objects.get().operation == "information_network.withdraw"
    stale = client.post(address, {"reason": "もう一度"})
    assert stale.status_code == 422
    assert "入力した内容：もう一度" in stale.content.decode()
    with acting_for(KAWASAKI):
        assert (Inquiry.objects.get().state, ProvisionRecord.objects.get().result) == ("error", "error")


@pytest.mark.clause("NET-8")
def test_another_body_s_operator_finds_nothing(stuck: str, signed_in: Any) -> None:
    stranger = signed_in("inquiries.view", "inquiries.operate", office_code=MIDORINO)
    assert stranger.get(f"/inquiries/{stuck}/").status_code == 404
    assert stranger.post(f"/inquiries/{stuck}/giving-up/", {"reason": "理由"}).status_code == 422 or (
        stranger.post(f"/inquiries/{stuck}/giving-up/", {"reason": "理由"}).status_code == 404
    )
    with acting_for(KAWASAKI):
        assert Inquiry.objects.get().state == "requested"


@pytest.fixture
def recorded(net: Net, settings: Any, pages_for_people: Any) -> int:
    """A record of an answered query. Its number."""
    net.code("linkage", "17", "CODE-AT-KAWASAKI")
    number = str(net.said("linkage", REQUEST, net.query()).processing_no)
    net.work()
    deliver(net, number)
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    with acting_for(KAWASAKI):
        return int(ProvisionRecord.objects.get().pk)


@pytest.mark.clause("INT-5")
def test_a_record_is_put_right_on_the_screen_and_the_old_one_says_by_which(recorded: int, signed_in: Any) -> None:
    address = f"/records/{recorded}/correction/"
    looking = signed_in("records.view", office_code=KAWASAKI)
    assert "訂正の記録を書く" not in looking.get(f"/records/{recorded}/").content.decode()
    assert looking.post(address, {}).status_code == 403
    client = signed_in("records.view", "records.correct", office_code=KAWASAKI)
    assert "訂正の記録を書く" in client.get(f"/records/{recorded}/").content.decode()
    assert client.post(address, {"items": "year"}).status_code == 422
    order = {"items": "year", "order_no": "8川第1号", "reason": "決定のとおり"}
    done = client.post(address, order, follow=True).content.decode()
    assert "8川第1号" in done
    assert "で訂正されています" in client.get(f"/records/{recorded}/").content.decode()
    again = client.post(address, order)
    assert again.status_code == 422
    assert "すでに訂正されています。新しい記録を訂正してください。　入力した内容：" in again.content.decode()


def test_a_difference_says_the_cause_and_who_must_act_and_takes_an_explanation(recorded: int, signed_in: Any) -> None:
    with acting_for(KAWASAKI):
        number = RecordDifference.objects.create(
            processing_no="1", side="照会", kind="items", ours="year", cores="year・salary", found_at=clock.now()
        ).pk
    client = signed_in("records.view", "records.correct", office_code=KAWASAKI)
    assert "項目が違う" in client.get("/records/differences/").content.decode()
    page = client.get(f"/records/differences/{number}/").content.decode()
    assert "考えられる原因" in page
    assert "提供側の団体が" in page
    address = f"/records/differences/{number}/explanation/"
    assert client.post(address, {"note": ""}).status_code == 422
    assert "確かめた" in client.post(address, {"note": "確かめた"}, follow=True).content.decode()
    assert client.post(address, {"note": "もう一度"}).status_code == 422
    assert Body.objects.count() == 2
