"""Checks of one record against its layout, and of a batch against banks and calendar."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from sasae.formats.fixed_width import Field, Layout
from sasae.formats.issues import Issues
from sasae.formats.zengin import characters
from sasae.formats.zengin.model import Transfer
from sasae.formats.zengin.post_bank import POST_BANK
from sasae.kernel.kana import FieldClass
from sasae.reference import banks, closed_days

# ゆうちょ銀行: the last digit of a branch goes with the kind of account
POST_ENDINGS = {"1": "8", "2": "9"}
MOST_PAIRS = 100_000  # three times as many as there are branches
MAXIMUM = 9_999_999_999


def place(line: int, field: Field | None = None) -> str:
    """Where something stands, as people count: record and columns."""
    return f"{line}行目 {field.columns}" if field else f"{line}行目"


def check_fields(layout: Layout, raw: Mapping[str, bytes], line: int, issues: Issues) -> None:
    """Digits, permitted characters, constants and blanks of every field of one record."""
    record = b"".join(raw.values())
    if not _sound(layout).fullmatch(record) or characters.misplaced_mark(record):
        check_each_field(layout, raw, line, issues)


def check_each_field(layout: Layout, raw: Mapping[str, bytes], line: int, issues: Issues) -> None:
    """The same, field by field, for the records that a short look does not pass."""
    for field in layout.fields:
        data = raw[field.name]
        if field.name == "filler":
            if data.strip(b" 0"):
                issues.add("Z-308", place(line, field), field=field.label)
        elif field.kind == "N":
            _check_number(field, data, line, issues)
        else:
            # EDI情報 is one text over two fields
            before = raw["customer_code1"][-1:] if field.name == "customer_code2" else b""
            _check_text(field, data, before, line, issues)


@cache
def _sound(layout: Layout) -> re.Pattern[bytes]:
    """What a record without any fault looks like, but for ﾞ and ﾟ: nearly every record is one, and is told at once."""
    return re.compile(b"".join(map(_sound_field, layout.fields)), re.DOTALL)


def _sound_field(field: Field) -> bytes:
    if field.name == "filler":
        return b"[ 0]{%d}" % field.width
    blank = b" {%d}" % field.width
    if field.kind == "N":
        values = b"|".join(value.encode("ascii") for value in field.allowed) or b"[0-9]{%d}" % field.width
        return b"(?:%s%s)" % (values, b"|" + blank if field.blank == "ok" else b"")
    if field.allowed:
        return b"(?:%s)" % b"|".join(re.escape(value.encode("ascii")) for value in field.allowed)
    if field.charset:
        charset: FieldClass = field.charset  # type: ignore[assignment]
        return b"[%s]{%d}" % (re.escape(characters.CLASSES[charset]), field.width)
    return b".{%d}" % field.width


def _check_number(field: Field, data: bytes, line: int, issues: Issues) -> None:
    if not data.isdigit():
        if data.strip():
            severe = True
        else:
            severe = field.blank == "error"
            if field.blank == "ok":
                return
        issues.add(
            "Z-301" if severe else "Z-302",
            place(line, field),
            field=field.label,
            value=characters.read(data).strip() or "空白",
            width=field.width,
        )
    elif field.allowed and data.decode("ascii") not in field.allowed:
        _not_allowed(field, data, line, issues)


def _not_allowed(field: Field, data: bytes, line: int, issues: Issues) -> None:
    issues.add(
        "Z-303" if field.strict else "Z-304",
        place(line, field),
        field=field.label,
        value=characters.show(data),
        allowed="・".join(value.strip() or "空白" for value in field.allowed),
    )


def _check_text(field: Field, data: bytes, before: bytes, line: int, issues: Issues) -> None:
    if field.allowed and characters.show(data) not in field.allowed:
        _not_allowed(field, data, line, issues)
    if not field.charset:
        return
    charset: FieldClass = field.charset  # type: ignore[assignment]
    if wrong := characters.illegal(data, charset):
        issues.add(
            "Z-305",
            place(line, field),
            field=field.label,
            characters=wrong.replace("\t", "タブ"),
            byte=field.offset + 1 + characters.first_illegal(data, charset),
            cure=characters.cure(wrong, data, charset),
        )
    elif characters.misplaced_mark(data, before):
        issues.add("Z-306", place(line, field), field=field.label, value=characters.show(data).strip())


def check_payment(layout: Layout, raw: Mapping[str, bytes], transfer: Transfer, line: int, issues: Issues) -> None:
    """What a payment must mean: somebody is named, some money moves, customer codes are numbers."""
    if not transfer.name:
        issues.add("Z-307", place(line, layout["name"]), field=layout["name"].label)
    if transfer.yen == 0 and "result" not in raw:
        issues.add("Z-309", place(line, layout["yen"]))
    elif transfer.yen == MAXIMUM:
        issues.add("Z-310", place(line, layout["yen"]))
    if transfer.bank == POST_BANK and transfer.branch[2:] != POST_ENDINGS.get(transfer.type, transfer.branch[2:]):
        issues.add("Z-506", place(line, layout["branch"]), value=transfer.branch, type=transfer.type)
    if raw.get("edi_mark") == b" ":
        for name in ("customer_code1", "customer_code2"):
            code = raw[name].strip()
            if code and not code.isdigit():
                field = layout[name]
                issues.add("Z-313", place(line, field), field=field.label, value=characters.show(code))


def resolve_day(mmdd: str, around: date) -> date | int | None:
    """The day nearest to `around` that MMDD can mean.

    None when no year has such a day; the year (int) when the nearest year is no leap year and MMDD is 0229.
    """
    if len(mmdd) != 4 or not mmdd.isdigit():
        return None
    month, day = int(mmdd[:2]), int(mmdd[2:])
    try:
        date(2000, month, day)
    except ValueError:
        return None
    years = (around.year - 1, around.year, around.year + 1)
    # 0229 is measured by the day after it, so that a year without it can win and be reported
    leap = (month, day) == (2, 29)
    near = min(years, key=lambda year: abs((date(year, 3, 1) if leap else date(year, month, day)) - around))
    try:
        return date(near, month, day)
    except ValueError:
        return near


def check_day(field: Field, mmdd: str, around: date | None, line: int, issues: Issues) -> date | None:
    """The calendar of the transfer day; without `around` only whether such a day exists at all."""
    if not mmdd.isdigit():
        return None
    found = resolve_day(mmdd, around or date(2000, 7, 1))
    at = place(line, field)
    if found is None:
        issues.add("Z-312", at, field=field.label, value=mmdd)
        return None
    if around is None:
        return None
    if isinstance(found, int):
        issues.add("Z-504", at, field=field.label, year=found)
        return None
    try:
        if not closed_days.is_business_day(found):
            issues.add("Z-503", at, field=field.label, value=mmdd, day=f"{found:%Y-%m-%d}")
    except LookupError:
        issues.add("Z-505", at, field=field.label, value=mmdd, day=f"{found:%Y-%m-%d}")
    return found


class KnownBanks:
    """Whether bank and branch exist in the reference; each pair is reported once, where it first occurs."""

    def __init__(self, issues: Issues) -> None:
        self.issues = issues
        self.seen: set[tuple[str, str]] = set()

    def check(self, layout: Layout, bank: str, branch: str, line: int) -> None:
        """Compare one pair of codes; unreadable codes have been reported elsewhere."""
        if len(self.seen) > MOST_PAIRS or (bank, branch) in self.seen or not (bank.isdigit() and branch.isdigit()):
            return
        self.seen.add((bank, branch))
        if banks.bank(bank) is None:
            if (bank, "") not in self.seen:
                self.issues.add("Z-501", place(line, layout["bank"]), value=bank)
            self.seen.add((bank, ""))
        elif banks.branch(bank, branch) is None:
            self.issues.add("Z-502", place(line, layout["branch"]), bank=bank, value=branch)
