"""What kind of file came: a receipt file or a body's list, and a reader that gives our lines either way."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO, Protocol

from sasae.formats.receipt import Receipt, ReceiptReader, open_receipts
from sasae.formats.receipt.lists import ListLayout, ListLine, ListReader, bundled, open_list
from sasae.kernel.dated import load_dated
from sasae.kernel.findings import Finding
from sasae.kernel.period import Month
from sasae.subsidy.receipts.money import Amounts, amounts_of

OUR_PAYERS = load_dated(__package__, "payer.yaml", frozenset)
UKE = "uke"
HEAD = 8192  # bytes looked at
MOST_STRANGERS = 200  # foreign payers a list is told of one by one


@dataclass(slots=True)
class Ours:
    """One line of ours as it was read. Text is cut to nothing here: what is too long was a finding of the reader."""

    place: int
    receipt_no: str
    order: int
    month: Month | None
    recipient: str
    name: str
    birth_date: date | None
    point_table: str
    setting: str
    kind: str
    provider: str
    provider_name: str
    department: str
    days: int | None
    insurer: str
    symbol: str
    card: str
    care_insurer: str
    points: int | None
    money: Amounts | None
    payers: tuple[str, ...]
    special: str = ""
    capped: bool = False
    key: str = ""
    correction: str = ""


@dataclass(slots=True)
class Told:
    """What a file says of itself, complete when all its lines are read."""

    form: str
    count: int = 0
    reviewers: set[str] = field(default_factory=set)
    months: set[Month] = field(default_factory=set)
    strangers: list[tuple[int, str]] = field(default_factory=list)
    closing: tuple[int | None, ...] = ()


class Source(Protocol):
    """A file being read: iterate for our lines; then ask."""

    told: Told

    def __iter__(self) -> Iterator[Ours]: ...

    @property
    def findings(self) -> list[Finding]:
        """What is wrong, complete at the end."""

    @property
    def finding_count(self) -> int:
        """How many findings there are, with those that are not listed one by one."""


def recognise(head: bytes) -> str:
    """`uke`, or the name of the layout whose columns the first line names."""
    text = head.removeprefix(b"\xef\xbb\xbf")
    first = text.splitlines()[0] if text.splitlines() else b""
    for encoding in ("utf-8", "cp932"):
        try:
            words = {word.strip() for row in csv.reader([first.decode(encoding)]) for word in row}
        except (UnicodeDecodeError, csv.Error):
            continue
        for name, layout in bundled().items():
            if layout.heading and _required(layout) <= words:
                return name
    return UKE


def _required(layout: ListLayout) -> set[str]:
    return {column.heading for column in layout.columns if column.required}


def open_source(stream: BinaryIO, form: str, *, on: date) -> Source:
    """A reader; `form` is `uke` or a layout's name, blank to let the first bytes decide."""
    if not form:
        head = stream.read(HEAD)
        form = recognise(head)
        stream = io.BufferedReader(_Again(head, stream), HEAD)  # type: ignore[arg-type, type-var]
    payers = OUR_PAYERS.on(on)
    return ReceiptSource(stream, payers) if form == UKE else ListSource(stream, form, payers)


class _Again(io.RawIOBase):
    """The bytes that were looked at, and then the rest."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._stream = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        given = self._head[: len(buffer)] or self._stream.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)


class ReceiptSource:
    """Lines of our payer numbers in a receipt file; those of other payers are none of our business."""

    def __init__(self, stream: BinaryIO, payers: frozenset[str]) -> None:
        self.reader: ReceiptReader = open_receipts(stream)
        self.payers = payers
        self.told = Told(UKE)

    def __iter__(self) -> Iterator[Ours]:
        told, payers = self.told, self.payers
        header = self.reader.header
        told.reviewers = {header.reviewer} if header.reviewer else set()
        told.months = {header.billing_month} if header.billing_month else set()
        for receipt in self.reader:
            told.count += 1
            for public in receipt.publics:
                if public.payer_number in payers:
                    yield _of_receipt(receipt, public.order)
        told.closing = (self.reader.totals.count, self.reader.totals.points)

    @property
    def findings(self) -> list[Finding]:
        return self.reader.findings

    @property
    def finding_count(self) -> int:
        return sum(self.reader.issues.counts.values())


def _of_receipt(receipt: Receipt, order: int) -> Ours:
    public, insurer = receipt.publics[order - 1], receipt.insurer
    return Ours(
        place=receipt.line, receipt_no=str(receipt.number or ""), order=order, month=receipt.month,
        recipient=public.recipient_number or "", name=receipt.name, birth_date=receipt.birth_date,
        point_table=receipt.institution_kind or "", setting=_setting(receipt.kind), kind=receipt.kind,
        provider=receipt.institution_code or "", provider_name=receipt.institution_name or "",
        department=receipt.department, days=public.days, insurer=(insurer.number or "") if insurer else "",
        symbol=insurer.symbol if insurer else "", card=insurer.card if insurer else "", care_insurer="",
        points=public.points, money=amounts_of(receipt, public),
        payers=tuple(each.payer_number or "" for each in receipt.publics), special=receipt.special,
        capped=bool(insurer and insurer.patient_yen is not None),
    )  # fmt: skip


def _setting(kind: str) -> str:
    """入外 by the last digit of 種別: odd for inpatients, in the tables that have them."""
    if len(kind) != 4 or not kind.isdigit():
        return ""
    return "1" if kind[0] in "13" and kind[3] in "13579" else "2"


class ListSource:
    """Every line of a body's monthly list: it is for us alone, so that another payer's number in it is a finding."""

    def __init__(self, stream: BinaryIO, layout: str, payers: frozenset[str]) -> None:
        self.reader: ListReader = open_list(stream, layout)
        self.payers = payers
        self.told = Told(layout)

    def __iter__(self) -> Iterator[Ours]:
        told = self.told
        for line in self.reader:
            told.count += 1
            if line.reviewer:
                told.reviewers.add(line.reviewer)
            if line.billing_month:
                told.months.add(line.billing_month)
            if line.payer_number and line.payer_number not in self.payers:
                told.strangers.append((line.line, line.payer_number))
                del told.strangers[MOST_STRANGERS:]
            yield _of_list(line)

    @property
    def findings(self) -> list[Finding]:
        return self.reader.issues.found

    @property
    def finding_count(self) -> int:
        return sum(self.reader.issues.counts.values())


def _of_list(line: ListLine) -> Ours:
    known = (line.decided_yen, line.self_pay_yen, line.in_kind_yen)
    money = None
    if None not in known:
        money = Amounts(line.decided_yen or 0, line.self_pay_yen or 0, line.window_yen or 0, line.in_kind_yen or 0)
    return Ours(
        place=line.line, receipt_no=str(line.line), order=1, month=line.month, recipient=line.recipient_number,
        name=line.name, birth_date=line.birth_date, point_table=line.point_table,
        setting=line.setting if line.setting in ("1", "2") else "", kind="", provider=line.institution,
        provider_name="", department=line.department, days=line.days, insurer=line.insurer_number,
        symbol=line.symbol_number, card="", care_insurer=line.care_insurer_number, points=line.points, money=money,
        payers=(), key=line.receipt_key, correction=line.correction,
    )  # fmt: skip
