"""The year at the section in charge: rehearse it, take it step by step with another approver, ask before 31 March."""

from datetime import date

import office
from house import House, wait_for_text
from playwright.sync_api import Page, expect

from sasae.deployment.story.cast import applicant

FAMILIES = ("granted", "disabled_child")
YEAR = "2027"


def by_keyboard(page: Page, words: str) -> None:
    """To the button with Tab alone, and Enter."""
    button = page.get_by_role("button", name=words, exact=True)
    expect(button).to_be_visible()
    for _ in range(200):
        if button.evaluate("one => one === document.activeElement"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {words}")


def renewals(house: House) -> Page:
    """Where the year begins, with families to renew."""
    for key in FAMILIES:
        office.recipient_number(house, key)
    page = house.desk("subsidy", "counter1")
    page.goto(f"{house.page('subsidy')}/renewals/")
    return page


def opened(house: House, kind: str) -> Page:
    """One renewal of the year, opened or found open."""
    page = renewals(house)
    page.get_by_label("更新の種類").select_option(label=kind)
    page.get_by_label("医療証の年（西暦）").fill(YEAR)
    office.press(page, "始める")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{YEAR}年")
    return page


def stepped(page: Page, label: str) -> None:
    """Begin a step by keyboard, and wait until a worker has done it."""
    by_keyboard(page, f"{label}を始める")
    wait_for_text(page, page.url, f"{label}をもう一度始める", seconds=240)


def approved(house: House, page: Page, label: str, *, again: bool = False) -> Page:
    """Begin a step that waits for somebody else, and be that other person."""
    office.press(page, f"{label}を{'もう一度' if again else ''}始める")
    wait_for_text(page, page.url, "承認待ち", seconds=240)
    other = house.desk("subsidy", "examiner1")
    other.goto(page.url)
    by_keyboard(other, f"{label}を承認する")
    expect(other.locator("main")).to_contain_text("承認しました")
    return other


def test_a_rehearsal_is_begun_read_and_repeated_on_the_facts_it_kept(house: House) -> None:
    page, eyes = renewals(house), house.eyes
    eyes.look(page, "subsidy-renewals")
    page.get_by_role("link", name="更新の予行").click()
    eyes.look(page, "subsidy-rehearsals")
    page.get_by_label("医療証の年（西暦）").fill(YEAR)
    by_keyboard(page, "予行を始める")
    wait_for_text(page, page.url, "結果のSHA-256", seconds=240)
    eyes.look(page, "subsidy-rehearsal")
    by_keyboard(page, "保存した事実でもう一度判定して比べる")
    expect(page.locator("main")).to_contain_text("1バイトも違わず一致しました")
    page.get_by_role("link", name=applicant("granted").name).click()
    expect(page.locator("main")).to_contain_text("前年は")
    eyes.look(page, "subsidy-rehearsal-family")


def test_the_year_goes_step_by_step_to_certificates_and_the_lists_of_the_wards(house: House) -> None:
    page, eyes = opened(house, "一斉更新（1月1日）"), house.eyes
    eyes.look(page, "subsidy-renewal-new")
    for label in ("対象者の抽出", "所得・世帯などの取寄せ", "現況届の送付と免除"):
        stepped(page, label)
    other = approved(house, page, "判定")
    eyes.look(other, "subsidy-renewal-judged")
    page.goto(other.url)
    stepped(page, "所得不明案内")
    page.goto(other.url)
    page.get_by_role("link", name="対象者一覧を開く").click()
    eyes.look(page, "subsidy-renewal-targets")
    page.goto(other.url)
    approved(house, page, "医療証・不交付通知の発行")
    wait_for_text(page, other.url, "医療証・不交付通知の発行をもう一度始める", seconds=240)
    stepped(page, "対象者一覧の作成")
    expect(page.locator("main")).to_contain_text("1ページ")
    eyes.look(page, "subsidy-renewal-issued")
    page.get_by_role("link", name="対象者一覧を開く").click()
    page.get_by_role("link", name=applicant("granted").name).click()
    expect(page.locator("main")).to_contain_text("医療証（")
    eyes.look(page, "subsidy-renewal-family")


def report_handed_in(house: House, page: Page) -> None:
    """現況届 from the family's page of the renewal, compared with the paper by another person."""
    page.get_by_role("link", name="現況届（届出）").click()
    page.get_by_label("本人確認に使った書類").select_option("運転免許証")
    page.get_by_label("届出の日").fill(page.get_by_label("受付日").input_value())
    for question in ("同居の配偶者・事実婚の相手がいる", "前の届出から世帯が変わった", "児童扶養手当を受けている"):
        page.get_by_role("group", name=question).get_by_label("いいえ").check()
    page.get_by_label("養育費（年、円）").fill("480000")
    office.press(page, "入力する")
    expect(page.locator("main")).to_contain_text("別の人が")
    other = house.desk("subsidy", "examiner1")
    other.goto(page.url)
    office.press(other, "届出書と照合した")
    expect(other.locator("main")).to_contain_text("届出の効力が生じました")


def test_a_family_whose_paper_is_lacking_hands_it_in_and_is_judged_and_issued_alone(house: House) -> None:
    page, eyes = opened(house, "一斉更新（1月1日）"), house.eyes
    renewal = page.url
    page.get_by_role("link", name="対象者一覧を開く").click()
    page.get_by_role("link", name=applicant("disabled_child").name).click()
    family = page.url
    page.get_by_role("link", name="所得の証明", exact=True).click()
    office.press(page, "受け付ける")
    expect(page.get_by_role("alert").first).to_contain_text("給与所得")
    eyes.look(page, "subsidy-renewal-paper")
    page.goto(family)
    eyes.look(page)
    report_handed_in(house, page)
    page.goto(renewal)
    approved(house, page, "判定", again=True)
    page.goto(renewal)
    approved(house, page, "医療証・不交付通知の発行", again=True)
    wait_for_text(page, family, "医療証（", seconds=240)


def test_before_31_march_families_are_asked_for_school_and_disability(house: House) -> None:
    """The family that was renewed last has a child whose time ends with the school year."""
    page, eyes = opened(house, "年度末の更新（3月31日）"), house.eyes
    stepped(page, "対象者の抽出")
    stepped(page, "所得・世帯などの取寄せ")
    stepped(page, "在学・障害の確認の送付")
    eyes.look(page, "subsidy-march")
    page.get_by_role("link", name="対象者一覧を開く").click()
    expect(page.locator("main")).to_contain_text(applicant("disabled_child").name)
    eyes.look(page, "subsidy-march-targets")


def test_on_1_january_the_new_certificates_begin_and_the_old_ones_are_over(house: House) -> None:
    page, eyes = opened(house, "一斉更新（1月1日）"), house.eyes
    renewal = page.url
    office.press(page, "新しい資格の開始を始める")
    expect(page.locator("main")).to_contain_text("新しい資格の初日より前には始められません")
    with office.on_day(house, date(2027, 1, 1)):
        page.goto(renewal)
        stepped(page, "新しい資格の開始")
        eyes.look(page, "subsidy-renewal-started")
        number = office.recipient_number(house, "granted")
        for state, first in (("有効", "令和9年1月1日"), ("期限切れ", "令和8年")):
            page.goto(f"{house.page('subsidy')}/certificates/?q={number}")
            page.get_by_label("状態", exact=True).select_option(label=state)
            page.get_by_role("button", name="絞り込む").click()
            expect(page.locator("#list tbody")).to_contain_text(first)
