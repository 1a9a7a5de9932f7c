"""A print run as two people work it: prepared, proved, printed, and every sheet counted back into its envelope by its code."""

import re

import office
from house import House, wait_for_text
from playwright.sync_api import Page, expect

from tests.foundation.pictures import codes_in_picture, pages_as_pictures


def sheets_of(page: Page) -> list[str]:
    """What a scanner reads from the printed file: each page's own code, in the order of the sheets."""
    address = page.get_by_role("link", name="印刷ファイル").first.get_attribute("href")
    answer = page.request.get(f"{page.url.split('/print-runs/')[0]}{address}")
    assert answer.ok
    found = [
        [code for code in codes_in_picture(picture) if code.isdecimal()] for picture in pages_as_pictures(answer.body())
    ]
    assert all(len(codes) == 1 for codes in found), found
    return [codes[0] for codes in found]


def heaps_of(sheets: list[str]) -> list[list[str]]:
    """The sheets as they lie in their envelopes."""
    heaps: dict[str, list[str]] = {}
    for code in sheets:
        heaps.setdefault(code[6:11], []).append(code)
    return list(heaps.values())


def scan(page: Page, heaps: list[list[str]]) -> None:
    page.get_by_label("用紙の番号").fill("\n\n".join("\n".join(heap) for heap in heaps))
    office.press(page, "封筒の中身を確かめる")


def prepared(house: House) -> Page:
    """The counter's run of everything that waits."""
    for key in ("granted", "father"):
        office.recipient_number(house, key)
    page, eyes = house.desk("subsidy", "counter1"), house.eyes
    page.goto(f"{house.page('subsidy')}/print-runs/")
    page.get_by_role("link", name="印刷を作成する").press("Enter")
    eyes.look(page, "subsidy-print-run-prepare")
    page.get_by_role("button", name="作成して見本を見る").press("Enter")
    expect(page.locator("main")).to_contain_text("作成した人とは別の職員が")
    eyes.look(page, "subsidy-print-run-proof")
    return page


def test_a_run_goes_from_what_waits_to_the_last_envelope_and_no_mistake_passes(house: House) -> None:
    page, eyes = prepared(house), house.eyes
    address, number = page.url, re.search(r"/print-runs/(\d{6})/", page.url)
    assert number
    other = house.desk("subsidy", "examiner1")
    other.goto(address)
    expect(other.get_by_role("link", name="見本を見る")).to_be_visible()
    other.get_by_role("button", name="見本を確かめて承認する").press("Enter")
    wait_for_text(page, address, "封入の確認待ち")
    heaps = heaps_of(sheets_of(page))
    assert len(heaps) >= 2
    first, second, *rest = heaps

    mistakes = [
        ([first[:-1], second, *rest], "がありません"),
        ([[first[0], *second[1:]], second, *rest], "の中に"),
        ([[*first, first[-1]], second, *rest], "2枚あります"),
        ([[f"{first[0]} {first[-1]}", *first[1:]], second, *rest], "片面の印刷です"),
        ([[*first, "99999900001010114"], second, *rest], "検査数字"),
        ([list(reversed(first)), second, *rest], "順番が違います"),
    ]
    for lying, said in mistakes:
        page.goto(address)
        scan(page, lying[:1])
        banner = page.get_by_role("alert").first
        expect(banner).to_contain_text("封入に誤りがあります")
        expect(banner).to_contain_text(said)
    eyes.look(page, "subsidy-print-run-mistake")

    page.goto(address)
    scan(page, heaps)
    expect(page.locator("main")).to_contain_text(f"封筒 {len(heaps)}通の中身を確かめました。")
    sheets = sum(map(len, heaps))
    page.get_by_label("印刷機が数えた枚数").fill(str(sheets + 2))
    office.press(page, "封入の確認を終える")
    expect(page.locator("main")).to_contain_text("合いません")
    page.get_by_label("印刷機が数えた枚数").fill(str(sheets + 1))
    page.get_by_label("書損で廃棄した枚数").fill("1")
    page.get_by_label("書損で廃棄した枚数").press("Enter")
    expect(page.locator("main")).to_contain_text("封入の確認を終えました。")
    eyes.look(page, "subsidy-print-run-closed")
    page.goto(f"{house.page('subsidy')}/print-runs/")
    expect(page.locator("main table")).to_contain_text("完了")
    eyes.look(page, "subsidy-print-runs")


def test_with_nothing_waiting_the_form_says_so(house: House) -> None:
    page = house.desk("subsidy", "counter1")
    page.goto(f"{house.page('subsidy')}/print-runs/new/")
    page.get_by_label("印刷物の日付（から）").fill("令和2年1月1日")
    page.get_by_label("印刷物の日付（まで）").fill("令和2年1月2日")
    for box in page.get_by_role("checkbox").all()[:3]:
        box.check()
    office.press(page, "作成して見本を見る")
    expect(page.get_by_role("alert").first).to_contain_text("まだ送っていない印刷物はありません")
    house.eyes.look(page)
