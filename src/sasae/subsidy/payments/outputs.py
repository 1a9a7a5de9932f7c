"""What a run puts out: the transfer file, the payee list, the totals by bank. The same run, the same bytes.

Everything is made piece by piece while the payments are gone through; a long list is printed in volumes, each by itself.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from django.db.models import Count, Sum

from sasae.formats.zengin import Transfer, TransferBatch, written
from sasae.foundation.printing import forget, render, unprintable
from sasae.foundation.printing.practice import stamped
from sasae.foundation.screens.lists import safe_cell
from sasae.kernel.dated import load_dated
from sasae.kernel.findings import Finding
from sasae.kernel.kana import zengin_text
from sasae.kernel.wareki import to_wareki
from sasae.reference import banks
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.payments import payee_lists
from sasae.subsidy.payments.models import FileKind, Payment, PaymentRun

CLIENT = load_dated(__package__, "client.yaml")
LINES = 1000  # of a CSV that are written at once
_BANK_HEADS = ["銀行コード", "銀行名", "件数", "金額"]
_TRANSFER = ("bank", "branch", "account_type", "account_number", "holder", "yen", "new_code", "serial")


@dataclass(frozen=True)
class Output:
    """One file that leaves, or came. Its pieces are gone through once."""

    kind: FileKind
    name: str
    media_type: str
    pieces: Iterable[bytes]
    part: int = 1


def make(run: PaymentRun) -> Iterator[Output]:
    """What leaves with the sending. Its pieces raise ZenginRefused when the transfer file cannot be written as it must be.

    The printed lists follow in the background (`papers`): they may take minutes, and nothing waits for them.
    """
    number = run.number
    if run.count:  # else everything is set off: there is nothing to transfer
        yield Output(FileKind.TRANSFER, f"transfer-{number}.txt", "text/plain", transfer_file(run))
        totals = (row.values() for row in bank_totals(run))
        yield Output(FileKind.BANKS_CSV, f"banks-{number}.csv", "text/csv", _csv(_BANK_HEADS, totals))
    yield Output(FileKind.PAYEES_CSV, f"payees-{number}.csv", "text/csv", payees_csv(run))


def papers(run: PaymentRun) -> list[tuple[FileKind, int]]:
    """The printed lists of a run: kind and part."""
    if not run.count:
        return []
    return [*((FileKind.PAYEES_PDF, part + 1) for part in range(payee_lists.how_many(run))), (FileKind.BANKS_PDF, 1)]


def paper(run: PaymentRun, kind: FileKind, part: int, *, on: date) -> Output:
    """One of them. Raises CannotPrint."""
    if kind == FileKind.BANKS_PDF:
        pdf = _list(run, "bank_totals", "銀行別集計表", bank_totals(run), on)
        return Output(kind, f"banks-{run.number}.pdf", "application/pdf", [pdf])
    parts = payee_lists.how_many(run)
    rows = [payee_lists.shown(row) for row in payee_lists.volume(run, part)]
    sums = payee_lists.sums_of(run, on) if part == parts else payee_lists.Sums(on)
    more = {
        "claims": sums.claims, "wards": sums.wards(), "last": part == parts, "what": payee_lists.heading(run),
        "part": f"{part}／{parts}" if parts > 1 else "",
    }  # fmt: skip
    name = f"payees-{run.number}.pdf" if parts == 1 else f"payees-{run.number}-{part}.pdf"
    pdf = _list(run, "payees", "対象者一覧", rows, on, **more)
    if parts > 1:
        forget()
    return Output(kind, name, "application/pdf", [pdf], part)


def cannot_be_printed(run: PaymentRun) -> Iterator[Finding]:
    """Names no font shows, found before anything leaves: the lists would never be made."""
    for row in payee_lists.rows_of(run):
        told = {name: row[name] for name in ("payee__name", "bank_name", "branch_name", "holder")}
        for finding in unprintable({**told, "patients": list(filter(None, row["patients"] or []))}):
            yield Finding(finding.id, finding.severity, f"振込 {row['serial']}", finding.message)


def transfer_file(run: PaymentRun) -> Iterator[bytes]:
    """The Zengin file, record by record; its trailer equals the run's count and yen."""
    client = CLIENT.on(run.pay_on)
    bank_name, branch_name = _names(client["bank"], client["branch"])
    rows = Payment.objects.filter(run=run, yen__gt=0).order_by("serial").values_list(*_TRANSFER)
    return written(
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
            transfers=(_transfer(*row) for row in rows.iterator(chunk_size=2000)),
        )
    )


def _transfer(
    bank: str, branch: str, type: str, account: str, holder: str, yen: int, new_code: str, serial: str
) -> Transfer:  # fmt: skip
    bank_name, branch_name = _names(bank, branch)
    return Transfer(
        bank, bank_name, branch, branch_name, type, account, holder, yen, new_code, customer_code1=serial,
        customer_code2="0" * 10,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _names(bank: str, branch: str) -> tuple[str, str]:
    """A bank's and branch's names where they fit; the fields may be blank, and are rather than cut."""
    there = (banks.bank(bank), banks.branch(bank, branch))
    texts = [zengin_text(one.kana if one else "", "branch").text for one in there]
    first, second = (text if len(text.encode("cp932")) <= 15 else "" for text in texts)
    return first, second


def payees_csv(run: PaymentRun) -> Iterator[bytes]:
    """対象者一覧 as CSV."""
    return _csv([payee_lists.heading(run) if head == "受診者" else head for head in payee_lists.HEADS], (payee_lists.shown(row).values() for row in payee_lists.rows_of(run)))


def bank_totals(run: PaymentRun) -> list[dict[str, Any]]:
    """Count and yen by bank; together the trailer of the transfer file."""
    rows = Payment.objects.filter(run=run, yen__gt=0).values("bank", "bank_name").annotate(count=Count("id"), sum=Sum("yen"))
    return [
        {"bank": row["bank"], "name": row["bank_name"], "count": row["count"], "yen": row["sum"]}
        for row in rows.order_by("bank", "bank_name")
    ]


def _csv(heads: Sequence[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """CSV as Excel opens it: UTF-8 with BOM, CRLF; no cell is a formula."""
    lines = chain([heads], ([safe_cell(str(cell)) for cell in row] for row in rows))
    yield codecs.BOM_UTF8
    while some := list(islice(lines, LINES)):
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(some)
        yield text.getvalue().encode()


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
