"""The operators' screens: each sees their own body's rows, the platform's none, and nobody any content."""

from typing import Any

import pytest
from django.test import Client

from sasae.contracts import body_gateway
from sasae.contracts import information_network as network
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.outbox.models import OutboxMessage
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.provisions.models import Provision
from tests.intermediary.conftest import Net, Taken
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.test_codes_and_copies import SALARY

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
PAGES = {
    "/codes/": "codes.view",
    "/copies/": "copies.view",
    "/inquiries/": "inquiries.view",
    "/provisions/": "provisions.view",
    "/records/": "records.view",
}
PERMIT = f"P{KAWASAKI}202606150000000001"


@pytest.fixture
def busy(net: Net) -> Net:
    """Both bodies have rows of every kind."""
    for caller, person, code in (("linkage", "1117", "CODE-K"), ("other_city", "2225", "CODE-M")):
        net.code(caller, person, code)
        net.copy(caller, person)
    net.said("linkage", body_gateway.REQUEST_INFORMATION, net.query(unified_no="1117"))
    net.said("network_core", network.PROVIDE, net.core.request("CODE-M"))
    net.said("network_core", network.PROVIDE, net.core.request("CODE-K", KAWASAKI, processing_no=f"{MIDORINO}1"))
    return net


@pytest.fixture
def people(busy: Net, settings: Any, pages_for_people: tuple[str, list[str]]) -> Net:
    """The pages for people are served again."""
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    return busy


def shown() -> list[list[str]]:
    return [line.persons for line in HistoryEntry.objects.filter(event="screen.shown").order_by("id")]


@pytest.mark.clause("INT-9")
@pytest.mark.parametrize(("address", "right"), PAGES.items())
def test_an_operator_sees_the_rows_of_their_own_body_and_the_journal_names_them(
    people: Net, signed_in: Any, address: str, right: str
) -> None:
    for office, own, other in ((KAWASAKI, "1117", "2225"), (MIDORINO, "2225", "1117")):
        page = signed_in(right, office_code=office).get(address).content.decode()
        assert other not in page
        if (address, office) not in {("/inquiries/", MIDORINO)}:
            assert own in page
            assert shown()[-1] == [f"{office}:{own}"]


@pytest.mark.clause("INT-9")
@pytest.mark.parametrize(("address", "right"), PAGES.items())
def test_without_the_right_or_without_a_body_a_page_is_refused(
    people: Net, signed_in: Any, address: str, right: str, refusals: Any
) -> None:
    others = set(PAGES.values()) - {right}
    assert signed_in(*others, office_code=KAWASAKI).get(address).status_code == 403
    assert signed_in(right, office_code="").get(address).status_code == 403
    assert signed_in(right, office_code="131016").get(address).status_code == 403
    assert len([line for line in refusals() if "screen.refused" in line]) == 3
    assert Client().get(address).status_code == 302


@pytest.mark.clause("NET-9")
def test_no_page_and_no_export_shows_content_codes_or_keys(people: Net, signed_in: Any) -> None:
    client = signed_in(*PAGES.values(), "lists.export", office_code=MIDORINO)
    for address in PAGES:
        for query in ("", "?export=csv"):
            answer = client.get(address + query)
            assert answer.status_code == 200, (address, query)
            text = answer.content.decode()
            assert not [word for word in (str(SALARY), "CODE-M", "CODE-K", "eyJ") if word in text], address
    page = client.get(f"/provisions/{PERMIT}/").content.decode()
    assert "川崎市" in page
    assert "地方税関係情報" in page
    assert str(SALARY) not in page


@pytest.mark.clause("NET-9")
def test_the_platform_s_operator_sees_bodies_and_masters_and_no_body_s_rows(people: Net, signed_in: Any) -> None:
    client = signed_in("platform.view", "masters.view")
    bodies = client.get("/bodies/").content.decode()
    assert "川崎市" in bodies
    assert "地方税関係情報" in bodies
    assert "1117" not in bodies
    assert "みどり野市" not in client.get("/bodies/?q=川崎").content.decode()
    for address in PAGES:
        assert client.get(address).status_code == 403


def test_lists_speak_in_words_and_not_in_codes(people: Net, signed_in: Any) -> None:
    client = signed_in(*PAGES.values(), office_code=MIDORINO)
    records = client.get("/records/?result=answered").content.decode()
    for words in ("地方税関係情報", "回答あり", "川崎市", "令和"):
        assert words in records
    assert ">answered<" not in records
    assert "当てはまるものはありません" in client.get("/records/?result=refused").content.decode()
    assert "地方税関係情報" in client.get("/copies/").content.decode()
    assert "提供済" in client.get("/provisions/").content.decode()


