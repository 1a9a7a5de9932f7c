"""The registers behind the work: a suspected loss, places and papers, contractors, rights taken in an emergency, requests and
inquiries on paper, and the auditor's samples."""

import re
from datetime import date, timedelta

import office
import pytest
from house import House
from playwright.sync_api import Page, expect

from sasae.deployment.story.cast import applicant


def day(house: House, days: int = 0) -> str:
    """Counted from where the calendar stands."""
    return (date.fromisoformat(house.home.calendar.read_text("ascii").strip()) + timedelta(days=days)).isoformat()


def fill(page: Page, **told: str) -> None:
    """Each field by its name: typed, chosen or ticked, as it wants it."""
    for name, value in told.items():
        field = page.locator(f"main [name={name}]").first
        if field.get_attribute("type") in ("radio", "checkbox"):
            page.locator(f"main [name={name}][value='{value}']").check()
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def at(house: House, login: str, path: str) -> Page:
    """This person's screen of the office."""
    page = house.desk("subsidy", login)
    page.goto(f"{house.page('subsidy')}{path}")
    return page


@pytest.mark.clause("INC-1", "INC-2")
def test_a_suspected_loss_is_reported_by_one_button_and_followed_to_its_end(house: House) -> None:
    clerk = at(house, "counter1", "/")
    clerk.get_by_role("link", name="紛失・漏えいかもしれない").click()
    office.press(clerk, "上司に報告する")
    expect(clerk.get_by_role("alert").first).to_contain_text("何が起きましたか")
    house.eyes.look(clerk)
    fill(clerk, what="封筒が一つ見当たりません。", happened_on=day(house))
    house.eyes.look(clerk, "incident-new")
    office.press(clerk, "上司に報告する")
    number = re.search(r"I\d{4}-\d{4}", clerk.inner_text("main"))
    assert number is not None, clerk.inner_text("main")
    house.eyes.look(clerk)
    above = at(house, "examiner1", f"/incidents/{number.group()}/")
    office.press(above, "上司として確認した（対応を始める）")
    above.get_by_role("link", name="内容を書く").click()
    house.eyes.look(above)
    fill(above, items="氏名、住所", people="0", cause="綴りの間に挟まっていた", lessons="閉庁前に数える")
    office.press(above, "記録する")
    above.get_by_role("link", name="対策を決める").click()
    house.eyes.look(above)
    fill(above, kind="prevent", what="閉庁前に二人で数える", owner="管理係", due_on=day(house))
    office.press(above, "記録する")
    house.eyes.look(above, "incident")
    above.get_by_role("link", name=re.compile("^影響を受ける人")).click()
    house.eyes.look(above, "incident-persons")
    above.goto(f"{house.page('subsidy')}/incidents/")
    house.eyes.look(above, "incidents")


@pytest.mark.clause("PHY-1", "MED-5")
def test_a_site_is_inspected_by_one_and_confirmed_by_another_and_papers_have_their_place(house: House) -> None:
    one = at(house, "examiner1", "/sites/new/")
    fill(one, code="SAIWAI-3", name="幸区役所 3階", keeper="管理係 幸 健")
    office.press(one, "登録する")
    one.goto(f"{house.page('subsidy')}/sites/SAIWAI-3/inspect/")
    for answer in one.locator("main [name^=answer_][value=good]").all():
        answer.check()
    house.eyes.look(one, "site-inspecting")
    office.press(one, "点検を記録する")
    house.eyes.look(one)
    other = at(house, "approver1", "/sites/SAIWAI-3/")
    house.eyes.look(other, "site")
    office.press(other, "点検を確かめた")
    expect(other.locator("main")).to_contain_text("確認済")
    expect(other.locator("main")).not_to_contain_text("まだ点検していません")
    one.goto(f"{house.page('subsidy')}/locked-places/new/")
    fill(one, name="保険年金課 キャビネットA", room="3階 執務室", key_keeper="管理係 幸 健")
    one.locator("#id_site").select_option(index=1)
    office.press(one, "登録する")
    house.eyes.look(one, "locked-place")
    _papers(house, at(house, "counter1", "/paper-custody/new/"))


def _papers(house: House, page: Page) -> None:
    """A label, the list, scanning a move, the day-end check."""
    fill(page, title="領収書（4月分）", received_on=day(house))
    house.eyes.look(page, "paper-label-new")
    page.get_by_role("button", name=re.compile("ラベル")).first.click()
    page.goto(f"{house.page('subsidy')}/paper-custody/")
    house.eyes.look(page, "papers")
    page.locator("#list tbody a").first.click()
    house.eyes.look(page, "paper")
    for place in ("scan", "checks", "boxes", "unlabelled"):
        page.goto(f"{house.page('subsidy')}/paper-custody/{place}/")
        house.eyes.look(page, f"paper-{place}")


