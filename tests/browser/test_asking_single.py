"""A clerk asks another body about one person from the examination; the operator's page of what is deleted."""

import office
from hands import go
from house import House, wait_for_text
from playwright.sync_api import expect


def test_one_person_is_asked_about_with_purpose_and_basis_and_the_answer_stands_in_the_next_examination(
    house: House,
) -> None:
    office.arrived(house, "newcomer")
    desk, eyes = house.desk("subsidy", "counter1"), house.eyes
    assert office.examine(house, desk, "newcomer") == "所得不明"
    desk.get_by_role("link", name="他団体に照会する").click()
    eyes.look(desk)
    office.press(desk, "照会する")
    expect(desk.locator("main")).to_contain_text("照会の根拠を選んでください")
    eyes.look(desk)
    desk.get_by_label("番号法第19条第9号").check()
    desk.get_by_label("照会の目的（事務）").select_option("資格審査")
    desk.get_by_label("照会する人").select_option(label="伊藤　恵")
    desk.get_by_label("照会する情報").select_option(label="障害")
    desk.get_by_label("照会先の市区町村").select_option(label="みどり野市")
    office.press(desk, "照会する")
    expect(desk.locator("main")).to_contain_text("みどり野市に、障害を照会しました")
    wait_for_text(desk, desk.url, "回答が届いています")
    eyes.look(desk, "subsidy-inquiry-ask")
    office.examine(house, desk, "newcomer")
    expect(desk.get_by_role("region", name="他団体に照会したこと")).to_contain_text("身体障害者手帳4級")
    eyes.look(desk)


def test_the_operator_sees_how_long_what_is_over_is_kept(house: House) -> None:
    desk = house.desk("linkage", "operator1")
    desk.goto(f"{house.page('linkage')}/retention/")
    expect(desk.locator("main")).to_contain_text("終わったひも付けの訂正は7年度")
    house.eyes.look(desk, "linkage-retention")
    go(desk, "期限の切れたものを抽出する", "RT-101")
    house.eyes.look(desk)
