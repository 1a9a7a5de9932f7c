"""The file is carried to the bank by its terminal; what the bank says it has read is held against the run."""

import unicodedata
from datetime import datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import error, one_line
from sasae.subsidy.payments.actions.refusals import CannotPay, locked
from sasae.subsidy.payments.models import FileKind, Handover, RunState

MOST_DIGITS = 12  # as the trailer of a transfer file has


def number_in(typed: str, at: str) -> int:
    """A number as it was typed: commas, spaces and wide digits forgiven. Raises CannotPay."""
    text = unicodedata.normalize("NFKC", typed).replace(",", "").strip().removesuffix("円").removesuffix("件")
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise CannotPay.one("P-505", at, f"{MOST_DIGITS}桁までの数字で入れてください。")
    return int(text)


@transaction.atomic
def hand_over(run_id: int, *, receipt_no: str, count: int, yen: int, by: Actor, at: datetime) -> Handover:
    """Note the bank's receipt of the one file there is of a run. The same again: nothing happens. Raises CannotPay."""
    number = one_line(receipt_no, CannotPay.said, missing="銀行の受付番号を入れてください。", at="receipt_no", most=40)
    run = locked(run_id)
    before = Handover.objects.filter(run=run).first()
    if before and (before.receipt_no, before.count, before.yen) == (number, count, yen):
        return before
    if before:
        raise CannotPay.one("P-501", "receipt_no", f"受付番号 {before.receipt_no} で銀行に渡し済みです。二度渡していないか確かめてください。")
    if run.state != RunState.SENT:
        raise CannotPay.one("P-101", "state", f"支払 {run.number} は「{run.get_state_display()}」です。")
    findings = []
    if count != run.count:
        findings.append(error("P-502", "count", f"銀行が読んだ件数は{count:,}件ですが、この支払は{run.count:,}件です。別のファイルを渡していないか確かめてください。"))
    if yen != run.yen:
        findings.append(error("P-503", "yen", f"銀行が読んだ金額は{yen:,}円ですが、この支払は{run.yen:,}円です。別のファイルを渡していないか確かめてください。"))
    if Handover.objects.filter(receipt_no=number).exists():
        findings.append(error("P-504", "receipt_no", "この受付番号は、別の支払に登録してあります。"))
    if findings:
        raise CannotPay(findings)
    file = run.files.get(kind=FileKind.TRANSFER)
    made = Handover.objects.create(
        run=run, sha256=file.sha256, receipt_no=number, count=count, yen=yen, handed_by=by.id, handed_at=at
    )
    record(by, "payments.handed_over", run.number, receipt_no=number, count=count, yen=yen)
    return made
