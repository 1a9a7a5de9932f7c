"""The section in charge changes words and days: proposed with both papers seen, approved by another, printed from then on."""

import re

import office
from house import House
from playwright.sync_api import Page, expect
from test_counter import tab_to

from sasae.deployment.story.cast import applicant
from tests.foundation.pdf_text import by_unicode_tables

NEW = "川崎市長職務代理者"


def desk(house: House, path: str) -> Page:
    """The one who proposes, at a page of the wordings."""
    page = house.desk("subsidy", "payments1")
    page.goto(f"{house.page('subsidy')}/wordings/{path}")
    return page


def printed(page: Page) -> bytes:
    """The kept paper of the certificate on the screen, as its link gives it."""
    address = page.get_by_role("link", name="印刷した医療証を見る").get_attribute("href")
    answer = page.context.request.get(page.url.partition("/certificates/")[0] + (address or ""))
    assert answer.ok
    return answer.body()


def said(pdf: bytes) -> str:
    """Its words, without spaces."""
    return "".join("".join(by_unicode_tables(pdf)).split())


def certificate(house: House) -> Page:
    """The counter at the family's certificate in force."""
    number = office.recipient_number(house, "granted")
    page = house.desk("subsidy", "counter1")
    page.goto(f"{house.page('subsidy')}/people/{applicant('granted').atena_no}/")
    expect(page.locator("main")).to_contain_text(number)
    page.goto(f"{house.page('subsidy')}/certificates/?state=1&q={number}")
    page.locator("tbody a").first.click()
    return page


def test_a_new_issuer_is_proposed_seen_approved_and_stands_on_the_next_certificate_only(house: House) -> None:
    counter, eyes = certificate(house), house.eyes
    address, old = counter.url, printed(counter)
    assert NEW not in said(old)
    page = desk(house, "?q=発行者")
    eyes.look(page, "subsidy-wordings")
    page.get_by_role("link", name="発行者", exact=True).click()
    eyes.look(page, "subsidy-wording")
    page.get_by_role("link", name="変更を起案する").click()
    today = re.search(r"業務日 (令和\d+年\d+月\d+日)", page.inner_text("footer"))
    assert today
    page.get_by_label("発行者").fill("川崎市長ꙮ")
    page.get_by_label("適用日").fill(today.group(1))
    page.get_by_label("変更の根拠").fill("起案第12号")
    office.press(page, "見本を見る")
    expect(page.get_by_role("alert").first).to_contain_text("この装置の書体では印刷できません")
    eyes.look(page, "subsidy-wording-error")
    page.get_by_label("発行者").fill(NEW)
    office.press(page, "見本を見る")
    expect(page.get_by_role("img", name=re.compile("変更後の見本 1ページ（変わるところ[1-9]"))).to_be_visible()
    eyes.look(page, "subsidy-wording-preview")
    office.press(page, "起案する")
    expect(page.locator("main")).to_contain_text("起案しました。別の職員が見本を確かめて承認します。")
    other = house.desk("subsidy", "examiner1")
    other.goto(page.url)
    eyes.look(other, "subsidy-wording-change")
    office.press(other, "見本を確かめて承認する")
    expect(other.locator("main")).to_contain_text("承認しました")
    counter.get_by_role("link", name="再交付する").click()
    counter.get_by_label("再交付の理由").select_option(label="汚損・破損")
    office.press(counter, "再交付する")
    expect(counter.get_by_role("link", name="印刷した医療証を見る")).to_be_visible()
    assert NEW in said(printed(counter))
    counter.goto(address)
    assert printed(counter) == old


def test_a_letters_text_is_changed_by_keyboard_alone_and_a_missing_place_is_told(house: House) -> None:
    page, eyes = desk(house, "letters.refusal/"), house.eyes
    tab_to(page, "変更を起案する")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("変更の起案")
    tab_to(page, "表題")  # the page begins with a link to its 本文
    tab_to(page, "本文")
    page.keyboard.press("Control+A")
    page.keyboard.type("申請のありました福祉医療証は、次の理由により交付しないことに決定しました。")
    tab_to(page, "適用日")
    page.keyboard.type("令和9年4月1日")
    tab_to(page, "変更の根拠")
    page.keyboard.type("起案第13号")
    tab_to(page, "見本を見る")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("差し込みの場所「{applied_on}」がありません")
    tab_to(page, "表題")
    tab_to(page, "本文")
    page.keyboard.press("Home")
    page.keyboard.press("Control+Home")
    page.keyboard.type("{applied_on}に")
    tab_to(page, "見本を見る")
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name=re.compile("変更後の見本"))).to_be_visible()
    tab_to(page, "起案する")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("承認待ち")
    eyes.look(page, "subsidy-wording-letter")
    page.get_by_label("取りやめる理由").fill("文を練り直す")
    office.press(page, "取りやめる")
    expect(page.locator("main")).to_contain_text("取りやめました")


def test_a_new_years_calendar_is_copied_from_the_last_and_its_order_is_watched(house: House) -> None:
    page, eyes = desk(house, "calendar/2028/"), house.eyes
    eyes.look(page, "subsidy-calendar")
    page.get_by_role("link", name="一斉更新の日程（2028年）を起案する").click()
    page.get_by_label("書類の提出期限").fill("10月1日")
    page.get_by_label("変更の根拠").fill("起案第14号")
    office.press(page, "見本を見る")
    expect(page.get_by_role("alert").first).to_contain_text("より前にはできません")
    page.get_by_label("書類の提出期限").fill("11月24日")
    office.press(page, "見本を見る")
    expect(page.get_by_role("region", name="変わった後の日と額")).to_contain_text("6日早くなる")
    eyes.look(page, "subsidy-calendar-preview")
    office.press(page, "起案する")
    expect(page.locator("main")).to_contain_text("起案しました。別の職員が見本を確かめて承認します。")
