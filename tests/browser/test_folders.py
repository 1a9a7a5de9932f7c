"""A folder of receipts from the keyboard to the decision: typed, mended, compared by another, held, released."""

import base64

import office
from house import House
from playwright.sync_api import Page, expect

from sasae.deployment.story.play import PAYMENT_DAY, turn_calendar

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAFklEQVR4nGP8//8/A27AhEduBEsDAKXjAxF9kqZqAAAAAElFTkSuQmCC"
)


def _type_line(page: Page, place: int, number: str, provider: str, cost: str, paid: str) -> None:
    """One receipt, by the keyboard alone: Tab goes from field to field, letters and arrows choose."""
    page.locator(f"[name=lines-{place}-recipient_number]").focus()
    keys = page.keyboard
    keys.type(number)
    for typed in ("令和8年6月", provider):
        keys.press("Tab")
        keys.type(typed)
    keys.press("Tab")
    keys.press("ArrowDown")  # 医療証を使えなかった理由
    keys.press("Tab")  # 種類: 医科
    keys.press("Tab")  # 外来
    keys.press("Tab")
    keys.type("2")
    keys.press("Tab")  # 診療日
    for typed in (cost, paid):
        keys.press("Tab")
        keys.type(typed)
    keys.press("Tab")


def test_a_folder_is_typed_compared_decided_and_what_waits_is_released(house: House) -> None:
    # whose receipts of June other tests take are decided in June; this family's month goes above the cap
    number, *_ = [office.recipient_number(house, key) for key in ("twins", "granted", "father")]
    turn_calendar(house.home, PAYMENT_DAY)
    counter, eyes, base = house.desk("subsidy", "counter1"), house.eyes, house.page("subsidy")
    counter.goto(f"{base}/claims/folders/new/")
    eyes.look(counter)
    _type_line(counter, 0, number, "箱根ひかり眼科", "８，０１０", "2403")
    _type_line(counter, 1, number, "箱根　ひかり眼科", "8010", "2403")
    expect(counter.locator("#found")).to_contain_text("C-114")
    office.press(counter, "受け付ける")
    expect(counter.get_by_role("alert").first).to_contain_text("C-114")
    eyes.look(counter, "claim-folder-error")
    counter.get_by_role("link", name="2行目：1行目と同じ人").click()
    second = counter.locator("[name=lines-1-provider]")
    expect(second).to_be_focused()
    second.fill("小田原みらい病院")
    counter.locator("[name=lines-1-total_cost]").fill("200000")
    counter.locator("[name=lines-1-insured_self_pay]").fill("60000")
    counter.locator("[name=lines-0-receipt]").set_input_files(
        [{"name": "領収書.png", "mimeType": "image/png", "buffer": PIXEL}]
    )
    expect(counter.locator("#found")).to_contain_text("62,403円")
    expect(counter.locator("#found")).to_contain_text("高額療養費")
    eyes.look(counter)
    office.press(counter, "受け付ける")
    expect(counter.locator("main")).to_contain_text("受け付けました")
    eyes.look(counter)
    folder = counter.url

    other = house.desk("subsidy", "examiner1")
    other.goto(folder)
    eyes.look(other, "claim-folder")
    office.press(other, "領収書と一致")
    expect(other.locator("main")).to_contain_text("照合済")
    office.press(other, "請求書をまとめて決定する")
    expect(other.locator("tbody").first).to_contain_text("審査中")
    expect(other.locator("tbody").first).not_to_contain_text("受付")
    eyes.look(other)
    lines = other.locator("tbody").first.get_by_role("link", name="C2026").all_inner_texts()
    for place, picture in (("folders", "claim-folders"), ("holds", "claim-holds"), ("insurers", "")):
        other.goto(f"{base}/claims/{place}/")
        eyes.look(other, picture)

    for line, (picture, high_cost) in zip(lines, (("", "0"), ("claim-held", "24600")), strict=True):
        counter.goto(f"{base}/claims/holds/")
        counter.get_by_role("link", name=line).click()
        eyes.look(counter, picture)
        counter.get_by_role("link", name="保険者の通知を入力する").click()
        eyes.look(counter)
        for name, value in {"noticed_on": "R8.7.10", "high_cost": high_cost, "fringe": "0"}.items():
            counter.locator(f"[name={name}]").fill(value)
        office.press(counter, "通知を記録する")
        expect(counter.locator("main")).to_contain_text("保険者の通知を記録しました")
    other.goto(folder)
    office.press(other, "領収書と一致")
    office.press(other, "請求書をまとめて決定する")
    expect(other.locator("main")).to_contain_text("37,803円")
    expect(other.locator("tbody").first).to_contain_text("支給決定")