def test_nobody_is_of_the_platform_and_of_a_body_at_once(staff: Any) -> None:
    from sasae.foundation.accounts import actions

    for right in PAGES.values():
        with pytest.raises(actions.GrantRefused):
            staff("platform.view", right)


def test_the_masters_are_shown_in_words(people: Net, signed_in: Any) -> None:
    page = signed_in("masters.view").get("/masters/").content.decode()
    for words in ("医療証の交付申請の審査", "地方税関係情報", "すべての団体", "平成29年11月13日から", "みどり野市"):
        assert words in page
    found = signed_in("masters.view").get("/masters/?q=149993").content.decode()
    assert "1件" in found
    assert "141305" not in found


def test_before_the_first_masters_the_page_says_so(people: Net, signed_in: Any) -> None:
    from sasae.intermediary.masters.models import MasterVersion

    MasterVersion.objects.all().delete()
    assert "まだ届いていません" in signed_in("masters.view").get("/masters/").content.decode()


def test_lists_page_sort_and_filter(net: Net, signed_in: Any, settings: Any, pages_for_people: Any) -> None:
    numbers = [f"77{number:04d}" for number in range(60)]
    net.said("linkage", body_gateway.REQUEST_CODES, body_gateway.CodesRequest(unified_nos=numbers))
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    client = signed_in("codes.view", "lists.export", office_code=KAWASAKI)
    first = client.get("/codes/?sort=unified_no").content.decode()
    assert "1 / 2 ページ" in first
    assert ("770000" in first, "770059" in first) == (True, False)
    assert "770059" in client.get("/codes/?sort=unified_no&page=2").content.decode()
    assert "770059" in client.get("/codes/?sort=-unified_no").content.decode()
    assert "770001" not in client.get("/codes/?q=770000").content.decode()
    assert "当てはまるものはありません" in client.get("/codes/?state=completed").content.decode()
    assert len(client.get("/codes/?export=csv").content.decode().splitlines()) == 61
    assert signed_in("codes.view", office_code=KAWASAKI).get("/codes/?export=csv").status_code == 403
    assert len(shown()[-1]) == 60


@pytest.fixture
def waiting(net: Net, settings: Any, pages_for_people: Any) -> Net:
    net.code("other_city", "2225", "CODE-M")
    net.copy("other_city", "2225", automatic_reply=False)
    net.said("network_core", network.PROVIDE, net.core.request("CODE-M"))
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    return net


@pytest.mark.clause("INT-3")
def test_a_clerk_decides_on_the_screen_by_their_own_right(waiting: Net, signed_in: Any) -> None:
    address = f"/provisions/{PERMIT}/"
    looking = signed_in("provisions.view", office_code=MIDORINO)
    assert "提供の可否" not in looking.get(address).content.decode()
    assert looking.post(f"{address}decision/", {"give": "yes", "reason": "確認した"}).status_code == 403
    clerk = signed_in("provisions.view", "provisions.release", office_code=MIDORINO)
    assert "提供の可否" in clerk.get(address).content.decode()
    wrong = clerk.post(f"{address}decision/", {"give": "yes", "reason": ""})
    assert wrong.status_code == 422
    assert "入力を確かめてください" in wrong.content.decode()
    done = clerk.post(f"{address}decision/", {"give": "yes", "reason": "確認した"}, follow=True)
    assert "提供します。" in done.content.decode()
    assert clerk.staff.login_id in done.content.decode()
    with acting_for(MIDORINO):
        assert Provision.objects.get().state == "answered"
    assert OutboxMessage.objects.get().operation == "information_network.provide_late"
    again = clerk.post(f"{address}decision/", {"give": "no", "reason": "もう一度"})
    assert again.status_code == 422
    assert shown()[-1] == [f"{MIDORINO}:2225"]


def test_another_body_s_clerk_finds_nothing_to_decide(waiting: Net, signed_in: Any) -> None:
    stranger = signed_in("provisions.view", "provisions.release", office_code=KAWASAKI)
    assert stranger.get(f"/provisions/{PERMIT}/").status_code == 404
    assert stranger.post(f"/provisions/{PERMIT}/decision/", {"give": "yes", "reason": "x"}).status_code == 404


def test_while_the_agent_is_away_the_screen_says_what_to_do(waiting: Net, signed_in: Any, bodies: Taken) -> None:
    bodies.agents[MIDORINO].stop(kill=True)
    clerk = signed_in("provisions.view", "provisions.release", office_code=MIDORINO)
    answer = clerk.post(f"/provisions/{PERMIT}/decision/", {"give": "yes", "reason": "確認した"})
    assert answer.status_code == 422
    assert "鍵代理が動いていません" in answer.content.decode()
    with acting_for(MIDORINO):
        assert Provision.objects.get().state == "not_automatic"
