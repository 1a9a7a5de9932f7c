"""Lines on their way from a file: what fits, what is kept of each until it is decided, what the file adds up to."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sasae.kernel.findings import Finding, error
from sasae.subsidy.claims.providers import provider_key
from sasae.subsidy.receipts.adjudication import is_correction
from sasae.subsidy.receipts.models import ReadBlock, ReceiptLine
from sasae.subsidy.receipts.sources import Ours
from sasae.subsidy.receipts.waiting import READ, block_of, numbers

AT_ONCE = 5_000  # lines numbered and written together
MOST = 2**31 - 1  # what a column of yen or points holds
MOST_MISFITS = 200
_YEN, _SELF_PAY = READ.index("in_kind_yen"), READ.index("self_pay_yen")

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

    def row(self, line: Ours) -> tuple[Any, ...]:
        """The values of `waiting.READ`, counted."""
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
            line.receipt_no, line.place, line.order, month, line.recipient, line.name,
            line.birth_date.isoformat() if line.birth_date else None, line.point_table, line.setting, line.kind,
            line.provider, line.provider_name, key, line.department, line.days, line.insurer, line.symbol, line.card,
            line.care_insurer, line.points, money.decided if money else None, money.self_pay if money else None,
            money.window if money else None, yen, money.others if money else 0, ",".join(line.payers)[:60],
            line.special, line.capped, line.key, line.correction,
        )  # fmt: skip


def keep(lines: Iterable[Ours], file_id: int, sums: Sums, *, block: int) -> None:
    """Every line into blocks of so many, those the body takes back apart; the lines are numbered as the file has them."""
    made: Iterator[tuple[Any, ...]] = (sums.row(line) for line in lines if sums.fits(line))
    pending: dict[bool, list[tuple[Any, ...]]] = {False: [], True: []}
    while page := list(islice(made, AT_ONCE)):
        full = []
        for number, row in zip(numbers(len(page)), page, strict=True):
            negative = is_correction(row[_YEN], row[_SELF_PAY])
            rows = pending[negative]
            rows.append((number, *row))
            if len(rows) == block:
                full.append(block_of(file_id, negative, rows))
                pending[negative] = []
        ReadBlock.objects.bulk_create(full)
    ReadBlock.objects.bulk_create(block_of(file_id, negative, rows) for negative, rows in pending.items() if rows)
