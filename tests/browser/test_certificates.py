"""A certificate's life at the counter: looked at, replaced by another, called back, come back by mail, checked by its code."""

import re

import office
from house import House, wait_for_text
from playwright.sync_api import Page, expect

from tests.foundation.pictures import codes_in_picture, pages_as_pictures

WHO = "twins"


def open_newest(house: House) -> Page:
    """The newest certificate of the story's mother, from the list of all."""
    recipient = office.recipient_number(house, WHO)
    page = house.desk("subsidy", "counter1")
    page.goto(f"{house.page('subsidy')}/certificates/?q={recipient}&state=1")
    page.locator("main table tbody a").first.click()
    expect(page.get_by_role("link", name="再交付する")).to_be_visible()
    return page


def code_of(page: Page) -> str:
    """What a scanner reads from the paper behind the button."""
    address = page.get_by_role("link", name="印刷した医療証を見る").get_attribute("href")
    answer = page.request.get(f"{page.url.split('/certificates/')[0]}{address}")
    assert answer.headers["content-type"] == "application/pdf"
    [code] = codes_in_picture(next(pages_as_pictures(answer.body())))
    return code


def reissue(page: Page, reason: str, form: str = "A6判") -> None:
    """The form of another copy, filled in and sent by the keyboard."""
    page.get_by_label("再交付の理由").select_option(reason)
    page.get_by_label("様式").select_option(form)
    page.get_by_label("備考").fill("窓口で申出")
    page.get_by_label("備考").press("Enter")
    expect(page.locator("main")).to_contain_text("交付しました")


def test_a_lost_certificate_is_replaced_on_the_spot_and_its_code_says_so_at_once(house: House) -> None:
    page, eyes = open_newest(house), house.eyes
    eyes.look(page, "subsidy-certificate")
    lost = code_of(page)
    page.get_by_role("link", name="再交付する").press("Enter")
    office.press(page, "再交付する")
    expect(page.get_by_role("alert").first).to_contain_text("再交付の理由を選んでください。")
    eyes.look(page, "subsidy-certificate-reissue")
    reissue(page, "紛失", "カード判")
    expect(page.locator("main")).to_contain_text("再交付により無効")
    eyes.look(page, "subsidy-certificate-second-copy")
    fresh = code_of(page)
    for code, verdict in ((fresh, "使える医療証です"), (lost, "使えない医療証です")):
        page.goto(f"{house.page('subsidy')}/certificates/check/")
        page.get_by_label("QRコードの文字").fill(code)
        page.get_by_label("QRコードの文字").press("Enter")
        expect(page.locator("main")).to_contain_text(verdict)
    eyes.look(page, "subsidy-certificate-check")


def test_a_damaged_certificate_is_called_back_reminded_of_and_collected(house: House) -> None:
    page, eyes = open_newest(house), house.eyes
    page.get_by_role("link", name="再交付する").click()
    reissue(page, "汚損・破損")
    page.get_by_role("row", name=re.compile("再交付により無効")).last.get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("返却依頼中")
    office.press(page, "電話などで督促した")
    expect(page.locator("main")).to_contain_text("督促 1回")
    page.goto(f"{house.page('subsidy')}/certificates/recalls/?letter=first")
    eyes.look(page, "subsidy-certificate-recalls")
    office.press(page, "返還のお願い・督促を作る")
    wait_for_text(page, page.url, "完了")
    eyes.look(page, "subsidy-certificate-recall-letters")
    page.goto(f"{house.page('subsidy')}/certificates/recalls/?state=open")
    page.locator("main table tbody a").first.click()
    office.press(page, "医療証を回収した")
    expect(page.locator("main")).to_contain_text("回収しました。")
    expect(page.get_by_role("button", name="医療証を回収した")).to_have_count(0)


def test_a_letter_that_came_back_is_taken_in_and_settled(house: House) -> None:
    page, eyes = open_newest(house), house.eyes
    page.get_by_role("link", name="郵便が戻った").click()
    office.press(page, "登録する")
    expect(page.get_by_role("alert").first).to_contain_text("返戻の理由を選んでください。")
    page.get_by_label("返戻の理由").select_option("転居先不明")
    page.get_by_label("次の対応").select_option("資格を確かめる")
    eyes.look(page, "subsidy-certificate-returned")
    office.press(page, "登録する")
    page.goto(f"{house.page('subsidy')}/certificates/returned/")
    eyes.look(page)
    page.locator("main table tbody a").first.click()
    page.get_by_label("対応の内容").fill("電話で新しい住所を聞き、住所の届出を案内した")
    office.press(page, "対応済にする")
    expect(page.locator("main")).to_contain_text("対応済")


def test_every_certificate_ever_issued_is_found_filtered_and_exported(house: House) -> None:
    page, eyes = open_newest(house), house.eyes
    page.goto(f"{house.page('subsidy')}/certificates/")
    eyes.look(page, "subsidy-certificates")
    page.get_by_label("発行区分", exact=False).first.select_option("再交付")
    page.get_by_role("search").get_by_role("button").first.click()
    expect(page.locator("main table tbody")).to_contain_text("通目")
