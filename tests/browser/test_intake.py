"""Step 2: intake's staff log in and see the application, its signature check and its papers."""

import re

from house import House, wait_for_text
from playwright.sync_api import expect

from sasae.deployment.story.cast import applicant
from sasae.foundation.accounts.demo import PASSWORD


def test_staff_log_in_with_password_and_code_and_see_the_checked_application(house: House) -> None:
    number, eyes = house.application("granted"), house.eyes
    page = house.context().new_page()
    page.goto(house.sign_in_address("intake"))
    eyes.look(page, "staff-sign-in")
    page.get_by_label("利用者ID").fill("reception1")
    page.get_by_label("パスワード").fill(f"not {PASSWORD}")
    page.get_by_role("button", name="次へ").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    eyes.look(page, "staff-sign-in-error")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_label("利用者ID").fill("reception1")
    page.get_by_role("button", name="次へ").click()
    eyes.look(page, "staff-second-factor")
    page.get_by_label("確認コード").fill("12")
    page.get_by_role("button", name="ログインする").click()
    eyes.look(page)
    page.goto(house.sign_in_address("intake"))
    house.sign_in(page, "intake", "reception1")
    eyes.look(page, "intake-home")

    wait_for_text(page, f"{house.page('intake')}/applications/", number)
    eyes.look(page, "intake-applications")
    page.get_by_role("link", name=number).click()
    main = page.locator("main")
    expect(main).to_contain_text(applicant("granted").name)
    expect(page.get_by_role("heading", name="電子署名の検証")).to_be_visible()
    expect(main).to_contain_text("検証の所見はありません")
    eyes.look(page, "intake-application")


def test_the_attached_paper_and_the_application_are_shown_as_pictures(house: House) -> None:
    number = house.application("granted")
    page = house.desk("intake", "reception1")
    wait_for_text(page, f"{house.page('intake')}/applications/", number)
    page.get_by_role("link", name=number).click()
    for words in ("添付1を見る", "申請書を見る"):
        page.get_by_role("link", name=words).click()
        picture = page.locator("main img").first
        expect(picture).to_be_visible()
        assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
        house.eyes.look(page, "intake-paper" if words.startswith("申請書") else "")
        page.get_by_role("link", name="申請に戻る").click()


def test_a_paper_is_marked_as_looked_at_with_a_remark(house: House) -> None:
    number = house.application("father")
    page = house.desk("intake", "reception1")
    wait_for_text(page, f"{house.page('intake')}/applications/", number)
    page.get_by_role("link", name=number).click()
    page.get_by_label(re.compile("点検の所見")).first.fill("内容を確認しました")
    page.get_by_role("button", name="点検済みにする").first.click()
    expect(page.locator("main")).to_contain_text("内容を確認しました")
    house.eyes.look(page)
