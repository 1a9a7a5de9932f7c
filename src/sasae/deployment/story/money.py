"""Steps 4 and 5: a month of receipts, reimbursements, a payment run, the bank's answer."""

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from sasae.contracts import bank, review_body
from sasae.deployment.home import Home
from sasae.deployment.story.office import Desk
from sasae.deployment.story.people import Staff, says, wait_for
from sasae.deployment.story.visitor import NotAsExpected
from sasae.wire.client import Client
from sasae.wire.identity import load

FILE_KINDS = ("transfer", "payees_pdf", "payees_csv", "banks_pdf", "banks_csv")
PAY_ON = "2026-08-25"  # what is decided in July is paid in August


@dataclass(frozen=True)
class ClaimOnPaper:
    """A receipt on the counter's desk."""

    recipient_number: str
    month: str
    provider: str
    days: int
    total_cost: int
    self_pay: int


def terminal(home: Home) -> Client:
    """The city's file terminal: what a person carries between the city and the bank or the review body."""
    return Client(load(home.pki_dir, "operator"), home.pki_dir, home.addresses)


def receipts(desk: Desk, home: Home, *, billing: str, month: str, recipients: list[str]) -> dict[str, int]:
    """Step 4: fetch the month's file, upload it, wait for the import. Returns counts by state."""
    answer = terminal(home).call(
        review_body.MONTHLY_FILE,
        review_body.MonthlyFileRequest(month=billing, treatment_month=month, recipients=recipients, count=60, seed=1),
    )
    content = base64.b64decode(answer.file_base64)
    (desk.out / answer.file_name).write_bytes(content)
    staff = desk.examiner
    staff.open("/receipts/upload/")
    page = staff.press("登録して取り込む", files={"file": (answer.file_name, content, "application/octet-stream")})
    url = page.url

    def imported() -> bool:
        return "取込済" in staff.open(url).text or "取込不可" in staff.page.text

    wait_for("レセプトの取込済", imported, 120)
    says(staff.page, "取込済")
    return {state: _count(staff, state) for state in ("accepted", "held")}


def _count(staff: Staff, state: str) -> int:
    text = staff.open(f"/receipts/lines/?state={state}").text
    line = next(line for line in text.splitlines() if "件" in line and line.strip()[:1].isdigit())
    return int(line.strip().partition("件")[0].replace(",", ""))


def claim(desk: Desk, paper: ClaimOnPaper) -> str:
    """Step 5a: enter a folder of one receipt, have another person compare and decide it. Returns the claim's number."""
    desk.counter.open("/claims/folders/new/")
    values = {
        "recipient_number": paper.recipient_number, "month": paper.month, "provider": paper.provider, "reason": "01",
        "days": paper.days, "total_cost": paper.total_cost, "insured_self_pay": paper.self_pay,
    }  # fmt: skip
    page = says(desk.counter.press("受け付ける", {f"lines-0-{name}": value for name, value in values.items()}), "照合待ち")
    desk.examiner.open(page.url)
    says(desk.examiner.press("領収書と一致"), "照合済")
    text = says(desk.examiner.press("請求書をまとめて決定する"), "支給決定").text
    found = re.search(r"C\d{12}", text)
    if found is None:
        raise NotAsExpected(f"請求番号がありません。\n{text[:1500]}")
    return found[0]


def pay(desk: Desk, pay_on: str = PAY_ON) -> tuple[str, dict[str, Path]]:
    """Step 5b: build, approve by another, make the files by a third. Returns the run's number and its files."""
    builder, approver, sender = (desk.at("subsidy", name) for name in ("payments1", "approver1", "payments2"))
    builder.open("/payments/new/")
    page = says(builder.press("作成する", {"pay_on": pay_on}), "承認待ち")
    number = page.url.rstrip("/").rpartition("/")[2]
    approver.open(f"/payments/{number}/")
    says(approver.press("承認する"), "承認済")
    sender.open(f"/payments/{number}/")
    says(sender.press("振込データと帳票を作成する"), "振込依頼済")

    def made() -> bool:
        text = sender.open(f"/payments/{number}/").text
        return "支払通知書" in text and "帳票（PDF）を作成しています" not in text

    wait_for("支払通知書と帳票", made, 120)
    kept = {}
    for kind in FILE_KINDS:
        suffix = "txt" if kind == "transfer" else kind.rpartition("_")[2]
        kept[kind] = desk.out / f"{kind}-{number}.{suffix}"
        sender.download(f"/payments/{number}/files/{kind}/", kept[kind])
    return number, kept


def settle(desk: Desk, home: Home, number: str, transfer: Path) -> dict[str, int]:
    """Step 5c: the file goes to the bank, its answer comes back and is taken in."""
    content = transfer.read_bytes()
    line = terminal(home)
    taken = line.call(
        bank.SUBMIT,
        bank.TransferFile(file_base64=base64.b64encode(content).decode(), sha256=hashlib.sha256(content).hexdigest()),
        idempotency_key=f"transfer-{number}",
    )
    if not taken.accepted:
        raise AssertionError(f"銀行が振込データを断りました: {taken.messages}")
    answer = line.call(bank.ANSWER, bank.AnswerRequest(receipt_no=taken.receipt_no))
    result = base64.b64decode(answer.file_base64)
    (desk.out / f"result-{number}.txt").write_bytes(result)
    sender = desk.at("subsidy", "payments2")
    if "受付を登録する" in sender.open(f"/payments/{number}/").text:
        told = {"receipt_no": taken.receipt_no, "count": taken.count, "yen": taken.yen}
        says(sender.press("受付を登録する", told), "銀行の受付")
    page = sender.press("振込結果を取り込む", files={"file": (f"result-{number}.txt", result, "text/plain")})
    says(page, "結果取込済")
    return {"paid": answer.paid_count, "failed": answer.failed_count}
