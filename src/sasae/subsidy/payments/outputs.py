"""What a run puts out: the transfer file, the notices, the payee list, the totals by bank. The same run, the same bytes."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sasae.formats.zengin import Transfer, TransferBatch, write
from sasae.foundation.history import Actor
from sasae.foundation.printing import render
from sasae.foundation.printing.practice import stamped
from sasae.kernel.dated import load_dated
from sasae.kernel.kana import zengin_text
from sasae.kernel.period import Month
from sasae.kernel.wareki import month_to_wareki, to_wareki
from sasae.reference import banks
from sasae.reference.municipalities import name_of
from sasae.subsidy.certificates.actions import OFFICE
from sasae.subsidy.notifications.mailing import Registered, registered_for, where_to
from sasae.subsidy.payments.models import FileKind, Payment, PaymentRun
from sasae.subsidy.people.queries import protected_among

CLIENT = load_dated(__package__, "client.yaml")
ACCOUNT_TYPES = {"1": "普通", "2": "当座", "4": "貯蓄", "9": "その他"}
Output = tuple[FileKind, str, str, bytes]


def make(run: PaymentRun, payments: Sequence[Payment], *, by: Actor, on: date) -> Iterator[Output]:
    """Every output of a run. Raises ZenginRefused when the transfer file cannot be written as it must be."""
    number = run.number
    payees = _payees(payments)
    totals = bank_totals(payments)
    yield FileKind.TRANSFER, f"transfer-{number}.txt", "text/plain", transfer_file(run, payments)
    yield FileKind.NOTICES, f"notices-{number}.pdf", "application/pdf", _notices(run, payments, by, on)
    yield FileKind.PAYEES_CSV, f"payees-{number}.csv", "text/csv", _csv(_PAYEE_HEADS, [row.values() for row in payees])
    listed = {"claims": sum(row["claims"] for row in payees), "wards": ward_totals(payments, on)}
    yield FileKind.PAYEES_PDF, f"payees-{number}.pdf", "application/pdf", _list(run, "payees", payees, on, **listed)
    yield FileKind.BANKS_CSV, f"banks-{number}.csv", "text/csv", _csv(_BANK_HEADS, [row.values() for row in totals])
    yield FileKind.BANKS_PDF, f"banks-{number}.pdf", "application/pdf", _list(run, "bank_totals", totals, on)


def transfer_file(run: PaymentRun, payments: Sequence[Payment]) -> bytes:
    """The Zengin file; its trailer equals the run's count and yen."""
    client = CLIENT.on(run.pay_on)
    bank, branch = banks.bank(client["bank"]), banks.branch(client["bank"], client["branch"])
    return write(
        TransferBatch(
            client_code=client["code"],
            client_name=client["name"],
            day=run.pay_on,
            bank=client["bank"],
            bank_name=_name(bank.kana if bank else ""),
            branch=client["branch"],
            branch_name=_name(branch.kana if branch else ""),
            account_type=client["account_type"],
            account=client["account"],
            transfers=[_transfer(payment) for payment in payments],
        )
    )


def _transfer(payment: Payment) -> Transfer:
    bank, branch = banks.bank(payment.bank), banks.branch(payment.bank, payment.branch)
    return Transfer(
        bank=payment.bank,
        bank_name=_name(bank.kana if bank else ""),
        branch=payment.branch,
        branch_name=_name(branch.kana if branch else ""),
        type=payment.account_type,
        account=payment.account_number,
        name=payment.holder,
        yen=payment.yen,
        new_code=payment.new_code,
        customer_code1=payment.serial,
        customer_code2="0" * 10,
    )


def _name(kana: str) -> str:
    """A bank's or branch's name where it fits; the field may be blank, and is rather than cut."""
    text = zengin_text(kana, "branch").text
    return text if len(text.encode("cp932")) <= 15 else ""


_PAYEE_HEADS = ["振込一連番号", "宛名番号", "氏名", "受診者", "件数", "金額", "銀行", "支店", "種目", "口座番号", "名義"]
_BANK_HEADS = ["銀行コード", "銀行名", "件数", "金額"]


