"""A month of receipts at the screens: a list registered, held lines decided, a mistake asked, the month closed and paid."""

import re
from dataclasses import replace
from datetime import date

import office
from house import House, wait_for_text
from playwright.sync_api import Page, expect

from sasae.deployment.story.cast import HOME_OF, applicant
from sasae.deployment.story.play import MONTH
from sasae.kernel.period import Month
from sasae.simulators.review_body.lists import Listed, write_list
from sasae.simulators.review_body.receipts import OURS, Claimed, Patient, Public, number

TREATED = Month.parse(MONTH)


def test_a_month_of_receipts_from_the_list_to_the_payment_of_the_body(house: House) -> None:
    recipient = office.recipient_number(house, "granted")
    content = _list(house, recipient)
    desk, eyes = house.desk("subsidy", "examiner1"), house.eyes
    desk.goto(f"{house.page('subsidy')}/receipts/upload/")
    eyes.look(desk, "receipt-upload")
    desk.locator("[name=yen]").fill("1")
    _registered(desk, "wrong-total.csv", content + b"\r\n", "取込不可")
    expect(desk.locator("main")).to_contain_text("RF-212")
    desk.goto(f"{house.page('subsidy')}/receipts/upload/")
    _registered(desk, "R8-07.csv", content, "取込済")
    eyes.look(desk, "receipt-file")
    file = desk.url

    desk.get_by_role("link", name=re.compile("このファイルの明細の一覧")).click()
    eyes.look(desk, "receipt-lines")
    desk.get_by_role("link", name=re.compile(r"^\d+$")).first.click()
    eyes.look(desk, "receipt-line")
    accepted = desk.url if "認定" in desk.locator(".lead").inner_text() else ""

    desk.goto(f"{house.page('subsidy')}/receipts/lines/?state=held&file={file.rstrip('/').rpartition('/')[2]}")
    desk.locator("[name=pick]").first.check()
    desk.get_by_label("審査支払機関に返戻する").check()
    desk.locator("#bulk_note").fill("該当する人がいないため")
    office.press(desk, "選んだ明細の判断を記録する")
    expect(desk.get_by_role("status").first).to_be_visible()
    if accepted:
        _asked(house, desk, accepted)
    _closed(house, desk, file)


def _list(house: House, recipient: str) -> bytes:
    """Two lines of the applicant, one of nobody."""
    home = HOME_OF["granted"]
    who = next(member for member in home.members if member.key == home.single)
    patient = Patient(who.name, who.kana, who.sex, who.birth, applicant("granted").insurer_number, "12", "3456", True)
    own = Claimed(patient, TREATED, (Public(OURS, recipient),), (16,), 9, "1")
    lines = [
        Listed(own, "9990001", "RK000001"),
        Listed(replace(own, extra_points=59, days=(20,)), "9990002", "RK000002"),
        Listed(replace(own, publics=(Public(OURS, number("999901")),)), "9990001", "RK000003"),
    ]
    return write_list(lines, "2", TREATED.plus(1))


def _registered(desk: Page, name: str, content: bytes, state: str) -> None:
    desk.locator("input[type=file]").set_input_files([{"name": name, "mimeType": "text/csv", "buffer": content}])
    office.press(desk, "登録して取り込む")
    wait_for_text(desk, desk.url, state)


def _asked(house: House, desk: Page, line: str) -> None:
    """A mistake is asked for and goes out in a list."""
    desk.goto(line)
    desk.get_by_label("過誤", exact=True).check()
    desk.locator("[name=why]").fill("資格を失った後の受診と分かったため")
    office.press(desk, "申出を起案する")
    desk.goto(f"{house.page('subsidy')}/receipts/corrections/")
    desk.get_by_role("button", name=re.compile("への一覧を作る")).first.click()
    expect(desk.locator("main")).to_contain_text("申出中")
    house.eyes.look(desk, "receipt-corrections")


def _closed(house: House, desk: Page, file: str) -> None:
    """The bill entered, the closing asked by one and approved by another, the payment recorded by a third."""
    desk.goto(file)
    desk.get_by_role("link", name=re.compile("の月次$")).click()
    desk.locator("[name=count]").fill("3")
    desk.locator("[name=yen]").fill("100000")
    office.press(desk, "請求額を記録する")
    desk.locator("[name=explanation]").fill("返戻と保留の分")
    office.press(desk, "締めを起案する")
    expect(desk.locator("main")).to_contain_text("締めの承認待ち")
    approver = house.desk("subsidy", "approver1")
    approver.goto(desk.url)
    office.press(approver, "締めを承認する")
    expect(approver.locator("main")).to_contain_text("締め済")
    house.eyes.look(approver, "receipt-month")
    payer = house.desk("subsidy", "payments1")
    payer.goto(desk.url)
    payer.locator("[name=paid_on]").fill(date(2026, 6, 1).isoformat())
    office.press(payer, "支払を記録する")
    expect(payer.locator("main")).to_contain_text("支払済")
    payer.goto(f"{house.page('subsidy')}/receipts/months/")
    house.eyes.look(payer, "receipt-months")
