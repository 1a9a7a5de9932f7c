"""What residents sent from the portal: a claim completed beside its receipt; a sender found by one and confirmed by another."""

import re

import office
from house import House, wait_for_text
from playwright.sync_api import Page, expect

from sasae.deployment.story.cast import applicant
from tests.installation import as_superuser
from tests.portal_sending import send, sender


def person(who: str) -> dict[str, str]:
    """Somebody as the form names them."""
    told = sender(who)
    return {name: told[name] for name in ("name", "name_kana", "birth_date")}


def arrived(house: House, procedure: str, said: dict[str, object], *papers: str) -> tuple[Page, str]:
    """It was sent and has come; the counter has its page open."""
    office.recipient_number(house, "granted")
    number = send(house.page("portal"), "granted", procedure, said, papers=papers)
    page, listed = house.desk("subsidy", "counter1"), f"{house.page('subsidy')}/notifications/sent/?q={number}"
    wait_for_text(page, listed, number)
    page.get_by_role("link", name=number).click()
    return page, number


def test_a_claim_is_completed_beside_its_receipt(house: House) -> None:
    receipt = {
        "provider": "横須賀テスト薬局", "month": "2026-05", "inpatient": "no", "paid_yen": "1200", "refunded_yen": "0", **person("granted"),
    }  # fmt: skip
    page, number = arrived(house, "reimbursement_claim", {"receipts": [receipt]}, "receipt")
    house.eyes.look(page, "subsidy-sent")
    page.goto(f"{house.page('subsidy')}/desk/?kind=sent")
    page.get_by_role("link", name=number).click()
    page.get_by_role("link", name="請求書として入力する").click()
    expect(page.get_by_label("保険診療の自己負担額（円）")).to_have_value("1200")
    office.press(page, "受け付ける")
    expect(page.get_by_role("alert").first).to_contain_text("総医療費")
    house.eyes.look(page)
    page.goto(page.url)
    page.get_by_label("医療証を使えなかった理由").select_option("02")
    page.get_by_label("種類").select_option("4")
    page.get_by_label("診療実日数").fill("1")
    page.get_by_label("総医療費（10割、円）").fill("4000")
    expect(page.locator("#found")).to_contain_text("1,200円")
    house.eyes.look(page, "subsidy-online-claim")
    office.press(page, "受け付ける")
    expect(page.locator("main")).to_contain_text("別の職員が領収書と照合します")
    expect(page).to_have_url(re.compile("/claims/folders/S"))


def test_a_sender_nobody_found_is_found_by_one_and_confirmed_by_another(house: House) -> None:
    page, number = arrived(house, "income_proof", {"income": [{**person("granted"), "municipality": "みどり野市"}]}, "income")
    with as_superuser(house.home, "subsidy") as database:  # as it would have come, had intake found nobody
        database.execute(
            "UPDATE subsidy_online_sent SET applicant_id = NULL, ward_code = '' WHERE receipt_number = %s", [number]
        )
    page.reload()
    house.eyes.look(page)
    page.get_by_role("link", name="届け出た人を探す").click()
    office.press(page, "探す")
    page.get_by_label("本人と確かめた方法").fill("登録の電話番号にかけ、生年月日と家族の名前を聞いた")
    house.eyes.look(page, "subsidy-sender")
    office.press(page, "この人として記録する")
    expect(page.locator("main")).to_contain_text("別の職員が、本人であることを確かめます")
    other = house.desk("subsidy", "examiner1")
    other.goto(page.url)
    house.eyes.look(other)
    office.press(other, "本人であることを確かめた")
    expect(other.locator("main")).to_contain_text(applicant("granted").name)
    expect(other.locator("main")).to_contain_text("UK-330")
    other.get_by_role("link", name="1つめの届出を入力する").click()
    house.eyes.look(other)
