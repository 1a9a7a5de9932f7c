"""Lines that are read and not decided yet, block by block; and how they come into their table, once, decided.

A block is JSON, packed: a list of rows, each the values of `ReadLine` in its order. What has the same name as a column of
`ReceiptLine` becomes that column.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection

from sasae.subsidy.receipts.models import LineState, ReadBlock, ReceiptFile, ReceiptLine

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(slots=True)
class ReadLine:
    """A line of a file, named as the columns of `ReceiptLine`: what was read, then what the decision adds.

    A line waits for a person as long as nothing else is decided: it begins as one that is held.
    """

    pk: int
    receipt_no: str
    place: int
    public_order: int
    treatment_month: str
    recipient_number: str
    name: str
    birth_date: date | None
    point_table: str
    setting: str
    receipt_kind: str
    provider: str
    provider_name: str
    provider_key: str
    department: str
    days: int | None
    insurer_number: str
    insurance_symbol: str
    insurance_number: str
    care_insurer_number: str
    points: int | None
    decided_yen: int | None
    self_pay_yen: int | None
    window_yen: int | None
    in_kind_yen: int | None
    other_public_yen: int
    payers: str
    special: str
    capped: bool
    receipt_key: str
    correction: str
    file: ReceiptFile
    state: str = LineState.HELD.value
    reason: str = ""
    person_id: int | None = None
    entitlement_id: int | None = None
    takes_back_id: int | None = None
    bookings: int = 0
    grounds: dict[str, Any] | None = None


Line = ReadLine | ReceiptLine
_OWN = [one.name for one in fields(ReadLine)]
READ = _OWN[1 : _OWN.index("file")]
_BIRTH = READ.index("birth_date") + 1
_COLUMNS = (
    "id", *READ, "state", "reason", "person_id", "entitlement_id", "takes_back_id", "bookings", "grounds", "file_id",
    "cycle_id", "decided_by", "decision_note",
)  # fmt: skip
_COPY = f"COPY subsidy_receipts_receiptline ({', '.join(_COLUMNS)}) FROM STDIN"


def numbers(count: int) -> list[int]:
    """So many numbers of lines, theirs from now on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('subsidy_receipts_receiptline', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


def block_of(file_id: int, negative: bool, rows: Sequence[tuple[Any, ...]]) -> ReadBlock:
    """Rows (the line's number, then READ in its order, the date as text) as a block to be saved."""
    packed = zlib.compress(_encode(rows).encode(), 1)
    return ReadBlock(file_id=file_id, negative=negative, first=rows[0][0], last=rows[-1][0], lines=packed)


def lines_of(block: ReadBlock, file: ReceiptFile) -> Iterator[ReadLine]:
    """The lines of a block."""
    for row in json.loads(zlib.decompress(block.lines)):
        if (birth := row[_BIRTH]) is not None:
            row[_BIRTH] = _day(birth)
        yield ReadLine(*row, file)


@lru_cache(maxsize=1 << 14)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def copy_in(lines: Iterable[ReadLine]) -> None:
    """Decided lines into their table."""
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for line in lines:
            copy.write_row((
                line.pk, line.receipt_no, line.place, line.public_order, line.treatment_month, line.recipient_number,
                line.name, line.birth_date, line.point_table, line.setting, line.receipt_kind, line.provider,
                line.provider_name, line.provider_key, line.department, line.days, line.insurer_number,
                line.insurance_symbol, line.insurance_number, line.care_insurer_number, line.points, line.decided_yen,
                line.self_pay_yen, line.window_yen, line.in_kind_yen, line.other_public_yen, line.payers, line.special,
                line.capped, line.receipt_key, line.correction, line.state, line.reason, line.person_id,
                line.entitlement_id, line.takes_back_id, line.bookings, _encode(line.grounds), line.file.pk,
                line.file.cycle_id, "", "",
            ))  # fmt: skip
