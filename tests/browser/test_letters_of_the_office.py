"""Office and resident write to each other: a correction asked for, made on a phone, compared."""

import re

import office
import residents
from house import House, wait_for_text
from playwright.sync_api import Page, expect

from sasae.deployment.story.application import USER_PIN, apply
from sasae.deployment.story.cast import applicant

WHO = "over_income"


def test_a_correction_goes_from_the_clerk_to_the_phone_and_back(house: House) -> None:
    number = apply(house.page("portal"), applicant(WHO))
    clerk, eyes = house.desk("intake", "reception1"), house.eyes
    wait_for_text(clerk, f"{house.page('intake')}/examination/{number}/", "補正を求める")
    clerk.get_by_text("文例から始める").first.click()
    clerk.get_by_role("link", name="書類が足りない").click()
    expect(clerk.get_by_label("補正の内容")).to_have_value(re.compile("次の書類が要ります"))
    office.press(clerk, "補正を求める")
    expect(clerk.get_by_role("alert").first).to_be_visible()  # the sample's gaps are not filled in
    text = clerk.get_by_label("補正の内容")
    text.fill(text.input_value().replace("（書類の名前）", "戸籍全部事項証明書"))
    eyes.look(clerk, "intake-correction")
    office.press(clerk, "補正を求める")
    expect(clerk.locator("main")).to_contain_text("補正を求めました")

    page = house.context(phone=True).new_page()
    page.goto(f"{house.page('portal')}/sign-in/")
    page.get_by_role("button", name="カードでログインする").click()
    residents.show_card(page, applicant(WHO), USER_PIN)
    residents.back_to_portal(page)
    wait_for_text(page, f"{house.page('portal')}/receipt/{number}/", "まだ読んでいない手紙")
    eyes.look(page, "portal-status", resident=True)
    page.get_by_role("link", name=re.compile("を読む$")).click()
    eyes.look(page, "portal-letter", resident=True)
    _answered(house, page, number)
    newer = _corrected(house, page, number)
    _compared(house, clerk, number, newer)
    _withdrawn(house, page, newer)
    code = page.locator("#receipt-code").inner_text()
    page.context.close()
    _read_without_a_card(house, newer, code)


def _answered(house: House, page: Page, number: str) -> None:
    """A question with a paper; one mistake loses nothing."""
    page.get_by_role("link", name="市に返事や書類を送る").click()
    house.eyes.look(page, "portal-answer", resident=True)
    page.get_by_role("button", name="送る", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("文を書くか、ファイルを選んでください")
    house.eyes.look(page, resident=True)
    page.get_by_label("伝えたいこと").fill("戸籍は来週とどきます。")
    page.get_by_label(re.compile("1つ目")).set_input_files([residents.PHOTO])
    page.get_by_role("button", name="送る", exact=True).click()
    expect(page.locator("main")).to_contain_text("戸籍は来週とどきます。")


def _corrected(house: House, page: Page, number: str) -> str:
    """The form with what was said before; one thing is changed, the numbers are typed again, and it is signed."""
    page.get_by_role("button", name="前の内容を開いて直す").click()
    expect(page.locator("main")).to_contain_text(applicant(WHO).name)
    house.eyes.look(page, "portal-correction", resident=True)
    page.get_by_role("link", name="直す：暮らしのこと").click()
    page.get_by_label(re.compile("養育費")).fill("120000")
    residents.onward(page)
    while not page.get_by_role("button", name=re.compile("署名に進む")).count():
        residents.onward(page)
    residents.give_numbers(page, applicant(WHO))
    page.get_by_role("button", name="署名に進む").click()
    residents.sign(page, applicant(WHO))
    newer = residents.receipt_number(page)
    expect(page.locator("main")).to_contain_text(number)
    return newer


def _compared(house: House, clerk: Page, number: str, newer: str) -> None:
    """The old one is closed; what changed stands side by side."""
    for words in ("この申請は審査できません", "戸籍は来週とどきます。"):  # two ways, so either may arrive first
        wait_for_text(clerk, f"{house.page('intake')}/examination/{number}/", words)
    house.eyes.look(clerk, "intake-thread")
    clerk.get_by_role("button", name="読んだことを記録する").first.click()
    clerk.goto(f"{house.page('intake')}/examination/{newer}/")
    clerk.get_by_role("link", name="前の申請との違いを見る").click()
    expect(clerk.locator("main")).to_contain_text("120,000円")
    house.eyes.look(clerk, "intake-versions")
    clerk.goto(f"{house.page('intake')}/letters/")
    house.eyes.look(clerk, "intake-replies")


def _withdrawn(house: House, page: Page, number: str) -> None:
    """Taken back with the card's signature; the office hears of it, and the resident that it is over."""
    page.get_by_role("link", name="この申請を取り下げる").click()
    page.get_by_label("理由").fill("引っ越すことになりました。")
    house.eyes.look(page, "portal-withdraw", resident=True)
    page.get_by_role("button", name="署名して取り下げる").click()
    residents.sign(page, applicant(WHO))
    expect(page.locator("main")).to_contain_text("取下げの申出")
    house.eyes.look(page, resident=True)
    wait_for_text(page, f"{house.page('portal')}/receipt/{number}/", "取下げを受け付けました")
    house.eyes.look(page, "portal-withdrawn", resident=True)


def _read_without_a_card(house: House, number: str, code: str) -> None:
    """Somebody whose card is lost has the paper with the two numbers."""
    page = house.context(phone=True).new_page()
    page.goto(f"{house.page('portal')}/receipt/")
    page.get_by_label("受付番号").fill(number)
    page.get_by_label("確認番号").fill("0000-0000-0000")
    page.get_by_role("button", name="確かめる").click()
    expect(page.get_by_role("alert").first).to_contain_text("受付番号か確認番号が違います")
    house.eyes.look(page, resident=True)
    page.get_by_label("確認番号").fill(code.lower())
    page.get_by_role("button", name="確かめる").click()
    expect(page.locator("main")).to_contain_text("取下げを受け付けました")
    assert applicant(WHO).name not in page.inner_text("main")
    house.eyes.look(page, "portal-without-card", resident=True)
    page.context.close()
