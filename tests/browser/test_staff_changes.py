"""Staff who move, are away, and data whose time is over: the screens of ID managers and deciders."""

import re
from datetime import date, timedelta
from pathlib import Path

import office
import pytest
from house import House
from playwright.sync_api import Page, expect

HEAD = "利用者ID,異動,旧所属,新所属,新所属コード,担当区,権限,手続き,発令日\n"


def at(house: House, login: str, path: str) -> Page:
    """This person's screen of the office."""
    page = house.desk("subsidy", login)
    page.goto(f"{house.page('subsidy')}{path}")
    return page


def ahead(house: House, days: int) -> str:
    """A day still to come."""
    return (date.fromisoformat(house.home.calendar.read_text("ascii").strip()) + timedelta(days=days)).isoformat()


def taken_in(page: Page, folder: Path, line: str) -> None:
    """One line of a file of moves is handed in."""
    file = folder / "moves.csv"
    file.write_text(HEAD + line, encoding="utf-8")
    page.locator("main input[type=file]").set_input_files(file)
    page.locator("main form .actions button").first.click()


@pytest.mark.clause("ACC-1", "ACC-12")
def test_moves_are_taken_in_looked_at_by_another_approved_and_put_aside(house: House, tmp_path: Path) -> None:
    manager, eyes = at(house, "idmanager1", "/users/moves/new/"), house.eyes
    taken_in(manager, tmp_path, f"payments1,異動,どこか,収納課,,,台帳の照会,,{ahead(house, 30)}\n")
    expect(manager.locator("main")).to_contain_text("MV-011")
    eyes.look(manager, "moves-findings")
    taken_in(manager, tmp_path, f"payments1,異動,こども家庭課,収納課,,,people.view,,{ahead(house, 30)}\n")
    expect(manager.locator("main")).to_contain_text("収納課")
    eyes.look(manager, "moves-preview")
    address = manager.url.removeprefix(house.page("subsidy"))
    other = at(house, "approver1", address)
    eyes.look(other, "moves-approve")
    office.press(other, "確かめて承認する")
    expect(other.locator("main")).to_contain_text("承認")
    eyes.look(other)
    other.goto(f"{house.page('subsidy')}/users/moves/")
    eyes.look(other, "moves")
    manager.goto(f"{house.page('subsidy')}{address}")
    manager.locator("main [name=why]").fill("発令が延びたため")
    office.press(manager, "取りやめる")
    expect(manager.locator("main")).to_contain_text("発令が延びたため")
    eyes.look(manager)


def test_who_will_be_away_says_so_and_deputies_have_their_order(house: House) -> None:
    decider, eyes = at(house, "approver1", "/covers/deputies/"), house.eyes
    decider.locator("main [name=login_id]").fill("nobody-here")
    decider.locator("main form .actions button").first.click()
    expect(decider.locator("main")).to_contain_text("有効なIDの職員にしてください")
    eyes.look(decider, "cover-deputies")
    away = at(house, "examiner1", "/covers/")
    away.locator("main [name=on]").fill(ahead(house, 20))
    away.locator("main [name=why]").fill("研修")
    away.locator("main form .actions button").first.click()
    expect(away.locator("main")).to_contain_text("不在を登録しました")
    eyes.look(away, "covers")


def proposed(house: House) -> str:
    """A letter's title is to change. Returns the address of the change that waits for approval."""
    page = at(house, "payments1", "/wordings/letters.recovery_plan/")
    page.get_by_role("link", name="変更を起案する").click()
    page.get_by_label("表題").fill("分割して納めることの承認通知")
    page.get_by_label("適用日").fill(ahead(house, 200))
    page.get_by_label("変更の根拠").fill("起案第21号")
    office.press(page, "見本を見る")
    office.press(page, "起案する")
    expect(page.locator("main")).to_contain_text("起案しました")
    return page.url.removeprefix(house.page("subsidy"))


def test_a_deputy_decides_for_who_is_away_today_and_the_decision_is_read_afterwards(house: House) -> None:
    manager, eyes = at(house, "approver1", "/covers/deputies/"), house.eyes
    manager.locator("main [name=login_id]").fill("payments2")
    manager.locator("main form .actions button").first.click()
    expect(manager.locator("main")).to_contain_text("代決者を定めました")
    away = at(house, "examiner1", "/covers/")
    away.locator("main [name=on]").fill(ahead(house, 0))
    away.locator("main [name=why]").fill("出張")
    away.locator("main form .actions button").first.click()
    expect(away.locator("main")).to_contain_text("不在を登録しました")
    change = proposed(house)
    deputy = at(house, "payments2", change)
    expect(deputy.get_by_role("button", name="見本を確かめて承認する")).to_have_count(0)
    deputy.goto(f"{house.page('subsidy')}/covers/")
    eyes.look(deputy, "cover-to-take")
    deputy.get_by_role("button", name="代決を始める").click()
    expect(deputy.locator("main")).to_contain_text("代決を始めました")
    deputy.goto(f"{house.page('subsidy')}{change}")
    office.press(deputy, "見本を確かめて承認する")
    deputy.goto(f"{house.page('subsidy')}{change}")
    expect(deputy.locator("main")).to_contain_text(re.compile("多摩 渉（代決 DK[0-9]+：幸 健に代わって）"))
    eyes.look(deputy, "cover-decided")
    away.goto(f"{house.page('subsidy')}/covers/")
    away.get_by_role("button", name=re.compile("取り消す")).first.click()  # back at the desk: the cover is over
    expect(away.locator("main")).to_contain_text("代決は終わりました")
    away.get_by_role("link", name=re.compile("DK[0-9]+")).first.click()
    expect(away.locator("main")).to_contain_text("承認")
    eyes.look(away, "cover-after-look")
    away.locator("main [name=verdict]").first.check()
    office.press(away, "後閲を記録する")
    expect(away.locator("main")).to_contain_text("後閲を記録しました")
    eyes.look(away)


@pytest.mark.clause("RET-2")
def test_what_is_over_is_listed_and_looked_through(house: House) -> None:
    manager = at(house, "examiner1", "/retention/")
    house.eyes.look(manager, "subsidy-retention")
