"""Money asked back, and an injury somebody else answers for: from the paid claim to the plan of instalments."""

import office
import test_money
from house import House
from playwright.sync_api import FilePayload, Page, expect

from sasae.deployment.story.cast import applicant
from sasae.deployment.story.money import PAY_ON
from sasae.deployment.story.play import PAYMENT_DAY, turn_calendar


def test_what_was_paid_is_asked_back_by_two_persons_and_paid_in_instalments(house: House) -> None:
    counter, eyes, page = house.desk("subsidy", "counter1"), house.eyes, house.page("subsidy")
    paid_claim(house, counter)
    counter.get_by_role("link", name="この助成の返還を起案する").click()
    eyes.look(counter)
    counter.locator("[name=reason]").select_option("2")
    counter.locator("[name=yen]").fill("99999")
    counter.locator("[name=why]").fill("高額療養費が支給されたため")
    office.press(counter, "起案する")
    expect(counter.get_by_role("alert").first).to_contain_text("RV-102")
    eyes.look(counter, "recovery-new")
    counter.locator("[name=yen]").fill("500")
    office.press(counter, "起案する")
    expect(counter.get_by_role("button", name="決定して通知書と納付書を作る")).to_have_count(0)
    debt = counter.url

    examiner = house.desk("subsidy", "examiner1")
    examiner.goto(debt)
    eyes.look(examiner, "recovery-deciding")
    office.press(examiner, "決定して通知書と納付書を作る")
    expect(examiner.locator("main")).to_contain_text("納付書送付")

    counter.goto(debt)
    counter.get_by_text("収納を消し込む").click()
    for name, value in {"paid_on": str(PAYMENT_DAY), "yen": "100", "reference": "R-0001"}.items():
        counter.locator(f"form[action$='/pay/'] [name={name}]").fill(value)
    office.press(counter, "消し込む")
    expect(counter.locator("main")).to_contain_text("一部納付")
    counter.get_by_text("分割納付・相殺・減額").click()
    order = counter.locator("form[action$='/order/']")
    order.locator("[name=kind]").select_option("plan")
    order.locator("[name=count]").fill("3")
    order.locator("[name=first_due_on]").fill("令和8年9月30日")
    order.locator("[name=why]").fill("一度に納めることが難しい")
    order.get_by_role("button", name="起案する").click()
    expect(counter.locator("main")).to_contain_text("承認待ち")
    eyes.look(counter)
    examiner.goto(debt)
    office.press(examiner, "承認する")
    expect(examiner.locator("main")).to_contain_text("第3回")
    _clear_by_file(house, debt)
    examiner.goto(debt)
    eyes.look(examiner, "recovery-receivable")
    examiner.goto(f"{page}/recovery/")
    eyes.look(examiner, "recovery-list")
    counter.goto(f"{page}/recovery/proposals/")
    eyes.look(counter)


def test_what_was_paid_too_much_waits_on_the_home_page_and_goes_back_by_a_run_of_its_own(house: House) -> None:
    counter, eyes, page = house.desk("subsidy", "counter1"), house.eyes, house.page("subsidy")
    paid_claim(house, counter)
    counter.get_by_role("link", name="この助成の返還を起案する").click()
    counter.locator("[name=reason]").select_option("9")
    counter.locator("[name=yen]").fill("100")
    counter.locator("[name=why]").fill("計算の誤りによる")
    office.press(counter, "起案する")
    debt, examiner = counter.url, house.desk("subsidy", "examiner1")
    examiner.goto(debt)
    office.press(examiner, "決定して通知書と納付書を作る")
    counter.goto(debt)
    counter.get_by_text("収納を消し込む").click()
    for name, value in {"paid_on": str(PAYMENT_DAY), "yen": "400", "reference": f"R-{debt.rstrip('/')[-6:]}"}.items():
        counter.locator(f"form[action$='/pay/'] [name={name}]").fill(value)
    office.press(counter, "消し込む")
    expect(counter.locator("main")).to_contain_text("完納")
    counter.get_by_text("分割納付・相殺・減額").click()
    order = counter.locator("form[action$='/order/']")
    order.locator("[name=kind]").select_option("refund")
    order.locator("[name=yen]").fill("300")
    order.locator("[name=why]").fill("納めすぎた分")
    order.get_by_role("button", name="起案する").click()
    examiner.goto(debt)
    office.press(examiner, "承認する")

    builder = house.desk("subsidy", "payments1")
    builder.goto(f"{page}/")
    builder.get_by_role("link", name="支払を待つ過誤納金の還付").press("Enter")
    expect(builder.get_by_label("何の支払か")).to_have_value("refunds")
    builder.locator("[name=pay_on]").fill(PAY_ON)
    office.press(builder, "作成せずに試算する")
    expect(builder.locator("section[aria-labelledby=tried]")).to_contain_text("円")
    eyes.look(builder, "payment-refund-tried")
    office.press(builder, "作成する")
    expect(builder.locator("main")).to_contain_text("過誤納金の還付")
    eyes.look(builder, "payment-refund-run")


