"""Reading a transfer file as a bank does: by byte positions of the bankers' format, all or nothing.

Positions (0-based, end excluded) from the public sheets of 総合振込, 種別コード 21. Written anew, so that the office's own
reader is not the only one that has seen its files.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sasae.reference.closed_days import is_business_day

RECORD = 120
_NAME_SIGNS = frozenset(b" ()-.") | frozenset(range(0x30, 0x3A)) | frozenset(range(0x41, 0x5B))
_KANA = frozenset(range(0xB1, 0xE0))
_ORDER = {b"": b"1", b"1": b"28", b"2": b"28", b"8": b"19", b"9": b""}


@dataclass
class Payment:
    """One data record."""

    line: int
    raw: bytes
    bank: str
    branch: str
    account_type: str
    account: str
    name: str
    yen: int


@dataclass
class Batch:
    """One header with its payments."""

    header: bytes
    payments: list[Payment] = field(default_factory=list)


@dataclass
class Delivered:
    """What a file says, and why the bank does not take it (empty: it does)."""

    batches: list[Batch] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def payments(self) -> list[Payment]:
        """All payments of the file."""
        return [payment for batch in self.batches for payment in batch.payments]


def read(content: bytes, today: date) -> Delivered:
    """The file's batches; `today` gives the designated day its year."""
    found = Delivered()
    last = b""
    line = 0
    for line, record in enumerate(_records(content), start=1):
        if len(record) != RECORD:
            found.problems.append(f"{line}行目：1レコードは120バイトです（{len(record)}バイト）。")
            return found
        kind = record[:1]
        if not kind or kind not in _ORDER[last]:
            found.problems.append(f"{line}行目：レコードの順序が違います。")
            return found
        if kind == b"1":
            _header(found, record, line, today)
        elif kind == b"2":
            _payment(found, record, line)
        elif kind == b"8":
            _trailer(found, record, line)
        last = kind
    if last != b"9":
        found.problems.append(f"{line}行目の後：エンドレコードがありません。")
    return found


def _records(content: bytes) -> Iterator[bytes]:
    """Records with line ends of any kind, or with none; a closing 0x1A is dropped."""
    content = content.removesuffix(b"\x1a")
    if b"\r" in content or b"\n" in content:
        lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        yield from (lines[:-1] if lines[-1] == b"" else lines)
        return
    yield from (content[place : place + RECORD] for place in range(0, len(content), RECORD))


def _header(found: Delivered, record: bytes, line: int, today: date) -> None:
    found.batches.append(Batch(record))
    if record[1:3] != b"21":
        found.problems.append(f"{line}行目：種別コードが21（総合振込）ではありません。")
    if record[3:4] != b"0":
        found.problems.append(f"{line}行目：コード区分が0（JIS）ではありません。")
    if not record[4:14].isdigit():
        found.problems.append(f"{line}行目：委託者コードは数字10桁です。")
    _check_text(found, record[14:54], line, "委託者名")
    day = _designated(record[54:58], today)
    if day is None:
        found.problems.append(f"{line}行目：振込指定日がない日付です。")
    elif not is_business_day(day):
        found.problems.append(f"{line}行目：振込指定日（{day.month}月{day.day}日）は銀行の休業日です。")


def _designated(text: bytes, today: date) -> date | None:
    """The day of MMDD nearest to today."""
    if not text.isdigit():
        return None
    days = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            days.append(date(year, int(text[:2]), int(text[2:])))
        except ValueError:
            continue
    return min(days, key=lambda day: abs((day - today).days)) if days else None


def _payment(found: Delivered, record: bytes, line: int) -> None:
    numeric = {
        "銀行番号": (1, 5),
        "支店番号": (20, 23),
        "預金種目": (42, 43),
        "口座番号": (43, 50),
        "振込金額": (80, 90),
    }
    for label, (start, end) in numeric.items():
        if not record[start:end].isdigit():
            found.problems.append(f"{line}行目：{label}が数字ではありません。")
            return
    _check_text(found, record[50:80], line, "受取人名")
    if record[42:43] not in b"1249":
        found.problems.append(f"{line}行目：預金種目は1・2・4・9のどれかです。")
    payment = Payment(
        line, record, _ascii(record[1:5]), _ascii(record[20:23]), _ascii(record[42:43]), _ascii(record[43:50]),
        record[50:80].decode("cp932", "replace").rstrip(), int(record[80:90]),
    )  # fmt: skip
    if payment.yen == 0:
        found.problems.append(f"{line}行目：振込金額が0円です。")
    found.batches[-1].payments.append(payment)


def _check_text(found: Delivered, text: bytes, line: int, label: str) -> None:
    if not text.strip():
        found.problems.append(f"{line}行目：{label}が空です。")
    elif set(text) - _NAME_SIGNS - _KANA or text[:1] in (b"\xde", b"\xdf"):
        found.problems.append(f"{line}行目：{label}に使えない文字があります。")


def _trailer(found: Delivered, record: bytes, line: int) -> None:
    payments = found.batches[-1].payments
    if not record[1:19].isdigit():
        found.problems.append(f"{line}行目：合計が数字ではありません。")
        return
    if int(record[1:7]) != len(payments):
        found.problems.append(f"{line}行目：合計件数が明細の件数（{len(payments)}）と合いません。")
    if int(record[7:19]) != sum(payment.yen for payment in payments):
        found.problems.append(f"{line}行目：合計金額が明細の合計と合いません。")


def _ascii(text: bytes) -> str:
    return text.decode("ascii")
