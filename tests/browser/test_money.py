"""Step 5: claims entered and decided, a run built and approved by two persons, files taken, the bank's answer taken in."""

import base64
import hashlib
import re
from typing import Any

import office
from house import House
from playwright.sync_api import Page, expect

from sasae.contracts import bank
from sasae.deployment.story.money import FILE_KINDS, PAY_ON, ClaimOnPaper, terminal
from sasae.deployment.story.play import MONTH, PAYMENT_DAY, turn_calendar

RESULT = "result.txt"


def test_claims_are_paid_in_one_run_and_what_the_bank_refuses_is_shown_as_failed(house: House) -> None:
    numbers = {key: office.recipient_number(house, key) for key in ("granted", "father")}
    turn_calendar(house.home, PAYMENT_DAY)
    _claimed(house, ClaimOnPaper(numbers["granted"], MONTH, "みなとテスト医院", 2, 24_500, 7_350), picture=True)
    _claimed(house, ClaimOnPaper(numbers["father"], MONTH, "熱海テスト歯科", 3, 31_200, 9_360))

    builder, eyes = house.desk("subsidy", "payments1"), house.eyes
    builder.goto(f"{house.page('subsidy')}/payments/new/")
    builder.locator("[name=pay_on]").fill(PAY_ON)
    office.press(builder, "作成せずに試算する")
    expect(builder.locator("#tried")).to_be_visible()
    eyes.look(builder, "payment-tried")
    builder.locator("[name=pay_on]").fill(PAY_ON)
    office.press(builder, "作成する")
    expect(builder.get_by_role("button", name="承認する")).to_have_count(0)
    eyes.look(builder, "payment-run-built")

    approver = house.desk("subsidy", "approver1")
    approver.goto(builder.url)
    eyes.look(approver, "payment-run-approval")
    office.press(approver, "承認する")
    expect(approver.locator("main")).to_contain_text("承認済")

    sender = house.desk("subsidy", "payments2")
    sender.goto(builder.url)
    office.press(sender, "振込データと帳票を作成する")
    expect(sender.locator("main")).to_contain_text("振込依頼済")
    _with_papers(sender)
    eyes.look(sender, "payment-run-files")
    kept = {kind: _downloaded(sender, kind) for kind in FILE_KINDS}
    assert kept["payees_pdf"].startswith(b"%PDF-")
    assert len(kept["transfer"].splitlines()[0].rstrip()) <= 120

    taken, answer = _bank_answers(house, kept["transfer"])
    _handed_over(sender, taken)
    eyes.look(sender)
    assert answer.failed_count >= 1
    result = {"name": RESULT, "mimeType": "text/plain", "buffer": base64.b64decode(answer.file_base64)}
    sender.locator("input[type=file]").set_input_files([result])
    office.press(sender, "振込結果を取り込む")
    expect(sender.locator("main")).to_contain_text("結果取込済")
    expect(sender.get_by_role("alert")).to_contain_text("山本　浩二")
    expect(sender.get_by_role("alert")).to_contain_text(re.compile("解約|口座"))
    eyes.look(sender, "payment-run")
    _looked_at_in_detail(sender, eyes)
    builder.goto(f"{house.page('subsidy')}/ledger/")
    eyes.look(builder, "ledger")


def _claimed(house: House, paper: ClaimOnPaper, *, picture: bool = False) -> None:
    """Entered at the counter, decided by another."""
    counter, eyes = house.desk("subsidy", "counter1"), house.eyes
    counter.goto(f"{house.page('subsidy')}/claims/folders/new/")
    if picture:
        eyes.look(counter)
        office.press(counter, "受け付ける")
        expect(counter.get_by_role("alert").first).to_be_visible()
        eyes.look(counter)
    counter.locator("[name=lines-0-reason]").select_option("01")
    values = {
        "recipient_number": paper.recipient_number, "month": paper.month, "provider": paper.provider,
        "days": paper.days, "total_cost": paper.total_cost, "insured_self_pay": paper.self_pay,
    }  # fmt: skip
    for name, value in values.items():
        counter.locator(f"[name=lines-0-{name}]").fill(str(value))
    office.press(counter, "受け付ける")
    counter.get_by_role("link", name="C2026").click()
    expect(counter.get_by_role("button", name="決定する")).to_have_count(0)
    eyes.look(counter)
    other = house.desk("subsidy", "examiner1")
    other.goto(counter.url)
    eyes.look(other, "claim" if picture else "")
    office.press(other, "決定する")
    expect(other.locator("main .lead")).to_have_text(re.compile(r"^\s*支給決定"))


def _with_papers(page: Page) -> None:
    """The printed lists are made in the background."""
    made = page.get_by_text("帳票（PDF）を作成しています")
    for _ in range(60):
        if made.count() == 0:
            return
        page.wait_for_timeout(2_000)
        page.reload()
    expect(made).to_have_count(0)


def _downloaded(page: Page, kind: str) -> bytes:
    with page.expect_download() as waiting:
        page.locator(f"a[href$='/files/{kind}/']").click()
    return waiting.value.path().read_bytes()


def _bank_answers(house: House, transfer: bytes) -> tuple[bank.Receipt, bank.AnswerFile]:
    line = terminal(house.home)
    file = bank.TransferFile(
        file_base64=base64.b64encode(transfer).decode(), sha256=hashlib.sha256(transfer).hexdigest()
    )
    taken = line.call(bank.SUBMIT, file, idempotency_key=f"browser-{hashlib.sha256(transfer).hexdigest()[:16]}")
    assert taken.accepted, taken.messages
    return taken, line.call(bank.ANSWER, bank.AnswerRequest(receipt_no=taken.receipt_no))


def _handed_over(sender: Page, taken: bank.Receipt) -> None:
    """The bank's receipt is registered; first with a wrong sum, which stays in its field with what is wrong."""
    for yen in (taken.yen + 1, taken.yen):
        for name, value in {"receipt_no": taken.receipt_no, "count": taken.count, "yen": yen}.items():
            sender.locator(f"[name={name}]").fill(str(value))
        office.press(sender, "受付を登録する")
        if yen != taken.yen:
            expect(sender.locator("[name=yen]")).to_have_value(str(yen))
            expect(sender.locator("#yen_error")).to_contain_text("別のファイルを渡していないか")
    expect(sender.locator("main")).to_contain_text("もう一度渡さないでください")


def _looked_at_in_detail(sender: Page, eyes: Any) -> None:
    """The lists, one transfer, the payee's statement, the closings of branches."""
    run = sender.url
    for name, picture in (("支払先の一覧", "payment-payees"),):
        sender.get_by_role("link", name=name).click()
        eyes.look(sender, picture)
        sender.goto(run)
    sender.locator("tbody a[href*='/payments/transfers/']").first.click()
    eyes.look(sender, "payment-transfer")
    sender.get_by_role("link", name="この人のすべての支払").click()
    eyes.look(sender, "payment-statement")
    sender.goto(run.partition("/payments/")[0] + "/payments/closures/")
    eyes.look(sender, "payment-closures")
