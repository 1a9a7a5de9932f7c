"""The city's figures, free extraction and the coming-over from an old system, as the section's people do them."""

from pathlib import Path

import office
from house import House, wait_for_text
from playwright.sync_api import Page, expect

from tests.subsidy.old_system.handed_over import as_csv, rows


def desk(house: House, login: str, path: str) -> Page:
    """A member of the section at a page."""
    page = house.desk("subsidy", login)
    page.goto(f"{house.page('subsidy')}{path}")
    return page


def test_files_of_the_old_system_are_checked_approved_by_another_taken_over_and_compared(
    house: House, tmp_path: Path
) -> None:
    page = desk(house, "payments1", "/old-system/files/")
    house.eyes.look(page, "old-system-files")
    page.goto(f"{house.page('subsidy')}/old-system/new/")
    page.get_by_label("名称").fill("本番移行")
    page.get_by_label("移行", exact=True).check()
    page.get_by_label("切替日").fill("R8.6.1")
    office.press(page, "始める")
    address = page.url
    told = rows()
    told["incomes"].clear()
    for kind, listed in told.items():
        file = tmp_path / f"{kind}.csv"
        file.write_bytes(as_csv(kind, listed))
        page.get_by_label("ファイルの種類").select_option(kind)
        page.get_by_label("CSVファイル").set_input_files(file)
        office.press(page, "登録する")
        expect(page.locator("main")).to_contain_text(f"{kind}.csv")
    office.press(page, "点検する")
    wait_for_text(page, address, "合計表と合っています")
    house.eyes.look(page, "old-system")
    office.press(page, "取込みの承認を求める")
    other = house.desk("subsidy", "examiner1")
    other.goto(address)
    house.eyes.look(other)
    office.press(other, "承認して取り込む")
    wait_for_text(page, address, "取込済")
    office.press(page, "旧システムと比べる")
    wait_for_text(page, address, "D01 所得の資料がない")
    page.get_by_role("link", name="違いの一覧").click()
    house.eyes.look(page, "old-system-differences")


def test_the_figures_of_the_year_and_of_a_month_are_drawn_and_told(house: House) -> None:
    page = desk(house, "payments1", "/statistics/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("統計")
    house.eyes.look(page, "statistics-year")
    page.locator("tbody a").first.click()
    expect(page.locator("main")).to_contain_text("月末の受給者")
    house.eyes.look(page, "statistics-month")
    page.goto(f"{house.page('subsidy')}/statistics/")
    page.get_by_role("link", name="ごとの内訳").click()
    expect(page.locator("main")).to_contain_text("延べ人数")
    house.eyes.look(page, "statistics-sides")
    page = desk(house, "payments1", "/treasury/")
    house.eyes.look(page, "treasury")


def test_an_extraction_is_counted_asked_for_approved_by_another_and_fetched(house: House) -> None:
    page = desk(house, "payments1", "/extraction/")
    house.eyes.look(page, "extractions")
    page.get_by_role("link", name="資格", exact=True).click()
    page.get_by_label("氏名（個人を示す値）").check()
    page.get_by_label("区（所在：支援措置の対象の人は伏せる）").check()
    office.press(page, "件数を数える")
    expect(page.locator("main")).to_contain_text("人です。")
    house.eyes.look(page, "extraction-new")
    page.get_by_label("目的").fill("更新の説明会の案内。使った後に消す")
    office.press(page, "承認を求める")
    expect(page.locator("main")).to_contain_text("ほかの人の承認を待っています")
    address = page.url
    other = house.desk("subsidy", "examiner1")
    other.goto(address)
    office.press(other, "承認する")
    wait_for_text(page, address, "ファイルを受け取る")
    house.eyes.look(page, "extraction")
    with page.expect_download() as taken:
        page.get_by_role("link", name="ファイルを受け取る").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"PK")
