"""The municipality's side of the portal: a status by hand, a file on a terminal, and applications carried in on a medium."""

import re
from pathlib import Path

import office
import pytest
from house import House, wait_for_text
from playwright.sync_api import Page, expect

from tests.installation import as_superuser

CODE, HOW = "USB-B1", "上書きして消した"
STORED = "SELECT count(*) FROM intake_downloads_download WHERE receipt_number = %s AND state = 'stored'"


def side(house: House) -> str:
    """Where its pages begin."""
    return f"{house.page('portal')}/municipality"


@pytest.mark.clause("POR-2", "ACC-14")
def test_a_status_is_set_by_hand_with_a_word_to_the_resident(house: House) -> None:
    number, desk = house.application("disabled_child"), house.desk("portal", "municipality1")
    wait_for_text(desk, f"{side(house)}/submissions/{number}/", "審査中")
    house.eyes.look(desk, "municipality-submission")
    desk.get_by_label("新しい処理状況").select_option(label="訂正のお願い")
    desk.get_by_label("申請者へのお知らせ").fill("電話でお伝えした書類を、窓口にお持ちください。")
    office.press(desk, "処理状況を更新する")
    expect(desk.get_by_role("region", name="処理状況の変化")).to_contain_text("電話でお伝えした書類")
    desk.goto(f"{side(house)}/statuses/")
    expect(desk.locator("main")).to_contain_text(number)
    house.eyes.look(desk, "municipality-statuses")


@pytest.mark.clause("RET-3", "MED-2", "STO-2")
def test_a_file_taken_onto_a_terminal_is_deleted_and_another_looks(house: House) -> None:
    number, desk = house.application("disabled_child"), house.desk("portal", "carrier1")
    desk.goto(f"{side(house)}/submissions/{number}/")
    office.press(desk, "この端末に取り出す")
    expect(desk.locator("main")).to_contain_text("取り出す目的を入れてください")
    house.eyes.look(desk)
    desk.get_by_label("取り出す目的").fill("回線の障害のため")
    with desk.expect_download() as got:
        office.press(desk, "この端末に取り出す")
    assert number.encode() not in got.value.path().read_bytes()
    desk.goto(f"{side(house)}/terminal-files/")
    house.eyes.look(desk, "terminal-files")
    desk.get_by_role("link", name=re.compile(r"^\d+$")).first.click()
    desk.get_by_label(re.compile("消した方法")).fill("ごみ箱も空にした")
    office.press(desk, "端末から消した")
    expect(desk.locator("main")).to_contain_text("別の職員が端末を確かめます")
    other = house.desk("portal", "custodian1")
    other.goto(desk.url)
    house.eyes.look(other, "terminal-file")
    office.press(other, "残っていないことを確かめた")
    expect(other.locator("main")).to_contain_text("中原 誠")


@pytest.mark.clause("MED-1", "MED-2", "MED-3", "ACQ-6", "APP-1")
def test_an_application_is_written_onto_a_medium_carried_in_and_the_medium_is_clean_again(house: House, tmp_path: Path) -> None:
    number = house.application("caregiver")
    _registered(house)
    file, taking = _written_out(house, number, tmp_path)
    clerk = _carried_in(house, file)
    for _ in range(240):
        if "検査待ち" not in clerk.inner_text("main"):
            break
        clerk.wait_for_timeout(500)
        clerk.reload()
    expect(clerk.get_by_role("region", name="中のファイル")).to_contain_text(re.compile("格納済|取込み済み"))
    house.eyes.look(clerk, "carried-in")
    with as_superuser(house.home, "intake") as database:
        assert database.execute(STORED, [number]).fetchone() == (1,)  # by whichever way it came first, and once
    clerk.get_by_label("媒体から消した方法").fill(HOW)
    office.press(clerk, "媒体の消去を確かめた")
    expect(clerk.locator("main")).to_contain_text(HOW)
    _clean_again(house, taking)


def _registered(house: House) -> None:
    """The key is made where the medium is opened; its public half is registered where it is filled."""
    here, there = house.desk("intake", "custodian1"), house.desk("portal", "custodian1")
    here.goto(f"{house.page('intake')}/carrying/keys/new/")
    here.get_by_label("媒体番号").fill(CODE)
    here.get_by_label("種類").fill("暗号化USBメモリ 16GB")
    office.press(here, "登録して鍵を作る")
    found = re.search(r"age1[0-9a-z]{50,}", here.inner_text("main"))
    assert found is not None, here.inner_text("main")
    house.eyes.look(here, "carrying-key")
    there.goto(f"{side(house)}/media/new/")
    for label, value in (("媒体番号", CODE), ("種類", "暗号化USBメモリ 16GB"), ("暗号化の公開鍵", found.group())):
        there.get_by_label(label).fill(value)
    office.press(there, "登録する")
    expect(there.locator("main")).to_contain_text(CODE)


def _written_out(house: House, number: str, folder: Path) -> tuple[Path, str]:
    """Asked for by one, approved by another, handed over once. Returns the sealed file and the ledger's page."""
    carrier, custodian = house.desk("portal", "carrier1"), house.desk("portal", "custodian1")
    carrier.goto(f"{side(house)}/takings-out/new/?items={number}")
    carrier.locator("#id_medium").select_option(CODE)
    carrier.locator("#id_purpose").fill("回線の障害のあいだの持込み")
    carrier.locator("#id_receiver").fill("こども家庭課")
    office.press(carrier, "書き出しを求める")
    expect(carrier.get_by_role("alert").first).to_contain_text("返却期限")  # the rest is still there
    carrier.locator("#id_due_on").fill(house.home.calendar.read_text("ascii").strip())
    house.eyes.look(carrier, "taking-out-new")
    office.press(carrier, "書き出しを求める")
    custodian.goto(carrier.url)
    house.eyes.look(custodian, "taking-out-approving")
    office.press(custodian, "承認する")
    carrier.reload()
    with carrier.expect_download() as got:
        office.press(carrier, "ファイルを媒体に書き出す")
    got.value.save_as(folder / "taking-out.age")
    assert number.encode() not in (folder / "taking-out.age").read_bytes()
    return folder / "taking-out.age", carrier.url


def _carried_in(house: House, file: Path) -> Page:
    """Opened with the medium's key; the page of what was carried in."""
    clerk = house.desk("intake", "reception2")
    clerk.goto(f"{house.page('intake')}/carrying/new/")
    clerk.locator("#id_medium").select_option(CODE)
    clerk.locator("#id_file").set_input_files(file)
    house.eyes.look(clerk, "carrying-new")
    office.press(clerk, "持ち込む")
    expect(clerk).to_have_url(re.compile(r"/carrying/\d+/$"))
    return clerk


def _clean_again(house: House, taking: str) -> None:
    """Back, erased, and looked at; who wants it destroyed needs another's word."""
    custodian = house.desk("portal", "custodian1")
    custodian.goto(taking)
    office.press(custodian, "返却を記録する")
    custodian.get_by_label("消去の方法").fill(HOW)
    office.press(custodian, "消去を確かめた")
    expect(custodian.locator("main")).to_contain_text(HOW)
    custodian.goto(f"{side(house)}/media/{CODE}/")
    house.eyes.look(custodian, "medium")
    office.press(custodian, "廃棄の承認を求める")
    expect(custodian.locator("main")).to_contain_text("承認は別の職員が行います")
    house.eyes.look(custodian)