@pytest.mark.clause("OUT-1", "OUT-2", "OUT-3")
def test_a_contract_is_entered_by_one_and_confirmed_by_another(house: House) -> None:
    one = at(house, "examiner1", "/contractors/new/")
    one.locator("main [name=model]").first.check()
    fill(
        one, contractor="川崎印刷テスト株式会社", work="医療証の印刷と封入", since=day(house), until=day(house, 300), staff="4",
        leader="印 刷男", place="川崎区の工場",
    )  # fmt: skip
    house.eyes.look(one, "contract-new")
    office.press(one, "登録する")
    expect(one.get_by_role("heading", level=1)).to_contain_text("契約条項の確認")
    house.eyes.look(one, "contract-clauses")
    for number, clause in enumerate(one.locator("main form input[type=text]").all(), 1):
        if clause.get_attribute("name") != "explained_on":
            clause.fill(f"第{number}条")
    fill(one, explained_on=day(house))
    one.locator("main form .actions button").first.click()
    address = one.url
    other = at(house, "approver1", "/")
    other.goto(address)
    house.eyes.look(other, "contract")
    office.press(other, "契約書と照らして確認した")
    house.eyes.look(other)
    for link in ("従事者を登録する", "再委託の申請を受け付ける"):
        one.goto(address)
        one.get_by_role("link", name=link).click()
        house.eyes.look(one)
    one.goto(f"{house.page('subsidy')}/contractors/")
    house.eyes.look(one, "contracts")


@pytest.mark.clause("ACC-11")
def test_a_right_is_taken_in_an_emergency_given_back_and_looked_at_by_another(house: House) -> None:
    one = at(house, "counter1", "/emergencies/take/")
    house.eyes.look(one, "emergency-new")
    fill(one, right="protected.view", why="夜間の避難の問合せに、担当者が誰もいないため")
    office.press(one, "権限を取る")
    house.eyes.look(one)
    office.press(one, "権限を返す")
    number = one.url.rstrip("/").rpartition("/")[2]
    other = at(house, "approver1", f"/emergencies/{number}/")
    other.locator("main [name=verdict]").first.check()
    fill(other, words="電話の記録と時刻が合う")
    house.eyes.look(other, "emergency")
    office.press(other, "振返りを記録する")
    expect(other.locator("main")).to_contain_text("電話の記録と時刻が合う")


@pytest.mark.clause("DIS-1", "DIS-2")
def test_a_request_on_paper_is_proposed_by_one_and_an_inquiry_answered(house: House) -> None:
    office.recipient_number(house, "granted")
    clerk = at(house, "counter1", "/disclosures/new/")
    office.press(clerk, "受け付ける")
    house.eyes.look(clerk)
    clerk.locator("main [name=identity]").first.check()
    fill(clerk, atena_no=applicant("granted").atena_no.lstrip("0"), requested_on=day(house), what="令和8年の助成の記録")
    house.eyes.look(clerk, "disclosure-receiving")
    office.press(clerk, "受け付ける")
    house.eyes.look(clerk, "disclosure-request")
    clerk.goto(f"{house.page('subsidy')}/file-inquiries/new/")
    fill(clerk, received_on=day(house), question="どのような情報を持っていますか。", owner="管理係", due_on=day(house, 7))
    house.eyes.look(clerk, "inquiry-new")
    office.press(clerk, "記録する")
    fill(clerk, answer="評価書に書かれた項目です。")
    house.eyes.look(clerk, "inquiry")
    for path in ("/disclosures/", "/file-inquiries/"):
        clerk.goto(f"{house.page('subsidy')}{path}")
        house.eyes.look(clerk)


@pytest.mark.clause("AUD-1")
def test_the_auditor_draws_a_sample_twice_and_finds_the_same(house: House) -> None:
    office.recipient_number(house, "granted")
    with office.on_day(house, date.fromisoformat(day(house, 1))):
        page = at(house, "auditor1", "/audits/")
        page.locator("#id_kind").select_option(index=1)
        fill(page, since=day(house, -60), until=day(house, -1), size="5", seed="さいころ 4 2 6", why="決定の手続の監査")
        house.eyes.look(page, "audit-drawing")
        office.press(page, "引く")
        house.eyes.look(page, "audit-sample")
        office.press(page, "同じ種で引き直して比べる")
        expect(page.locator("main")).to_contain_text("同じ標本になりました")
        page.locator("main tbody a").first.click()
        house.eyes.look(page, "audit-drawn")
