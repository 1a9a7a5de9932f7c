"""The intermediary's operators: a person protected by one and set free by two, copies and their past, the platform's state."""

import re

import office
from house import House
from playwright.sync_api import expect


def test_a_person_is_protected_by_one_operator_and_the_flag_lifted_by_two(house: House) -> None:
    one, two, eyes = (
        house.desk("intermediary", "operator141305"),
        house.desk("intermediary", "operator141305b"),
        house.eyes,
    )
    office.arrived(house, "granted")
    page = house.page("intermediary")
    one.goto(f"{page}/codes/?state=completed")
    person = re.search(r"\b\d{10,15}\b", one.inner_text("#list"))
    assert person, one.inner_text("main")
    one.goto(f"{page}/protections/")
    eyes.look(one)
    one.get_by_role("link", name="登録する").click()
    eyes.look(one)
    office.press(one, "登録する")
    expect(one.get_by_role("alert").first).to_be_visible()
    eyes.look(one)
    one.locator("[name=unified_no]").fill(person.group(0))
    one.get_by_label("不開示", exact=True).check()
    one.locator("[name=reason]").fill("支援措置の決定 第12号")
    office.press(one, "登録する")
    expect(one.locator("main")).to_contain_text("保護中")
    one.get_by_label("解除の理由").fill("支援措置の期間が終わり、本人に確かめた")
    office.press(one, "解除を申し出る")
    expect(one.locator("main")).to_contain_text("解除の承認待ち")
    expect(one.get_by_role("button", name="承認して解除する")).to_have_count(0)
    eyes.look(one)
    two.goto(one.url)
    eyes.look(two, "protection-lifting")
    office.press(two, "承認して解除する")
    expect(two.locator("main")).to_contain_text("解除しました")
    eyes.look(two)
    one.goto(f"{page}/protections/")
    eyes.look(one, "protections")


def test_copies_show_their_versions_registrations_and_what_would_have_been_answered(house: House) -> None:
    desk, eyes, page = house.desk("intermediary", "operator149993"), house.eyes, house.page("intermediary")
    desk.goto(f"{page}/copies/")
    eyes.look(desk, "copies")
    person = desk.locator("#list tbody tr").first.locator("td, th").nth(2).inner_text().strip()
    desk.locator("#list tbody a").first.click()
    eyes.look(desk, "copy")
    desk.goto(f"{page}/copies/batches/")
    eyes.look(desk, "copy-batches")
    desk.locator("#list tbody a").first.click()
    eyes.look(desk)
    desk.goto(f"{page}/copies/freshness/")
    eyes.look(desk, "copy-freshness")
    desk.goto(f"{page}/copies/past/")
    eyes.look(desk)
    desk.locator("[name=unified_no]").fill(person)
    desk.locator("[name=period_from]").fill("令和7年1月1日")
    desk.locator("[name=period_to]").fill("令和7年12月31日")
    desk.locator("[name=known_on]").fill("2999-01-01")
    office.press(desk, "確かめる")
    expect(desk.get_by_role("alert").first).to_be_visible()
    eyes.look(desk)
    desk.locator("[name=known_on]").fill("2020-01-01")
    office.press(desk, "確かめる")
    expect(desk.locator("main")).to_contain_text("「該当なし」と答えるところでした")
    eyes.look(desk)
    desk.locator("[name=known_on]").fill("令和8年6月15日")
    office.press(desk, "確かめる")
    expect(desk.locator("main")).to_contain_text("の時点")
    eyes.look(desk, "copies-past")


def test_deletions_and_the_platform_s_state(house: House) -> None:
    desk, eyes, page = house.desk("intermediary", "operator141305"), house.eyes, house.page("intermediary")
    desk.goto(f"{page}/deletions/")
    eyes.look(desk)
    desk.get_by_role("button", name=re.compile("抽出する")).click()
    expect(desk.locator("main")).to_contain_text("保存期限を過ぎたものはありません")
    eyes.look(desk)
    desk.goto(f"{page}/operation/")
    eyes.look(desk)
    platform = house.desk("intermediary", "platform1")
    platform.goto(f"{page}/operation/")
    office.press(platform, "情報提供ネットワークシステムへの接続を試す")
    expect(platform.locator("main")).to_contain_text("つながりました")
    eyes.look(platform)
    platform.goto(f"{page}/operation/bodies/")
    eyes.look(platform)
    platform.goto(f"{page}/retention/")
    expect(platform.locator("h1")).to_have_text("保存期限切れの消去")
    eyes.look(platform)
