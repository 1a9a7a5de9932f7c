"""What a run puts out: the transfer file, the payee list, the totals by bank. The same run, the same bytes.

Payments are gone through some thousand at a time; a long list is printed in parts.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, Sum

from sasae.formats.zengin import Transfer, TransferBatch, write
from sasae.foundation.printing import render
from sasae.foundation.printing.practice import stamped
from sasae.kernel.dated import load_dated
from sasae.kernel.kana import zengin_text
from sasae.kernel.wareki import to_wareki
from sasae.reference import banks
from sasae.reference.municipalities import name_of
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.payments.booking import in_chunks
from sasae.subsidy.payments.models import FileKind, Payment, PaymentRun
from sasae.subsidy.payments.notices import ACCOUNT_TYPES, masked
from sasae.subsidy.people.queries import protected_among

CLIENT = load_dated(__package__, "client.yaml")
PART = 250  # payees of one part of the printed list: what typst remembers of ten parts stays in memory
_PAYEE_HEADS = ["振込一連番号", "宛名番号", "氏名", "受診者", "件数", "金額", "銀行", "支店", "種目", "口座番号", "名義", "相殺額"]
_BANK_HEADS = ["銀行コード", "銀行名", "件数", "金額"]


@dataclass(frozen=True)
class Output:
    """One file that leaves, or came."""

    kind: FileKind
    name: str
    media_type: str
    content: bytes
    part: int = 1


def make(run: PaymentRun, *, on: date) -> Iterator[Output]:
    """Every output of a run. Raises ZenginRefused when the transfer file cannot be written as it must be."""
    number = run.number
    if not run.count:  # everything is set off: there is nothing to transfer
        yield Output(FileKind.PAYEES_CSV, f"payees-{number}.csv", "text/csv", payees_csv(run))
        return
    yield Output(FileKind.TRANSFER, f"transfer-{number}.txt", "text/plain", transfer_file(run))
    yield Output(FileKind.PAYEES_CSV, f"payees-{number}.csv", "text/csv", payees_csv(run))
    yield from _payee_lists(run, on)
    totals = bank_totals(run)
    yield Output(
        FileKind.BANKS_CSV, f"banks-{number}.csv", "text/csv", _csv(_BANK_HEADS, (row.values() for row in totals))
    )
    pdf = _list(run, "bank_totals", "銀行別集計表", totals, on)
    yield Output(FileKind.BANKS_PDF, f"banks-{number}.pdf", "application/pdf", pdf)


def transfer_file(run: PaymentRun) -> bytes:
    """The Zengin file; its trailer equals the run's count and yen."""
    client = CLIENT.on(run.pay_on)
    bank_name, branch_name = _names(client["bank"], client["branch"])
    rows = Payment.objects.filter(run=run, yen__gt=0).order_by("serial")
    return write(
        TransferBatch(
            client_code=client["code"],
            client_name=client["name"],
            day=run.pay_on,
            bank=client["bank"],
            bank_name=bank_name,
            branch=client["branch"],
            branch_name=branch_name,
            account_type=client["account_type"],
            account=client["account"],
            transfers=(_transfer(payment) for payment in rows.iterator(chunk_size=2000)),
        )
    )


def _transfer(payment: Payment) -> Transfer:
    bank_name, branch_name = _names(payment.bank, payment.branch)
    return Transfer(
        bank=payment.bank,
        bank_name=bank_name,
        branch=payment.branch,
        branch_name=branch_name,
        type=payment.account_type,
        account=payment.account_number,
        name=payment.holder,
        yen=payment.yen,
        new_code=payment.new_code,
        customer_code1=payment.serial,
        customer_code2="0" * 10,
    )


@lru_cache(maxsize=4096)
def _names(bank: str, branch: str) -> tuple[str, str]:
    """A bank's and branch's names where they fit; the fields may be blank, and are rather than cut."""
    there = (banks.bank(bank), banks.branch(bank, branch))
    texts = [zengin_text(one.kana if one else "", "branch").text for one in there]
    first, second = (text if len(text.encode("cp932")) <= 15 else "" for text in texts)
    return first, second


def payees_csv(run: PaymentRun) -> bytes:
    """対象者一覧 as CSV."""
    return _csv(_PAYEE_HEADS, (row.values() for payments in _payments(run, 2000) for row in map(_payee, payments)))


def _payments(run: PaymentRun, size: int) -> Iterator[list[Payment]]:
    rows = Payment.objects.filter(run=run).select_related("payee")
    return in_chunks(rows, size, "claim__person__name")


def _payee(payment: Payment) -> dict[str, Any]:
    return {
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
        "deducted": payment.deducted,
    }


def _payee_lists(run: PaymentRun, on: date) -> Iterator[Output]:
    """対象者一覧 as PDF, some of the payees each; the sums stand at the end of the last."""
    wards, claims, parts = _Wards(on), 0, -(-run.payments.count() // PART)
    for part, payments in enumerate(_payments(run, PART), start=1):
        rows = [_payee(payment) for payment in payments]
        wards.add(payments)
        claims += sum(row["claims"] for row in rows)
        more = {"claims": claims, "wards": wards.rows(), "last": part == parts, "part": f"{part}／{parts}" if parts > 1 else ""}
        name = f"payees-{run.number}.pdf" if parts == 1 else f"payees-{run.number}-{part}.pdf"
        pdf = _list(run, "payees", "対象者一覧", rows, on, **more)
        yield Output(FileKind.PAYEES_PDF, name, "application/pdf", pdf, part)


class _Wards:
    """Sums by the payees' wards. Nobody's ward is told who is under 支援措置."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.counts: Counter[str] = Counter()
        self.yen: Counter[str] = Counter()

    def add(self, payments: Sequence[Payment]) -> None:
        guarded = protected_among((payment.payee.atena_no for payment in payments), self.on)
        for payment in (one for one in payments if one.yen):
            ward = "" if payment.payee.atena_no in guarded else payment.payee.ward_code
            self.counts[ward] += 1
            self.yen[ward] += payment.yen

    def rows(self) -> list[dict[str, Any]]:
        codes = sorted(self.counts, key=lambda code: (not code, code))
        return [
            {"name": name_of(code) if code else "区を示さないもの", "count": self.counts[code], "yen": self.yen[code]}
            for code in codes
        ]


def bank_totals(run: PaymentRun) -> list[dict[str, Any]]:
    """Count and yen by bank; together the trailer of the transfer file."""
    rows = Payment.objects.filter(run=run, yen__gt=0).values("bank", "bank_name").annotate(count=Count("id"), sum=Sum("yen"))
    return [
        {"bank": row["bank"], "name": row["bank_name"], "count": row["count"], "yen": row["sum"]}
        for row in rows.order_by("bank", "bank_name")
    ]


def _csv(heads: Sequence[str], rows: Iterable[Any]) -> bytes:
    """CSV as Excel opens it: UTF-8 with BOM, CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _list(run: PaymentRun, template: str, title: str, rows: list[dict[str, Any]], on: date, **more: Any) -> bytes:
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
    return stamped(render(f"subsidy/{template}", data, title=f"{title} {run.number}", day=on))