def _payees(payments: Sequence[Payment]) -> list[dict[str, Any]]:
    return [
        {
            "serial": payment.serial,
            "atena_no": payment.payee.atena_no,
            "name": payment.payee.name,
            "patients": "、".join(dict.fromkeys(item.claim.person.name for item in payment.items.all())),
            "claims": len(payment.items.all()),
            "yen": payment.yen,
            "bank": f"{payment.bank} {payment.bank_name}",
            "branch": f"{payment.branch} {payment.branch_name}",
            "type": ACCOUNT_TYPES[payment.account_type],
            "account": masked(payment.account_number),
            "holder": payment.holder,
        }
        for payment in payments
    ]


def masked(account_number: str) -> str:
    """An account number of which only the last three digits are shown."""
    return "*" * (len(account_number) - 3) + account_number[-3:]


def bank_totals(payments: Sequence[Payment]) -> list[dict[str, Any]]:
    """Count and yen by bank, in the order of the codes; they add up to the run's."""
    totals: dict[str, dict[str, Any]] = {}
    for payment in payments:
        row = totals.setdefault(payment.bank, {"bank": payment.bank, "name": payment.bank_name, "count": 0, "yen": 0})
        row["count"] += 1
        row["yen"] += payment.yen
    return [totals[code] for code in sorted(totals)]


def ward_totals(payments: Sequence[Payment], on: date) -> list[dict[str, Any]]:
    """Count and yen by ward. Where a protected person lives is not told: they stand with those without a ward."""
    counts: Counter[str] = Counter()
    yen: Counter[str] = Counter()
    guarded = protected_among((payment.payee.atena_no for payment in payments), on)
    for payment in payments:
        ward = "" if payment.payee.atena_no in guarded else payment.payee.ward_code
        counts[ward] += 1
        yen[ward] += payment.yen
    codes = sorted(counts, key=lambda code: (not code, code))
    return [{"name": name_of(code) if code else "区を示さないもの", "count": counts[code], "yen": yen[code]} for code in codes]


def _csv(heads: Sequence[str], rows: Sequence[Any]) -> bytes:
    """CSV as Excel opens it: UTF-8 with BOM, CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _list(run: PaymentRun, template: str, rows: list[dict[str, Any]], on: date, **more: Any) -> bytes:
    titles = {"payees": "対象者一覧", "bank_totals": "銀行別集計表"}
    data = {
        "office": OFFICE.on(on),
        "run": run.number,
        "pay_on": to_wareki(run.pay_on),
        "date": to_wareki(on),
        "rows": rows,
        "count": run.count,
        "yen": run.yen,
        **more,
    }
    pdf = render(f"subsidy/{template}", data, title=f"{titles[template]} {run.number}", day=on)
    return stamped(pdf)


def _notices(run: PaymentRun, payments: Sequence[Payment], by: Actor, on: date) -> bytes:
    registered = registered_for([payment.payee for payment in payments], on)
    guarded = protected_among((payment.payee.atena_no for payment in payments), on)
    data = {
        "office": OFFICE.on(on),
        "date": to_wareki(on),
        "pay_on": to_wareki(run.pay_on),
        "notices": [_notice(run, payment, by, on, registered, payment.payee.atena_no in guarded) for payment in payments],
    }
    return stamped(render("subsidy/payment_notices", data, title=f"支払通知書 {run.number}", day=on))


def _notice(
    run: PaymentRun, payment: Payment, by: Actor, on: date, registered: Registered, hidden: bool
) -> dict[str, Any]:
    """One file of many people's letters: that of a protected person is addressed by hand, on the envelope."""
    payee = payment.payee
    reason = f"支払通知書 {run.number} の印刷"
    nowhere = {"postal_code": "", "address": ""}
    return {
        "serial": payment.serial,
        "name": payee.name,
        **(nowhere if hidden else where_to(payee, by=by, on=on, reason=reason, registered=registered)),
        "yen": payment.yen,
        "bank": payment.bank_name,
        "branch": payment.branch_name,
        "type": ACCOUNT_TYPES[payment.account_type],
        "account": masked(payment.account_number),
        "items": [_notice_item(item.claim, item.yen) for item in payment.items.all()],
    }


def _notice_item(claim: Any, yen: int) -> dict[str, Any]:
    return {
        "number": claim.number,
        "name": claim.person.name,
        "month": month_to_wareki(Month.parse(claim.treatment_month).first),
        "provider": claim.provider,
        "days": claim.days,
        "total_cost": claim.total_cost,
        "self_pay": claim.insured_self_pay,
        "deducted": claim.deducted,
        "yen": yen,
    }
