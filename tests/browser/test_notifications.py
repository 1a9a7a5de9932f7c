"""A family changes: a notification is entered, compared by another, examined and approved, and what follows is ticked off."""

import office
from house import House
from playwright.sync_api import Page, expect

from sasae.deployment.story.cast import applicant


def begin(house: House, kind: str) -> Page:
    """The counter at a kind's form, reached from the person's page."""
    page = house.desk("subsidy", "counter1")
    page.goto(f"{house.page('subsidy')}/people/{applicant('granted').atena_no}/")
    page.get_by_role("link", name="届出を入力する").click()
    page.get_by_role("link", name=kind).click()
    return page


def reception(page: Page) -> None:
    """What every notification says."""
    page.get_by_label("本人確認に使った書類").select_option("運転免許証")
    page.get_by_label("異動日", exact=False).first.fill(page.get_by_label("受付日").input_value())


def confirmed(house: House, page: Page) -> Page:
    """Another person compares it with the paper."""
    expect(page.locator("main")).to_contain_text("別の人が")
    other = house.desk("subsidy", "examiner1")
    other.goto(page.url)
    office.press(other, "届出書と照合した")
    expect(other.locator("main")).to_contain_text("届出の効力が生じました")
    return other


def test_a_new_name_goes_from_the_counter_to_the_list_of_what_follows(house: House) -> None:
    office.recipient_number(house, "granted")
    page, eyes = begin(house, "02　氏名"), house.eyes
    office.press(page, "入力する")
    expect(page.get_by_role("alert").first).to_contain_text("本人確認に使った書類を選んでください。")
    eyes.look(page, "subsidy-notification-error")
    reception(page)
    page.get_by_label("だれの氏名か").select_option(index=1)
    page.get_by_label("新しい氏名").fill("山田　美咲")
    page.get_by_label("フリガナ").fill("ヤマダ　ミサキ")
    page.get_by_label("理由").select_option("婚姻")
    eyes.look(page, "subsidy-notification-entry")
    office.press(page, "入力する")
    eyes.look(page, "subsidy-notification")
    _mended(house, page)
    other = confirmed(house, page)
    other.get_by_role("link", name="住民票の氏名が").click()
    expect(other.get_by_role("region", name="影響")).to_contain_text("医療証の再交付")
    eyes.look(other, "subsidy-review")
    other.get_by_label("決めたこと").first.fill("次の更新で差し替える")
    office.press(other, "決めた")
    expect(other.get_by_role("region", name="影響")).to_contain_text("次の更新で差し替える")


def _mended(house: House, page: Page) -> None:
    """Who entered it mends what was typed wrong, before anybody compared it."""
    page.get_by_role("link", name="入力を直す").click()
    expect(page.get_by_label("新しい氏名")).to_have_value("山田　美咲")
    page.get_by_label("理由").select_option("その他")
    house.eyes.look(page, "subsidy-notification-mend")
    office.press(page, "直す")
    expect(page.locator("main")).to_contain_text("入力を直しました")


def test_child_support_that_changed_is_examined_and_approved_by_another(house: House) -> None:
    office.recipient_number(house, "granted")
    page, eyes = begin(house, "04　世帯・扶養"), house.eyes
    reception(page)
    page.get_by_label("何があったか").select_option("養育費が変わった")
    page.get_by_label("養育費（年、円）").fill("120000")
    office.press(page, "入力する")
    other = confirmed(house, page)
    other.get_by_role("link", name="養育費が変わった").click()
    address = other.url
    page.goto(address)
    page.get_by_role("button", name="再審査").first.click()
    expect(page.locator("main")).to_contain_text("再審査しました")  # the link of before leads to the answer of before
    page.get_by_role("link", name="判定を見る").click()
    expect(page.locator("#outcome")).to_have_text("交付")
    office.request_and_approve(house, page)
    page.goto(address)
    expect(page.locator("main")).to_contain_text("処理済み")
    eyes.look(page, "subsidy-review-done")


def test_a_persons_page_leads_to_what_was_known_on_a_day_and_to_the_familys_history(house: House) -> None:
    office.recipient_number(house, "granted")
    page, eyes = house.desk("subsidy", "counter1"), house.eyes
    person = f"{house.page('subsidy')}/people/{applicant('granted').atena_no}/"
    page.goto(person)
    page.get_by_text("過去の時点を見る").click()
    page.get_by_label("いつの時点（有効日）").fill("いつか")
    page.get_by_role("button", name="見る", exact=True).click()
    expect(page.locator("main")).to_contain_text("HI-001")
    expect(page.get_by_label("いつの時点（有効日）")).to_have_value("いつか")
    page.get_by_label("いつの時点（有効日）").fill("R8.7.1")
    page.get_by_role("button", name="見る", exact=True).click()
    expect(page.locator("main")).to_contain_text("令和8年7月1日時点／")
    expect(page.locator("main")).to_contain_text("12月31日")
    eyes.look(page, "subsidy-as-of")
    page.get_by_role("link", name="家族の経過").click()
    expect(page.locator("main")).to_contain_text("令和8年7月1日時点／")
    page.get_by_role("link", name="今に戻る").click()
    expect(page.locator("main")).to_contain_text("資格が始まった")
    eyes.look(page, "subsidy-family-history")