def test_an_injury_is_notified_and_what_was_paid_is_claimed_from_the_insurer(house: House) -> None:
    counter, eyes, page = house.desk("subsidy", "counter1"), house.eyes, house.page("subsidy")
    paid_claim(house, counter)
    counter.goto(f"{page}/third-parties/new/")
    office.press(counter, "受け付ける")
    expect(counter.get_by_role("alert").first).to_be_visible()
    eyes.look(counter)
    counter.goto(f"{page}/third-parties/new/")
    told = {
        "atena_no": applicant("granted").atena_no, "notified_on": str(PAYMENT_DAY), "injured_on": "令和8年5月1日",
        "circumstances": "自転車で走行中に、左折の車に接触された。", "place": "川崎区見本町の交差点", "fault_percent": "50",
        "insurer": "見本損害保険", "insurer_postal_code": "2100000", "insurer_address": "川崎区見本町１－１",
    }  # fmt: skip
    counter.locator("[name=accident]").select_option("traffic")
    for name, value in told.items():
        counter.locator(f"[name={name}]").fill(value)
    eyes.look(counter, "third-party-new")
    office.press(counter, "受け付ける")
    counter.locator("[name=picked]").first.check()
    office.press(counter, "選んだ診療を「この負傷による」とする")
    expect(counter.locator("main")).to_contain_text("この負傷による")
    office.press(counter, "保険会社への請求を起案する")
    expect(counter.locator("main")).to_contain_text("賠償請求中")
    eyes.look(counter, "third-party")
    counter.goto(f"{page}/third-parties/")
    eyes.look(counter, "third-parties")


def _clear_by_file(house: House, debt: str) -> None:
    """The treasury's file names the slip of the first instalment; from its page to the debt and back."""
    desk, number = house.desk("subsidy", "payments1"), debt.rstrip("/").rsplit("/", 1)[1]
    rows = f"納付番号,領収済通知書番号,収納日,収納額\r\n{number}-01,R-0002,{PAYMENT_DAY},133\r\nH0,R-0003,{PAYMENT_DAY},500\r\n"
    desk.goto(f"{house.page('subsidy')}/treasury/clear/")
    file: FilePayload = {"name": "shunou-keshikomi.csv", "mimeType": "text/csv", "buffer": rows.encode("cp932")}
    desk.locator("input[type=file]").set_input_files(file)
    office.press(desk, "取り込む")
    expect(desk.locator("main")).to_contain_text("TR-304")
    house.eyes.look(desk, "treasury-cleared")
    desk.get_by_role("link", name=number).click()
    expect(desk.locator("main")).to_contain_text("shunou-keshikomi.csv")
    desk.get_by_role("link", name="shunou-keshikomi.csv").first.click()
    expect(desk.locator("main")).to_contain_text(number)


def paid_claim(house: House, counter: Page) -> None:
    """The page of a claim whose money arrived; the run is made now unless a test did so before."""
    for _ in range(2):
        counter.goto(f"{house.page('subsidy')}/claims/?state=50")
        links = counter.locator("tbody a[href*='/claims/']")
        if links.count():
            turn_calendar(house.home, PAYMENT_DAY)
            links.first.click()
            return
        test_money.test_claims_are_paid_in_one_run_and_what_the_bank_refuses_is_shown_as_failed(house)
    raise AssertionError("No claim was paid.")
