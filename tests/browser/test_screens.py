"""Every screen of every system, as each of its people sees it: found by following the links from the home page."""

import re
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import pytest
from eyes import place_of
from house import House
from playwright.sync_api import Error, Page

from sasae.deployment.demonstration import staff
from sasae.deployment.home import SERVICES

MOST_SCREENS = 60  # of one person
PEOPLE = [(service, user.login_id) for service in SERVICES for user in staff(service)]
EMPTY = "なにも当てはまらない言葉"

# Forms of the services with their address; each is sent empty and must say what is missing.
FORMS = {
    ("subsidy", "counter1"): ["/password/", "/applications/new/", "/claims/folders/new/", "/people/by-number/"],
    ("subsidy", "examiner1"): ["/receipts/upload/"],
    ("subsidy", "idmanager1"): ["/users/new/"],
    ("intake", "idmanager1"): ["/password/", "/users/new/"],
    ("linkage", "idmanager1"): ["/password/", "/users/new/"],
    ("intermediary", "idmanager1"): ["/password/", "/users/new/"],
    ("intake", "reception2"): ["/carrying/new/", "/takings-out/new/"],
    ("intake", "custodian1"): ["/carrying/keys/new/", "/media/new/"],
    ("portal", "idmanager1"): ["/municipality/password/", "/municipality/users/new/"],
    ("portal", "carrier1"): ["/municipality/takings-out/new/"],
    ("portal", "custodian1"): ["/municipality/terminals/new/", "/municipality/media/new/"],
}
LISTS = {  # lists with a filter for words; nothing fits the words
    ("subsidy", "counter1"): ["/applications/", "/people/", "/certificates/", "/claims/", "/notifications/", "/desk/", "/appeals/", "/papers/"],
    ("subsidy", "payments1"): ["/payments/", "/ledger/"],
    ("intake", "reception1"): ["/applications/", "/matching/", "/downloads/", "/handover/", "/examination/"],
    ("linkage", "operator1"): ["/people/", "/codes/", "/inquiries/"],
    ("intermediary", "operator141305"): ["/inquiries/", "/provisions/", "/records/", "/codes/", "/copies/"],
    ("portal", "municipality1"): ["/municipality/submissions/", "/municipality/statuses/"],
    ("portal", "custodian1"): ["/municipality/terminals/", "/municipality/terminal-files/", "/municipality/takings-out/"],
}


def home_of(house: House, service: str) -> str:
    """Where a service's staff begin."""
    return house.page(service) + ("/municipality/" if service == "portal" else "/")


def crawl(house: House, page: Page, start: str, *, resident: bool = False) -> tuple[list[str], list[str]]:
    """Look at the page and at all it leads to, one of each kind. Returns the kinds seen and what is wrong."""
    waiting, seen, wrong = [start], set(), []
    while waiting and len(seen) < MOST_SCREENS:
        address = waiting.pop(0)
        if (kind := _kind(address)) in seen:
            continue
        seen.add(kind)
        if not _opened(page, address):
            house.eyes.complaints.clear()  # a picture by itself stands in a page of the browser's own, which our policy holds too
            continue
        wrong += [f"{page.url}  {fault}" for fault in house.eyes.faults(page, resident=resident)]
        waiting += _links(page, start)
    return sorted(seen), wrong


def _kind(address: str) -> str:
    """The kind of page: its address without numbers, and which filters are set."""
    query = sorted(name for name, _ in parse_qsl(urlsplit(address).query))
    return f"{place_of(address)}?{','.join(query)}"


def _links(page: Page, start: str) -> list[str]:
    """Links to pages of the same system; exports and documents are files, and are no screens."""
    found = page.eval_on_selector_all("a[href]", "all => all.map((one) => one.getAttribute('href'))")
    here = [urldefrag(urljoin(page.url, link)).url for link in found]
    same = [link for link in here if urlsplit(link).netloc == urlsplit(start).netloc]
    return [link for link in same if "export=" not in link and not link.endswith(".pdf")]


