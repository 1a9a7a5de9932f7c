"""The day's work: the list of every kind of case, an appeal to its new decision, missing papers, one person twice."""

import re

import office
import pytest
from house import House
from playwright.sync_api import Page, expect
from test_counter import tab_to

from sasae.deployment.story.cast import applicant
from tests.installation import LogIn
from tests.installation import superuser as superuser

TWIN = "000000099990001"


def desk(house: House, login: str, place: str) -> Page:
    """Somebody's screen at a place of the office's system."""
    page = house.desk("subsidy", login)
    page.goto(f"{house.page('subsidy')}{place}")
    return page


def test_the_day_begins_with_what_waits_and_work_is_given_out_by_keyboard(house: House) -> None:
    number = office.arrived(house, "caregiver")
    page, eyes = desk(house, "counter1", "/"), house.eyes
    today = page.get_by_role("region", name="今日来た仕事")
    expect(today.get_by_role("listitem").first).to_contain_text("申請")
    eyes.look(page, "subsidy-today")
    today.get_by_role("link", name="すべて見る").click()  # the home page shows the first few of a full day
    expect(page.get_by_role("row").filter(has_text=number)).to_be_visible()
    page.goto(f"{house.page('subsidy')}/desk/?kind=application&whose=nobody")
    expect(page.get_by_role("row").filter(has_text=number)).to_be_visible()
    eyes.look(page, "subsidy-work")
    tab_to(page, f"{number}を選ぶ")
    page.keyboard.press("Space")
    tab_to(page, "担当なしにする")
    for _ in range(100):
        if page.evaluate("() => document.activeElement.value") == "counter1":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="担当者を変更する")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("1件の担当者を変更しました")
    expect(page.get_by_role("row").filter(has_text=number)).to_have_count(0)
    page.get_by_role("link", name="自分の担当", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=number)).to_contain_text("川崎")


def test_a_deadline_a_note_and_a_saved_search_for_ticked_work(house: House) -> None:
    number = office.arrived(house, "caregiver")
    page, eyes = desk(house, "counter1", f"/desk/?q={number}"), house.eyes
    bulk = page.get_by_role("region", name="選んだ仕事をまとめて")
    page.get_by_label(f"{number}を選ぶ").first.check()
    bulk.get_by_label("期限").fill("令和8年7月31日")
    office.press(page, "期限を変更する")
    expect(page.get_by_role("row").filter(has_text=number).first).to_contain_text("令和8年7月31日")
    page.get_by_label(f"{number}を選ぶ").first.check()
    bulk.get_by_text("応対の記録に書く", exact=True).click()
    bulk.get_by_label("内容").fill("書類がそろったら来庁するとのこと")
    office.press(page, "それぞれの人の記録に書く")
    expect(page.locator("main")).to_contain_text("1人の応対の記録に書きました")
    page.get_by_role("row").filter(has_text=number).first.get_by_role("link").last.click()
    page.get_by_label("処理の方針").fill("養育の状況を確かめてから審査する")
    eyes.look(page, "subsidy-work-handling")
    office.press(page, "保存する")
    expect(page.locator("main")).to_contain_text("養育の状況を確かめてから審査する")
    page.goto(f"{house.page('subsidy')}/desk/?kind=application&due=soon")
    page.get_by_text("検索条件を保存する・消す").click()
    page.get_by_label("検索条件の名前").fill("急ぎの申請")
    office.press(page, "いまの条件を保存する")
    expect(page.get_by_role("link", name="急ぎの申請")).to_be_visible()
    eyes.look(page)


def test_the_list_is_taken_out_in_the_background(house: House) -> None:
    number = office.arrived(house, "caregiver")
    page = desk(house, "counter1", f"/desk/?q={number}")
    office.press(page, "書き出す")
    expect(page.locator("main")).to_contain_text("書き出す理由")  # without a reason nothing leaves
    page.get_by_label("書き出す理由").fill("月末の点検")
    office.press(page, "書き出す")
    made = page.get_by_role("link", name="ファイルを受け取る")
    for _ in range(60):
        if made.count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    house.eyes.look(page, "subsidy-work-export")
    with page.expect_download() as download:
        made.click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_missing_papers_are_asked_for_by_letter(house: House) -> None:
    number = office.arrived(house, "father")
    page, eyes = desk(house, "counter1", f"/papers/{number}/"), house.eyes
    eyes.look(page)
    office.press(page, "要る書類を調べる")
    eyes.look(page, "subsidy-papers")
    office.press(page, "足りない書類を手紙で求める")
    expect(page.locator("main")).to_contain_text("照会で分かる書類です")
    eyes.look(page, "subsidy-papers-stopped")
    page.locator("[name=although]").fill("転入の前の市が、電話で紙の証書を求めているため")
    office.press(page, "理由を付けて求める")
    expect(page.locator("main")).to_contain_text("提出を求める手紙を作りました")
    expect(page.get_by_role("region", name="書類")).to_contain_text("提出依頼中")
    eyes.look(page, "subsidy-papers-asked")
    address = page.get_by_role("link", name="手紙を見る").get_attribute("href")
    assert page.request.get(f"{house.page('subsidy')}{address}").body().startswith(b"%PDF-")
    page.goto(f"{house.page('subsidy')}/papers/")
    expect(page.get_by_role("row").filter(has_text=number)).to_contain_text("期限内")
    eyes.look(page, "subsidy-papers-waiting")


