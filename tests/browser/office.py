"""What the office's staff do at their screens."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from house import House, wait_for_text
from playwright.sync_api import Page, expect

from sasae.deployment.story.cast import applicant
from sasae.deployment.story.play import turn_calendar


@contextmanager
def on_day(house: House, day: date) -> Iterator[None]:
    """The calendar stands at a day, and then where it stood before."""
    before = date.fromisoformat(house.home.calendar.read_text(encoding="ascii").strip())
    turn_calendar(house.home, day)
    try:
        yield
    finally:
        turn_calendar(house.home, before)


def press(page: Page, words: str) -> None:
    """A button of the page."""
    page.get_by_role("button", name=words, exact=True).click()


def arrived(house: House, key: str) -> str:
    """The application is in intake, checked, and in subsidy. Returns its number."""
    number = house.application(key)
    wait_for_text(house.desk("subsidy", "counter1"), f"{house.page('subsidy')}/applications/", number)
    return number


def open_application(house: House, page: Page, key: str) -> None:
    """From the list, by its number."""
    page.goto(f"{house.page('subsidy')}/applications/")
    page.get_by_role("link", name=house.application(key)).click()


def examine(house: House, page: Page, key: str) -> str:
    """Facts are gathered and judged. Returns the outcome the screen shows."""
    open_application(house, page, key)
    press(page, "審査する")
    return page.locator("#outcome").inner_text()


def request_and_approve(house: House, page: Page) -> Page:
    """The one who examined asks, another approves from the list of what waits. Returns the other's page."""
    address = page.url
    press(page, "承認を依頼する")
    expect(page.locator("main")).to_contain_text("承認待ち")
    other = house.desk("subsidy", "examiner1")
    other.goto(address)
    press(other, "承認する")
    expect(other.locator("main")).to_contain_text("決定しました")
    return other


def recipient_number(house: House, key: str) -> str:
    """The story home's recipient number; examined and approved now unless a test did so before."""
    page = house.desk("subsidy", "counter1")
    if key not in house.decided and not _number_on(house, page, key):
        arrived(house, key)
        assert examine(house, page, key) == "交付"
        request_and_approve(house, page)
    house.decided.add(key)
    number = _number_on(house, page, key)
    assert number, page.inner_text("main")
    return number


def _number_on(house: House, page: Page, key: str) -> str:
    """The number on the person's page; empty where there is none yet."""
    page.goto(f"{house.page('subsidy')}/people/{applicant(key).atena_no}/")
    found = re.search(r"受給者番号\s+(\d{7})\b", page.inner_text("main"))
    return found.group(1) if found else ""
