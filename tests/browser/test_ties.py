"""A wrong tie of a number is undone by two persons; where people come from; what the personnel office tells."""

import office
from house import House
from playwright.sync_api import expect

from sasae.deployment.story.cast import applicant


def test_a_wrong_tie_is_proposed_by_one_carried_out_by_another_and_followed_up(house: House) -> None:
    first, second, eyes = house.desk("linkage", "operator1"), house.desk("linkage", "operator2"), house.eyes
    office.arrived(house, "granted")
    page = house.page("linkage")
    first.goto(f"{page}/people/{applicant('granted').atena_no}/")
    first.get_by_role("link", name="ひも付けの訂正を起案する").click()
    office.press(first, "起案する")
    expect(first.get_by_role("alert").first).to_be_visible()
    eyes.look(first)
    first.locator("[name=reason]").fill("同姓同名の別の人の番号だった（登録元に確かめた）")
    office.press(first, "起案する")
    expect(first.locator("main")).to_contain_text("承認待ち")
    expect(first.get_by_role("button", name="承認して直す")).to_have_count(0)
    eyes.look(first)
    second.goto(first.url)
    eyes.look(second, "tie-correction-approving")
    office.press(second, "承認して直す")
    expect(second.locator("main")).to_contain_text("訂正済")
    first.goto(first.url)
    eyes.look(first, "tie-correction")
    office.press(first, "完結する")
    expect(first.locator("main")).to_contain_text("まだ残っています")
    eyes.look(first)
    for place, picture in (
        ("/ties/corrections/", ""),
        ("/ties/", "tie-cases"),
        ("/feeds/", "feeds"),
        ("/feeds/held/", ""),
    ):
        first.goto(f"{page}{place}")
        eyes.look(first, picture)


def test_the_manager_of_ids_sees_what_the_personnel_office_told(house: House) -> None:
    desk = house.desk("linkage", "idmanager1")
    desk.goto(f"{house.page('linkage')}/users/")
    desk.get_by_role("link", name="人事の知らせと反映の結果").click()
    house.eyes.look(desk, "personnel-notices")