def _opened(page: Page, address: str) -> bool:
    """Whether the address is a page. A file is downloaded instead, and must be there."""
    try:
        answer = page.goto(address)
    except Error as stopped:
        if not any(word in stopped.message for word in ("ERR_ABORTED", "Download")):
            raise
        assert page.request.get(address).status == 200, address
        return False
    assert answer is not None, address
    assert answer.status == 200, f"{answer.status} {address}"
    return "text/html" in answer.headers.get("content-type", "")


@pytest.fixture(scope="session")
def lived_in(house: House) -> House:
    """Some work has been done: lists are not all empty."""
    import office

    office.recipient_number(house, "granted")
    return house


@pytest.mark.parametrize(("service", "login"), PEOPLE, ids=[f"{login} of {service}" for service, login in PEOPLE])
def test_every_screen_is_free_of_barriers_for(lived_in: House, service: str, login: str) -> None:
    page = lived_in.desk(service, login)
    start = home_of(lived_in, service)
    seen, wrong = crawl(lived_in, page, start)
    assert len(seen) >= 2, seen
    assert not wrong, "\n".join(wrong)
    page.goto(start)
    lived_in.eyes.look(page, f"{service}-home-{re.sub('[0-9]+$', '', login)}" if (service, login) in LISTS else "")


def test_every_page_a_resident_reaches_is_free_of_barriers_on_a_small_phone(lived_in: House) -> None:
    context = lived_in.context(phone=True)
    seen, wrong = crawl(lived_in, context.new_page(), f"{lived_in.page('portal')}/", resident=True)
    assert len(seen) >= 2, seen
    more, faults = crawl(lived_in, context.new_page(), f"{lived_in.page('software_card')}/", resident=True)
    assert len(more) >= 2, more
    assert not wrong + faults, "\n".join(wrong + faults)
    context.close()


@pytest.mark.parametrize(("service", "login"), list(FORMS), ids=[f"{login} of {service}" for service, login in FORMS])
def test_an_empty_form_says_what_is_missing_without_barriers_to(house: House, service: str, login: str) -> None:
    page = house.desk(service, login)
    for place in FORMS[service, login]:
        page.goto(f"{house.page(service)}{place}")
        page.locator("main form[novalidate] .actions button").first.click()
        page.wait_for_selector("main [role=alert]:not([hidden])")
        assert page.title().startswith("入力の誤り"), (place, page.title())
        house.eyes.look(page)


@pytest.mark.parametrize(("service", "login"), list(LISTS), ids=[f"{login} of {service}" for service, login in LISTS])
def test_an_empty_list_says_so_without_barriers_to(house: House, service: str, login: str) -> None:
    page = house.desk(service, login)
    for place in LISTS[service, login]:
        page.goto(f"{house.page(service)}{place}")
        words = page.locator("[role=search] input:not([type=hidden])")
        if words.count():
            words.first.fill(EMPTY)
            page.get_by_role("button", name="絞り込む").click()
            page.wait_for_function("() => document.querySelectorAll('#list tbody tr').length === 0")
        house.eyes.look(page)


@pytest.mark.parametrize("service", SERVICES)
def test_pages_that_are_not_there_or_not_allowed_say_so_without_barriers_in(house: House, service: str) -> None:
    login = next(login for of, login in PEOPLE if of == service)
    page = house.desk(service, login)
    for place, status in (("no-such-page/", 404), ("users/new/", 403)):
        answer = page.goto(home_of(house, service) + place)
        assert answer is not None
        assert answer.status == status
        house.eyes.look(page, f"error-{status}" if service == "subsidy" else "", refusal=True)
        assert page.get_by_role("link", name="はじめの画面へ").is_visible()


def test_the_portal_and_the_card_refuse_politely(house: House) -> None:
    page = house.context(phone=True).new_page()
    for address, status in (
        (f"{house.page('portal')}/no-such-page/", 404),
        (f"{house.page('portal')}/services/no-such-service/", 404),
        (f"{house.page('portal')}/inbox/", 200),
        (f"{house.page('software_card')}/sign", 400),
        (f"{house.page('software_card')}/no-such-page/", 404),
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status, address
        house.eyes.look(page, resident=True, refusal=status >= 400)
    page.context.close()
