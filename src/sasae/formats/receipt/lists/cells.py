"""One row of a monthly list into a line, column by column: what each item may look like."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sasae.formats.issues import Issues
from sasae.formats.receipt.dates import read_day, read_month
from sasae.formats.receipt.lists.layout import Column
from sasae.formats.receipt.lists.line import MONEY, ListLine
from sasae.kernel.period import Month

MONTHS = ("billing_month", "month")
NUMBERS = ("days", "points", *MONEY)
MINUS = "-－△▲"
FAULTS = {**dict.fromkeys(MONTHS, "RL-301"), "birth_date": "RL-302"}
SEPARATORS = re.compile(r"[-/.年月日 　]+")
MOST_DIGITS = 12


class ListCells:
    """The columns of a file, as its rows are read by them: one object a file."""

    def __init__(self, columns: Sequence[Column | None], issues: Issues) -> None:
        self.issues = issues
        self.columns = [
            (place, column.item, column, _reader_of(column)) for place, column in enumerate(columns) if column and column.item
        ]  # fmt: skip

    def read(self, row: Sequence[str], number: int) -> ListLine:
        """The line; what cannot be read is left blank, with a finding."""
        found: dict[str, Any] = {}
        for place, item, column, reader in self.columns:
            text = row[place].strip()
            if not text:
                if column.required:
                    self._tell("RL-305", column, number, place)
            elif reader is None:
                found[item] = text if not column.values else self._coded(column, text, number, place)
            else:
                found[item] = value = reader(text)
                if value is None:
                    self._tell(FAULTS.get(item, "RL-303"), column, number, place, value=text)
        return ListLine(number, **found)

    def _coded(self, column: Column, text: str, number: int, place: int) -> str:
        """A body's value as our code."""
        if text not in column.values and text not in column.values.values():
            allowed = "・".join(dict.fromkeys((*column.values, *column.values.values())))
            self._tell("RL-304", column, number, place, value=text, allowed=allowed)
        return column.values.get(text, text)

    def _tell(self, rule_id: str, column: Column, number: int, place: int, **values: object) -> None:
        at = f"{number}行目 {place + 1}列目"
        self.issues.add(rule_id, at, field=column.heading or column.item, **values)


def _reader_of(column: Column) -> Callable[[str], Any] | None:
    """What makes a value of the column's text; None with a finding when it is none. Texts have no reader."""
    if column.item in MONTHS:
        return _month
    if column.item == "birth_date":
        return _day
    if column.item in NUMBERS:
        return _number
    return _recipient if column.item == "recipient_number" and not column.values else None


def _recipient(text: str) -> str:
    return text.zfill(7) if text.isdecimal() else text


def _joined(text: str) -> str:
    """2026/5/1 and its like as one number, parts filled up to two digits."""
    first, *rest = [part for part in SEPARATORS.split(text) if part] or [""]
    return first + "".join(part.zfill(2) for part in rest)


@lru_cache(maxsize=1024)
def _month(text: str) -> Month | None:
    found = read_month(_joined(text))
    return found.month if found else None


@lru_cache(maxsize=1 << 14)
def _day(text: str) -> date | None:
    found = read_day(_joined(text))
    return found.day if found else None


@lru_cache(maxsize=1 << 14)
def _number(text: str) -> int | None:
    """A whole number: minus signs as offices write them, commas between thousands, 円 behind it."""
    digits = text.removesuffix("円").replace(",", "")
    sign = 1
    if digits[:1] in MINUS:
        digits, sign = digits[1:], -1
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        return None
    return sign * int(digits)
