"""Lines on their way into the table: what fits, what a row of COPY holds, what the file adds up to."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection

from sasae.kernel.findings import Finding, error
from sasae.subsidy.claims.providers import provider_key
from sasae.subsidy.receipts.models import LineState, ReceiptLine
from sasae.subsidy.receipts.sources import Ours

AT_ONCE = 5_000  # rows of one COPY
MOST = 2**31 - 1  # what a column of yen or points holds
MOST_MISFITS = 200

_TEXTS = {
    "receipt_no": "receipt_no", "recipient_number": "recipient", "name": "name", "point_table": "point_table",
    "receipt_kind": "kind", "provider": "provider", "provider_name": "provider_name", "department": "department",
    "insurer_number": "insurer", "insurance_symbol": "symbol", "insurance_number": "card",
    "care_insurer_number": "care_insurer", "special": "special", "receipt_key": "key", "correction": "correction",
}  # fmt: skip
_FIELDS: dict[str, Any] = {column: ReceiptLine._meta.get_field(column) for column in _TEXTS}
_WIDTHS = [
    (mine, _FIELDS[column].max_length or 0, str(_FIELDS[column].verbose_name)) for column, mine in _TEXTS.items()
]
_COLUMNS = (
    "file_id", "cycle_id", "receipt_no", "place", "public_order", "treatment_month", "recipient_number", "name",
    "birth_date", "point_table", "setting", "receipt_kind", "provider", "provider_name", "provider_key", "department",
    "days", "insurer_number", "insurance_symbol", "insurance_number", "care_insurer_number", "points", "decided_yen",
    "self_pay_yen", "window_yen", "in_kind_yen", "other_public_yen", "payers", "special", "capped", "receipt_key",
    "correction", "state", "reason", "grounds", "bookings", "decided_by", "decision_note",
)  # fmt: skip
_COPY = f"COPY subsidy_receipts_receiptline ({', '.join(_COLUMNS)}) FROM STDIN"


class Sums:
    """What went in: number, yen, a mark of the contents; and what did not fit."""

    def __init__(self) -> None:
        self.count = 0
        self.yen = 0
        self.misfits: list[Finding] = []
        self._mark = hashlib.sha256()
        self._keys: dict[str, str] = {}

    def mark(self, *more: object) -> str:
        """The contents' mark; the same lines with the same totals of the file give the same."""
        whole = self._mark.copy()
        whole.update(repr(more).encode())
        return whole.hexdigest()

    def fits(self, line: Ours) -> bool:
        """Whether every value has room in its column: nothing is cut."""
        for attribute, width, label in _WIDTHS:
            value = getattr(line, attribute)
            if len(value) > width:
                self._misfit(line.place, f"{label}が{width}文字を超えています（{len(value)}文字）。")
                return False
        money = line.money
        numbers = (
            line.days,
            line.points,
            *((money.decided, money.self_pay, money.window, money.in_kind) if money else ()),
        )
        if any(number is not None and not -MOST <= number <= MOST for number in numbers):
            self._misfit(line.place, f"数が大きすぎます（上限{MOST:,}）。")
            return False
        return True

    def _misfit(self, place: int, said: str) -> None:
        if len(self.misfits) < MOST_MISFITS:
            self.misfits.append(error("RF-213", f"{place}行目", said))

    def row(self, line: Ours, file_id: int, cycle_id: int | None) -> tuple[object, ...]:
        """The row of COPY, counted."""
        money = line.money
        key = self._keys.get(line.provider_name)
        if key is None:
            key = self._keys[line.provider_name] = provider_key(line.provider_name)[:100]
        month = str(line.month) if line.month else ""
        yen = money.in_kind if money else None
        self.count += 1
        self.yen += yen or 0
        self._mark.update(
            f"{line.provider}|{line.recipient}|{month}|{line.kind}|{line.setting}|{line.points}|{line.days}|{yen}|"
            f"{line.receipt_no if line.kind else line.key}|{line.correction}\n".encode()
        )
        return (
            file_id, cycle_id, line.receipt_no, line.place, line.order, month, line.recipient, line.name,
            line.birth_date, line.point_table, line.setting, line.kind, line.provider, line.provider_name, key,
            line.department, line.days, line.insurer, line.symbol, line.card, line.care_insurer, line.points,
            money.decided if money else None, money.self_pay if money else None, money.window if money else None,
            yen, money.others if money else 0, ",".join(line.payers)[:60], line.special, line.capped, line.key,
            line.correction, LineState.READ.value, "", "{}", 0, "", "",
        )  # fmt: skip


def copy_in(lines: Iterable[Ours], file_id: int, sums: Sums) -> None:
    """Every line into the table, a page at a time: the file is read between the pages, never while a COPY runs."""
    made: Iterator[tuple[object, ...]] = (sums.row(line, file_id, None) for line in lines if sums.fits(line))
    while page := list(islice(made, AT_ONCE)):
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            for row in page:
                copy.write_row(row)
