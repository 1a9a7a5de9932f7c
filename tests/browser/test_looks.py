"""Who looked at my record, on a phone: asked by card, read, one line found strange and answered, everything disclosed."""

import re

import pytest
import residents
from house import House, wait_for_text
from playwright.sync_api import Page, expect

from sasae.deployment.story.application import USER_PIN
from sasae.deployment.story.cast import applicant

WHO = "granted"


def by_card(page: Page, button: str) -> None:
    """Press the button and show the card; back on the portal."""
    page.get_by_role("button", name=button).click()
    residents.show_card(page, applicant(WHO), USER_PIN)
    residents.back_to_portal(page)


def answered(page: Page, words: str) -> None:
    """The page refreshes itself until the answer is there."""
    expect(page.locator("main")).to_contain_text(words, timeout=120_000)


@pytest.mark.clause("DIS-1")
def test_a_resident_sees_who_looked_asks_why_and_has_everything_disclosed(house: House) -> None:
    number, eyes = house.application(WHO), house.eyes
    clerk = house.desk("intake", "reception1")
    wait_for_text(clerk, f"{house.page('intake')}/applications/{number}/", number)
    page = house.context(phone=True).new_page()
    page.goto(f"{house.page('portal')}/sign-in/")
    by_card(page, "カードでログインする")
    page.get_by_role("link", name="わたしの記録").click()
    eyes.look(page, "portal-looks", resident=True)
    by_card(page, "カードで確かめて尋ねる")
    answered(page, "こども家庭課")
    page.get_by_text("この画面に出ないもの").click()
    page.get_by_text(re.compile(r"自動の処理（\d+件）")).first.click()
    eyes.look(page, "portal-looks-answer", resident=True)
    assert "多摩 望" not in page.inner_text("main")

    page.get_by_role("listitem").filter(has_text="こども家庭課").get_by_role("link", name=re.compile("心当たりがない")).first.click()
    page.get_by_label(re.compile("気になること")).fill("この日は何も申し込んでいません")
    eyes.look(page, "portal-looks-strange", resident=True)
    by_card(page, "カードで確かめて知らせる")
    answered(page, "届出を受け付けました")
    eyes.look(page, resident=True)
    page.get_by_role("link", name="わたしの記録へ").click()
    by_card(page, "開示を請求する")
    answered(page, "開示請求を受け付けました")
    eyes.look(page, resident=True)

    _the_office_answers(house, clerk)
    _the_office_discloses(house, clerk)

    wait_for_text(page, f"{house.page('portal')}/looks/", "市からの回答があります")
    eyes.look(page, "portal-looks-news", resident=True)
    by_card(page, "市の回答を受け取る")
    answered(page, "申請が届いたときの確認です")
    eyes.look(page, "portal-looks-collected", resident=True)
    with page.expect_download() as got:
        page.get_by_role("link", name="開示文書（PDF）を受け取る").click()
    assert got.value.path().read_bytes().startswith(b"%PDF-")
    page.set_viewport_size({"width": 1280, "height": 900})
    eyes.look(page, resident=True)
    page.context.close()


def _the_office_answers(house: House, clerk: Page) -> None:
    """Explanation, finding, answer: with the keyboard alone for the first step."""
    clerk.goto(f"{house.page('intake')}/looks/cases/?state=new")
    house.eyes.look(clerk, "intake-strange-cases")
    clerk.get_by_role("link", name=re.compile(r"^KA\d+$")).first.click()
    clerk.get_by_label("説明を求めた先と内容").focus()
    clerk.keyboard.insert_text("担当係の係長に、届いた日の照会の理由を尋ねた")
    clerk.keyboard.press("Tab")
    clerk.keyboard.press("Enter")
    clerk.get_by_label("操作者の説明").fill("申請を受け付けるために開いた")
    clerk.get_by_label("仕事に必要な利用だった").check()
    house.eyes.look(clerk, "intake-strange-case")
    clerk.get_by_role("button", name="判断を記録する").click()
    clerk.get_by_label("本人への回答").fill("申請が届いたときの確認です。")
    clerk.get_by_role("button", name="本人に回答する").click()
    expect(clerk.locator("main")).to_contain_text("回答済")


def _the_office_discloses(house: House, clerk: Page) -> None:
    """One prepares, another decides."""
    clerk.goto(f"{house.page('intake')}/disclosures/?state=received")
    house.eyes.look(clerk, "intake-disclosures")
    clerk.get_by_role("link", name=re.compile(r"^KJ\d+$")).first.click()
    clerk.get_by_role("button", name="開示文書を作成する").click()
    expect(clerk.locator("main")).to_contain_text("作成（承認待ち）")
    address = clerk.url
    other = house.desk("intake", "custodian1")
    other.goto(address)
    house.eyes.look(other, "intake-disclosure")
    other.get_by_role("button", name="開示を決定する", exact=True).click()
    expect(other.locator("main")).to_contain_text("開示決定（受取り待ち）")