def test_an_appeal_goes_from_its_receipt_to_the_ruling_and_a_new_decision(house: House) -> None:
    office.arrived(house, "partner")
    page, eyes = house.desk("subsidy", "counter1"), house.eyes
    assert office.examine(house, page, "partner").startswith("不交付")
    office.request_and_approve(house, page)
    page.reload()
    today = page.evaluate("() => document.body.innerText.match(/令和\\d+年\\d+月\\d+日/)[0]")
    page.get_by_role("link", name="この決定への審査請求を受け付ける").click()
    office.press(page, "受け付ける")
    eyes.look(page, "subsidy-appeal-error")
    page.goto(page.url)  # the form as it opens, for the picture
    for label in ("提出日", "決定を知った日"):
        page.get_by_label(label).fill(today)
    page.get_by_label("審査請求の趣旨と理由").fill("同居していないため、決定の取消しを求める。")
    eyes.look(page, "subsidy-appeal-receive")
    office.press(page, "受け付ける")
    expect(page.locator("main")).to_contain_text("を受け付けました")
    eyes.look(page, "subsidy-appeal")
    place = page.url
    ruled(house, place, today)
    page.goto(place)
    expect(page.locator("main")).to_contain_text("認容（処分の取消し）")
    eyes.look(page, "subsidy-appeal-ruled")
    page.goto(f"{house.page('subsidy')}/appeals/")
    eyes.look(page, "subsidy-appeals")
    page.goto(place)
    page.get_by_role("link", name="SK").last.click()
    office.press(page, "審査する")
    expect(page.locator("#outcome")).to_be_visible()
    other = office.request_and_approve(house, page)
    eyes.look(other)


def ruled(house: House, place: str, today: str) -> None:
    """The ruling, entered by somebody who had no part in the decision."""
    head = house.desk("subsidy", "approver1")
    head.goto(place)
    head.get_by_text("裁決を登録する", exact=True).click()
    head.get_by_role("combobox", name=re.compile("^裁決")).select_option("認容（処分の取消し）")
    head.get_by_label("裁決の日").fill(today)
    head.get_by_label("裁決の理由の要点").fill("同居の事実を確かめないまま決定していたため。")
    house.eyes.look(head, "subsidy-appeal-ruling")
    office.press(head, "登録する")
    expect(head.locator("main")).to_contain_text("裁決済")


@pytest.fixture
def twin(house: House, superuser: LogIn) -> str:
    """Misaki once more, under the number of years ago: no partner of the office tells of such a person."""
    office.recipient_number(house, "granted")
    who = applicant("granted").atena_no
    with superuser("subsidy") as database:
        database.execute(
            "INSERT INTO subsidy_people_person (atena_no, name, name_kana, name_key, search_key, birth_date, sex, postal_code, address,"
            " ward_code, telephone, resident_class, moved_in_from, household_no, relation, source, fetched_at)"
            " SELECT %s, name, name_kana, name_key, search_key, birth_date, sex, '2120001', '神奈川県川崎市幸区小向７番', '141321', '',"
            " resident_class, '', 'H-OLD', relation, source, fetched_at FROM subsidy_people_person WHERE atena_no = %s"
            " ON CONFLICT DO NOTHING",
            [TWIN, who],
        )
    return who


def test_one_person_entered_twice_is_merged_by_two_people_and_parted_again(house: House, twin: str) -> None:
    page, eyes = desk(house, "counter1", "/duplicates/"), house.eyes
    eyes.look(page, "subsidy-duplicates")
    page.goto(f"{house.page('subsidy')}/duplicates/{twin}/{TWIN}/")
    eyes.look(page, "subsidy-duplicate-compare")
    page.get_by_label("同じ人とする理由と確かめたもの").fill("転出入の履歴と本籍で確かめた")
    office.press(page, "統合を提案する")
    expect(page.locator("main")).to_contain_text("提案した人とは別の人が確認します")
    other = desk(house, "examiner1", f"/duplicates/{twin}/{TWIN}/")
    office.press(other, "同じ人と確認して統合する")
    expect(other.locator("main")).to_contain_text("統合済")
    eyes.look(other, "subsidy-duplicate-merged")
    page.goto(f"{house.page('subsidy')}/people/{TWIN}/")
    expect(page.locator("main")).to_contain_text("ほかの宛名番号と統合されています")
    eyes.look(page, "subsidy-person-merged")
    other.get_by_label("統合を取り消す理由").fill("別人とわかった")
    office.press(other, "統合を取り消す")
    expect(other.locator("main")).to_contain_text("統合の取消済")
    page.reload()
    expect(page.locator("main")).not_to_contain_text("ほかの宛名番号と統合されています")
