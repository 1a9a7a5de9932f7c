"""Step 3: the counter examines, another person approves, the certificate opens; and a refusal. Once by keyboard alone."""

import re

import office
from house import House
from playwright.sync_api import Page, expect

from sasae.deployment.story.cast import applicant

MOST_TABS = 150


def tab_to(page: Page, words: str, *, exact: bool = False) -> None:
    """Press Tab until the link, button or input with these words has the focus, and the focus can be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.evaluate("""() => {
            const one = document.activeElement, style = getComputedStyle(one);
            return {words: (one.innerText || one.labels?.[0]?.innerText || one.getAttribute('aria-label') || '').trim(),
                    seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2};
        }""")
        first = here["words"].split("\n")[0]
        if words == first or (words in first and not exact):
            assert here["seen"], f"the focus on {words} cannot be seen"
            return
    raise AssertionError(f"{words} is not reached by Tab on {page.url}")


def test_the_counter_examines_and_asks_for_approval_by_keyboard_alone(house: House) -> None:
    number = office.arrived(house, "granted")
    page, eyes = house.desk("subsidy", "counter1"), house.eyes
    page.goto(f"{house.page('subsidy')}/")
    eyes.look(page, "subsidy-home")
    tab_to(page, "本文へ移動")
    tab_to(page, "申請")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="申請", exact=True)).to_be_visible()
    eyes.look(page, "subsidy-applications")
    tab_to(page, number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    eyes.look(page, "subsidy-application")
    tab_to(page, "審査する")
    page.keyboard.press("Enter")
    expect(page.locator("#outcome")).to_have_text("交付")
    expect(page.get_by_role("heading", name="根拠", exact=True)).to_be_visible()
    for ground in ("条例", "所得"):
        expect(page.get_by_role("region", name="根拠")).to_contain_text(ground)
    eyes.look(page, "subsidy-examination")
    tab_to(page, "承認を依頼する")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("承認待ち")
    expect(page.get_by_role("button", name="承認する")).to_have_count(0)
    _approved(house, page.url)


def _approved(house: House, address: str) -> None:
    other, eyes = house.desk("subsidy", "examiner1"), house.eyes
    other.goto(f"{house.page('subsidy')}/examinations/")
    eyes.look(other, "subsidy-approvals")
    other.goto(address)
    eyes.look(other)
    office.press(other, "承認する")
    expect(other.locator("main")).to_contain_text("決定しました")
    eyes.look(other, "subsidy-decided")
    house.decided.add("granted")


def test_the_certificate_opens_as_it_was_printed(house: House) -> None:
    office.recipient_number(house, "granted")
    page = house.desk("subsidy", "counter1")
    page.goto(f"{house.page('subsidy')}/people/{applicant('granted').atena_no}/")
    house.eyes.look(page, "subsidy-person")
    page.locator("a[href*='/certificates/']:not(nav a)").last.click()
    house.eyes.look(page, "subsidy-certificate")
    address = page.get_by_role("link", name="印刷した医療証を見る").get_attribute("href")
    printed = page.request.get(f"{house.page('subsidy')}{address}")
    assert printed.status == 200
    assert printed.body().startswith(b"%PDF-")


def test_a_family_over_the_limit_is_refused_with_its_reason(house: House) -> None:
    office.arrived(house, "over_income")
    page = house.desk("subsidy", "counter1")
    assert office.examine(house, page, "over_income") == "不交付（所得超過）"
    expect(page.locator("main")).to_contain_text(re.compile("限度額"))
    house.eyes.look(page, "subsidy-refusal")
    other = office.request_and_approve(house, page)
    house.eyes.look(other)
    page.goto(f"{house.page('subsidy')}/people/{applicant('over_income').atena_no}/")
    expect(page.locator("main")).to_contain_text("交付はありません")


def test_an_application_on_paper_with_missing_entries_names_each_of_them(house: House) -> None:
    page = house.desk("subsidy", "counter1")
    page.goto(f"{house.page('subsidy')}/applications/new/")
    house.eyes.look(page, "subsidy-paper-entry")
    page.get_by_label("郵便番号").fill("2100001")
    office.press(page, "入力する")
    summary = page.get_by_role("alert").filter(has=page.get_by_role("heading", name="入力を確かめてください"))
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    house.eyes.look(page, "subsidy-paper-entry-error")
    assert page.get_by_label("郵便番号").input_value() == "2100001"
