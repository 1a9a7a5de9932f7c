"""PMH, where the installation takes part: the right is given, a file is made, handed over and answered."""

import json
from datetime import date

import office
from house import House
from playwright.sync_api import Page, expect

from sasae.deployment.story.play import FIRST_DAY

LAST_DAY = date(2027, 3, 31)


def test_a_file_for_pmh_is_made_handed_over_and_answered_by_whoever_was_given_the_right(house: House) -> None:
    office.recipient_number(house, "granted")
    _given_the_right(house)
    desk, eyes = house.desk("subsidy", "examiner1"), house.eyes
    desk.goto(f"{house.page('subsidy')}/certificates/")
    desk.get_by_role("link", name="PMHへの登録").click()
    desk.locator("[name=since]").fill("令和9年3月31日")
    desk.locator("[name=until]").fill("令和8年6月1日")
    office.press(desk, "作成する")
    expect(desk.get_by_role("alert").first).to_be_visible()
    expect(desk.locator("[name=since]")).to_have_value("令和9年3月31日")
    eyes.look(desk)
    desk.locator("[name=since]").fill(str(FIRST_DAY))
    desk.locator("[name=until]").fill(str(LAST_DAY))
    office.press(desk, "作成する")
    expect(desk.locator("main .lead")).to_contain_text("送信待ち")
    eyes.look(desk, "pmh-file")
    with desk.expect_download() as waiting:
        office.press(desk, "ファイルを受け取る（個人番号を含む）")
    assert json.loads(waiting.value.path().read_bytes())
    office.press(desk, "PMHへ渡した")
    expect(desk.locator("main .lead")).to_contain_text("送信済み")
    office.press(desk, "登録されなかった")
    expect(desk.get_by_role("alert").first).to_contain_text("理由を入れてください")
    eyes.look(desk)
    office.press(desk, "登録された")
    expect(desk.locator("main .lead")).to_contain_text("登録済み")
    expect(desk.get_by_role("button", name="ファイルを受け取る（個人番号を含む）")).to_have_count(0)
    eyes.look(desk)
    desk.goto(f"{house.page('subsidy')}/certificates/pmh/")
    eyes.look(desk, "pmh-files")


def _given_the_right(house: House) -> None:
    """By the manager of user IDs, on the screens; nobody has it from the start."""
    manager: Page = house.desk("subsidy", "idmanager1")
    manager.goto(f"{house.page('subsidy')}/users/")
    manager.get_by_role("link", name="examiner1").click()
    manager.get_by_role("link", name="権限を付与する").click()
    manager.locator("[name=right]").select_option("pmh.export")
    office.press(manager, "付与する")
    expect(manager.get_by_role("alert").first).to_be_visible()
    house.eyes.look(manager)
    manager.locator("[name=right]").select_option("pmh.export")
    manager.locator("[name=reason]").fill("医療証の登録の担当")
    office.press(manager, "付与する")
    expect(manager.locator("main")).to_contain_text("PMHへの登録ファイルの書き出し")
    house.eyes.look(manager)
