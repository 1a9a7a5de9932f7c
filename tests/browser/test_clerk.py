"""A clerk's day by keyboard alone: a paper application to its approval, a call, and two applications in two tabs."""

import re
from dataclasses import replace

from house import House
from playwright.sync_api import Page, expect
from test_counter import tab_to

from sasae.deployment.story.application import Applicant
from sasae.deployment.story.cast import applicant

LAN = "foreign_mother"


def go(page: Page, words: str, then: str, *, exact: bool = False) -> None:
    """Go to the link or button by Tab, press Enter, and wait until the next page says so."""
    tab_to(page, words, exact=exact)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(then)
    page.wait_for_load_state("load")


def fill(page: Page, words: str, typed: str) -> None:
    """Go to the next input with this label by Tab and type."""
    tab_to(page, words)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(typed)


def choose(page: Page, words: str, label: str) -> None:
    """Go to the next list with this label by Tab and come down to the choice."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if words in page.evaluate("() => document.activeElement.labels?.[0]?.innerText || ''"):
            break
    for _ in range(20):
        shown = page.evaluate("() => document.activeElement.selectedOptions[0].label")
        if shown == label:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{label} is not in the list {words}")


def yes(page: Page, words: str) -> None:
    """Go to the group of this legend by Tab and choose はい."""
    for _ in range(60):
        page.keyboard.press("Tab")
        legend = page.evaluate(
            "() => document.activeElement.closest('fieldset')?.querySelector('legend')?.innerText || ''"
        )
        if words in legend:
            page.keyboard.press("Space")  # of a group nobody has answered Tab reaches the first choice
            checked = page.evaluate("() => document.activeElement.labels[0].innerText.trim()")
            if checked != "はい":
                page.keyboard.press("ArrowUp")
            return
    raise AssertionError(f"{words} is not reached")


def enter_paper(page: Page, who: Applicant) -> None:
    """The whole paper, from its first field to the button."""
    choose(page, "本人確認に使った書類", "在留カード")
    fill(page, "氏名", who.name)
    fill(page, "フリガナ", who.kana)
    fill(page, "生年月日", who.birth_date)
    choose(page, "性別", "女")
    choose(page, "児童との続柄", "母")
    fill(page, "郵便番号", who.postal_code)
    fill(page, "住所", who.address)
    fill(page, "電話番号", "044-000-1234")
    fill(page, "個人番号", who.individual_number)
    insurance(page, who)
    child = who.children[0]
    fill(page, "氏名", child.name)
    fill(page, "フリガナ", child.kana)
    fill(page, "生年月日", child.birth_date)
    choose(page, "性別", {"1": "男", "2": "女"}[child.sex])
    insurance(page, who)
    choose(page, "ひとり親となった理由", "婚姻によらない出生")
    fill(page, "事由発生日", who.reason_on or child.birth_date)
    yes(page, "他団体への所得の照会に同意する")


def insurance(page: Page, who: Applicant) -> None:
    """The health insurance of a part."""
    fill(page, "保険者番号", who.insurer_number)
    fill(page, "番号", "123")
    fill(page, "資格取得日", "令和6年4月1日")


def test_a_paper_application_goes_by_keyboard_alone_from_its_entry_to_its_approval(house: House) -> None:
    page, eyes, who = house.desk("subsidy", "counter1"), house.eyes, applicant(LAN)
    page.goto(f"{house.page('subsidy')}/applications/")
    go(page, "紙の申請を入力する", "申請書に書かれたとおりに入れます")
    tab_to(page, "受付日")
    page.keyboard.press("Alt+h")
    expect(page.get_by_text("資格は、この日より前には始まりません")).to_be_visible()
    eyes.look(page, "subsidy-paper-help")
    page.keyboard.press("Alt+h")
    enter_paper(page, who)
    eyes.look(page, "subsidy-paper-filled")
    go(page, "入力する", "別の人が申請書と照合してください")
    expect(page.locator("main")).to_contain_text("別の人が申請書と照合してください")
    eyes.look(page, "subsidy-paper-entered")
    address = page.url
    other = house.desk("subsidy", "examiner1")
    other.goto(address)
    tab_to(other, "申請書と照合した")
    eyes.look(other, "subsidy-paper-second-look")
    other.keyboard.press("Enter")
    expect(other.locator("main")).to_contain_text("照合しました")
    page.goto(address)
    _identity_is_there(house, page, address)
    _examined_and_approved(house, page, other, address)


def _identity_is_there(house: House, page: Page, address: str) -> None:
    go(page, "書類", "要る書類", exact=True)  # the menu has 書類の所在
    go(page, "要る書類を調べる", "提出済")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="本人確認", exact=False)).first
    expect(row).to_contain_text("提出済")
    house.eyes.look(page, "subsidy-papers")
    go(page, "提出不要にする", "UK-301")
    expect(page.locator("[aria-invalid=true]")).to_be_focused()
    house.eyes.look(page, "subsidy-papers-error")
    page.goto(address)


def _examined_and_approved(house: House, page: Page, other: Page, address: str) -> None:
    go(page, "審査する", "根拠")
    expect(page.locator("#outcome")).to_have_text("交付")
    go(page, "承認を依頼する", "承認待ち")
    expect(page.locator("main")).to_contain_text("承認待ち")
    other.goto(page.url)
    go(other, "承認する", "決定しました")
    expect(other.locator("main")).to_contain_text("決定しました")
    page.goto(address)
    expect(page.locator("main")).to_contain_text("決定済")


def test_whom_an_application_speaks_of_is_found_and_tied_by_keyboard(house: House) -> None:
    """By the reading on the paper nobody is found, by the one on the residence card the applicant is."""
    page, eyes, who = house.desk("subsidy", "counter1"), house.eyes, applicant(LAN)
    page.goto(f"{house.page('subsidy')}/applications/new/")
    enter_paper(page, replace(who, kana="グエン　ラン", individual_number=""))
    go(page, "入力する", "住民票の人に結び付いていません")
    eyes.look(page)
    go(page, "申請者の人を探す", "申請の氏名")
    fill(page, "フリガナ", who.kana)
    go(page, "探す", "見つかった人")
    expect(page.get_by_role("radio", name=who.name)).to_be_checked()
    eyes.look(page, "subsidy-identify")
    go(page, "選んだ人に結び付ける", "申請者を結び付けました")
    expect(page.locator("main")).to_contain_text(who.atena_no)


def test_a_call_is_written_down_by_keyboard_and_tied_when_it_is_known_who_called(house: House) -> None:
    page, eyes, who = house.desk("subsidy", "counter1"), house.eyes, applicant(LAN)
    page.goto(f"{house.page('subsidy')}/people/")
    go(page, "電話メモを書く", "だれからかわからなくても残せます")
    fill(page, "相手", "本人らしい")
    fill(page, "内容", "医療証がまだ届かない。折り返す。")
    eyes.look(page, "subsidy-telephone")
    go(page, "記録する", "当てはまる人はいません")
    expect(page.locator("main")).to_contain_text("当てはまる人はいません")
    page.goto(f"{house.page('subsidy')}/telephone/")
    eyes.look(page, "subsidy-telephone-list")
    go(page, "TM", "だれからの電話か")
    fill(page, "氏名・カナ・番号で探す", who.kana.split()[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="当てはまる人")).to_contain_text(who.atena_no)
    eyes.look(page, "subsidy-telephone-tie")
    go(page, "この人の記録にする", "応対の記録になりました")
    expect(page.locator("main")).to_contain_text("応対の記録になりました")
    page.goto(f"{house.page('subsidy')}/people/{who.atena_no}/")
    page.get_by_role("link", name="応対の記録").click()
    expect(page.locator("main")).to_contain_text("医療証がまだ届かない")


def test_two_applications_in_two_tabs_do_not_disturb_one_another(house: House) -> None:
    first = house.desk("subsidy", "counter1")
    second = first.context.new_page()
    for page, name in ((first, "一つ目　花子"), (second, "二つ目　花子")):
        page.goto(f"{house.page('subsidy')}/applications/new/")
        page.get_by_label("氏名", exact=False).first.fill(name)
        page.get_by_label("郵便番号").fill("2100001")
    for page in (first, second):
        page.get_by_role("button", name="入力する").click()
        expect(page.get_by_role("heading", name="入力を確かめてください")).to_be_visible()
    assert first.get_by_label("氏名", exact=False).first.input_value() == "一つ目　花子"
    assert second.get_by_label("氏名", exact=False).first.input_value() == "二つ目　花子"
    marks = [page.locator("input[name=token]").input_value() for page in (first, second)]
    assert len(set(marks)) == 2
    assert all(re.fullmatch(r"[0-9a-f]{32}", mark) for mark in marks)
    second.close()
    first.goto("about:blank")
