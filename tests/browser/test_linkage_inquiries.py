"""Other bodies are asked in bulk by file and one by one; copies are handed on; the connections' schedule is changed."""

import re
from datetime import date

from hands import come_to, go, pick, tab_to
from house import House
from playwright.sync_api import Page, expect

from sasae.deployment.story.cast import applicant
from sasae.formats.inquiry_file import Told, write

NAME = "P640R110_20261127093000_0001.DAT"
TAX = "TM00000000000002"


def line(atena_no: str) -> Told:
    return Told(
        atena_no=atena_no, unified_no="0" * 15, asked_at="20261127093000001", office="KODOMO", operator="operator1",
        inquirer="141305", not_disclosed=False, affair="JM90000000000001", procedure="JT90000000000001",
        provider="149993", information=TAX, period_from=date(2025, 1, 1), period_to=date(2025, 12, 31),
    )  # fmt: skip


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def test_a_request_file_is_taken_asked_and_answered_and_a_wrong_one_is_said(house: House) -> None:
    desk, eyes, page = house.desk("linkage", "operator1"), house.eyes, house.page("linkage")
    who = applicant("newcomer").atena_no  # who lived in the other city
    desk.goto(f"{page}/inquiry-files/")
    eyes.look(desk)
    go(desk, "依頼ファイルを受け付ける", "依頼ファイルの受付")
    eyes.look(desk, "inquiry-file-new")
    press(desk, "受け付けて照会する")
    expect(desk.get_by_role("alert").first).to_be_visible()
    eyes.look(desk)
    pick(desk, "利用の根拠", "番号法第19条第9号")
    come_to(desk, "利用する事務", "一斉更新")
    content = write([line(who), line("9" * 15)]) + b"broken\r\n"
    desk.locator("#id_file").set_input_files([{"name": NAME, "mimeType": "text/plain", "buffer": content}])
    consents = f"{who},20260601\r\n".encode()
    desk.locator("#id_consents").set_input_files([{"name": "c.csv", "mimeType": "text/csv", "buffer": consents}])
    go(desk, "受け付けて照会する", "3行を受け付けました")
    for _ in range(120):
        if desk.locator("main").get_by_text("完了", exact=True).count():
            break
        desk.wait_for_timeout(1_000)
        desk.reload()
    expect(desk.locator("main")).to_contain_text("回答あり")
    expect(desk.locator("main")).to_contain_text("IF-010")
    expect(desk.locator("main")).to_contain_text("L-103")
    eyes.look(desk, "inquiry-file")
    with desk.expect_download() as taken:
        tab_to(desk, "地方税関係情報の結果を受け取る")
        desk.keyboard.press("Enter")
    with open(taken.value.path(), encoding="utf-8") as file:
        assert [row.split(",")[1] for row in file] == [who, "9" * 15]


def test_purpose_comes_before_whom_and_what(house: House) -> None:
    desk, eyes, page = house.desk("linkage", "operator1"), house.eyes, house.page("linkage")
    desk.goto(f"{page}/inquiries/new/")
    eyes.look(desk)
    desk.get_by_label("番号法第19条第9号").check()
    desk.get_by_label("利用する事務").select_option("資格審査")
    press(desk, "次へ")
    eyes.look(desk, "inquiry-new")
    press(desk, "照会する")
    expect(desk.get_by_role("alert").first).to_be_visible()
    eyes.look(desk)


def test_a_schedule_is_changed_and_copies_are_handed_on(house: House) -> None:
    desk, eyes, page = house.desk("linkage", "operator1"), house.eyes, house.page("linkage")
    desk.goto(f"{page}/schedules/")
    eyes.look(desk, "schedules")
    desk.get_by_role("link", name="税務システムの異動データの取込").click()
    desk.get_by_label("決まった時刻に動かす").check()
    desk.locator("#id_times").fill("朝")
    desk.get_by_label("変える理由").fill("夜間の保守のため")
    press(desk, "予定を変える")
    expect(desk.locator("main")).to_contain_text("L-603")
    eyes.look(desk)
    desk.locator("#id_times").fill("01:30、13:00")
    press(desk, "予定を変える")
    expect(desk.locator("main")).to_contain_text("毎日　01:30、13:00")
    eyes.look(desk, "schedule")
    desk.goto(f"{page}/provisions/")
    eyes.look(desk)
    desk.get_by_role("button", name=re.compile("全件.*児童扶養手当関係情報")).click()
    expect(desk.locator("main")).to_contain_text("提供の処理を始めました")
    for _ in range(120):
        if desk.locator("main").get_by_text("一致", exact=True).count():
            break
        desk.wait_for_timeout(1_000)
        desk.reload()
    eyes.look(desk, "provisions")
    desk.goto(f"{page}/links/connections/")
    eyes.look(desk, "connections")
