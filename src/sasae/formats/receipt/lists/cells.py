"""One row of a monthly list into a line, column by column: what each item may look like."""

import re
from collections.abc import Sequence
from datetime import date

from sasae.formats.issues import Issues
from sasae.formats.receipt.dates import read_day, read_month
from sasae.formats.receipt.lists.layout import Column
from sasae.formats.receipt.lists.line import MONEY, ListLine
from sasae.kernel.period import Month

MONTHS = ("billing_month", "month")
NUMBERS = ("days", "points", *MONEY)
MINUS = "-－△▲"
SEPARATORS = re.compile(r"[-/.年月日 　]+")
MOST_DIGITS = 12


class ListCells:
    """The cells of one row with the columns they stand in."""

    def __init__(self, row: Sequence[str], columns: Sequence[Column | None], line: int, issues: Issues) -> None:
        self.row = row
        self.columns = columns
        self.line = line
        self.issues = issues

    def read(self) -> ListLine:
        """The line; what cannot be read is left blank, with a finding."""
        made = ListLine(self.line)
        for place, (text, column) in enumerate(zip(self.row, self.columns, strict=True), 1):
            if column is None or not column.item:
                continue
            text = text.strip()
            at = f"{self.line}行目 {place}列目"
            if not text:
                if column.required:
                    self.issues.add("L-305", at, field=column.heading or column.item)
                continue
            setattr(made, column.item, self._value(column, text, at))
        return made

    def _value(self, column: Column, text: str, at: str) -> object:
        item, label = column.item, column.heading or column.item
        if item in MONTHS:
            return self._known(_month(text), "L-301", label, text, at)
        if item == "birth_date":
            return self._known(_day(text), "L-302", label, text, at)
        if item in NUMBERS:
            return self._known(_number(text), "L-303", label, text, at)
        if column.values:
            if text not in column.values and text not in column.values.values():
                allowed = "・".join(dict.fromkeys((*column.values, *column.values.values())))
                self.issues.add("L-304", at, field=label, value=text, allowed=allowed)
            return column.values.get(text, text)
        return text.zfill(7) if item == "recipient_number" and text.isdecimal() else text

    def _known(self, value: object, rule_id: str, label: str, text: str, at: str) -> object:
        if value is None:
            self.issues.add(rule_id, at, field=label, value=text)
        return value


def _joined(text: str) -> str:
    """2026/5/1 and its like as one number, parts filled up to two digits."""
    first, *rest = [part for part in SEPARATORS.split(text) if part] or [""]
    return first + "".join(part.zfill(2) for part in rest)


def _month(text: str) -> Month | None:
    found = read_month(_joined(text))
    return found.month if found else None


def _day(text: str) -> date | None:
    found = read_day(_joined(text))
    return found.day if found else None


def _number(text: str) -> int | None:
    """A whole number: minus signs as offices write them, commas between thousands, 円 behind it."""
    digits = text.removesuffix("円").replace(",", "")
    sign = 1
    if digits[:1] in MINUS:
        digits, sign = digits[1:], -1
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        return None
    return sign * int(digits)
