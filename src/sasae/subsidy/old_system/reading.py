"""From the bytes of one file to its rows: CP932 or UTF-8, any order of columns, every fault with its row and column. Pure."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from sasae.formats.incoming import disguise
from sasae.kernel.findings import Finding, error, warning
from sasae.kernel.kana import to_katakana
from sasae.kernel.numbers import individual
from sasae.kernel.wareki import parse_date, read_month
from sasae.subsidy.old_system.layouts import Column, Layout

MOST_FINDINGS = 1000  # kept of one file; the counts say how many there were
MOST_DIGITS = 9  # of a number whose column does not say more
LAST_YEAR = 2200  # what is later stands for "no end": the last day of a cover is never that
_INDIVIDUAL = re.compile(r"(?<!\d)\d{4}[-\s]?\d{4}[-\s]?\d{4}(?!\d)")


class Reader:
    """Rows of one file. After the last row `findings`, `errors` and `warnings` are whole."""

    def __init__(self, layout: Layout, content: bytes) -> None:
        self.layout, self.content = layout, content
        self.findings: list[Finding] = []
        self.errors = self.warnings = self.rows = 0

    def say(self, finding: Finding) -> None:
        """Keep a finding, or count it where there are too many."""
        if finding.severity == "error":
            self.errors += 1
        else:
            self.warnings += 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)

    def __iter__(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Line number and values of every row that can be read whole; the others are findings."""
        text = self._text()
        if text is None:
            return
        rows = csv.reader(io.StringIO(text, newline=""))
        heads = next(rows, [])
        places = self._places([head.strip() for head in heads])
        if places is None:
            return
        for line, cells in self._rows(rows):
            if not any(cell.strip() for cell in cells):
                continue
            self.rows += 1
            before = self.errors
            values = self._values(line, cells, places, len(heads))
            if self.errors == before:
                yield line, values
        if not self.rows and not self.errors:
            self.say(warning("OS-106", self.layout.file, "行が1行もありません。ないことを確かめてください。"))

    def _rows(self, rows: Any) -> Iterator[tuple[int, list[str]]]:
        """The rows as the file has them. A quote that is never closed ends the reading."""
        try:
            for cells in rows:
                yield rows.line_num, cells
        except csv.Error:
            at = f"{self.layout.file} {rows.line_num}行目"
            self.say(error("OS-107", at, "引用符（\"）が閉じていないか、欄が長すぎます。ここから先は読んでいません。"))

    def _text(self) -> str | None:
        file = self.layout.file
        content = self.content
        if content.startswith(codecs.BOM_UTF8):
            content = content[len(codecs.BOM_UTF8) :]
        elif other := disguise(content, ()):
            self.say(error("OS-101", file, f"{other.value}のファイルです。CP932かUTF-8のCSVで受け取り直してください。"))
            return None
        if (place := content.find(b"\0")) >= 0:
            line = content.count(b"\n", 0, place) + 1
            self.say(error("OS-101", f"{file} {line}行目", "文字でないデータ（0x00）が混じっています。受け取り直してください。"))
            return None
        for encoding in ("utf-8", "cp932"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as unread:
                stopped = unread.start
        line = content.count(b"\n", 0, stopped) + 1
        self.say(error("OS-102", f"{file} {line}行目", "CP932でもUTF-8でも読めない文字があります。"))
        return None

    def _places(self, heads: list[str]) -> dict[str, int] | None:
        known = {column.label: column for column in self.layout.columns}
        for head in heads:
            if head not in known:
                self.say(warning("OS-105", f"{self.layout.file} 1行目", f"列「{head}」は使いません。"))
        missing = [column.label for column in self.layout.columns if column.required and column.label not in heads]
        twice = {head for head in heads if heads.count(head) > 1 and head in known}
        for column in self.layout.columns:
            if column.default and column.label not in heads:
                said = f"列「{column.label}」がありません。すべて「{column.codes[column.default]}」として取り込みます。"
                self.say(warning("OS-108", f"{self.layout.file} 1行目", said))
        for label in missing:
            self.say(
                error("OS-103", f"{self.layout.file} 1行目", f"列「{label}」がありません。見出しを確かめてください。")
            )
        for label in sorted(twice):
            self.say(error("OS-104", f"{self.layout.file} 1行目", f"列「{label}」が二つあります。"))
        if missing or twice:
            return None
        return {known[head].name: place for place, head in enumerate(heads) if head in known}

    def _values(self, line: int, cells: list[str], places: Mapping[str, int], width: int) -> dict[str, Any]:
        row = f"{self.layout.file} {line}行目"
        if len(cells) != width:
            self.say(error("OS-201", row, f"列が{len(cells)}個です。見出しは{width}個です。"))
            return {}
        values = {}
        for column in self.layout.columns:
            text = cells[places[column.name]].strip() if column.name in places else ""
            at = f"{row}「{column.label}」"
            if not text and column.default:
                text = column.default
                if column.name in places:
                    said = f"空です。「{column.codes[text]}」として取り込みます。違うものは、ファイルを直してください。"
                    self.say(warning("OS-204", at, said))
            try:
                values[column.name] = read(column, text)
            except ValueError as unread:
                self.say(error("OS-202", at, str(unread)))
                continue
            if column.kind in ("text", "kana", "digits") and _holds_individual_number(text):
                self.say(error("OS-203", at, "個人番号と見られる値です。個人番号は移行のファイルに入れられません。"))
        return values


def _holds_individual_number(text: str) -> bool:
    """Whether twelve digits with the right check digit stand in a cell, alone or in other words, however written."""
    found = _INDIVIDUAL.findall(unicodedata.normalize("NFKC", text))
    return any(individual.is_valid(re.sub(r"\D", "", one)) for one in found)


def read(column: Column, text: str) -> Any:
    """One cell as its kind has it; None for an empty one. Raises ValueError in Japanese."""
    if not text:
        if column.required:
            raise ValueError("値がありません。")
        return "" if column.kind in ("text", "kana", "digits", "code", "month") else None
    return _READ[column.kind](column, text)


def _text(column: Column, text: str) -> str:
    if column.size and len(text) > column.size:
        raise ValueError(f"{column.size}字を超えています（{len(text)}字）。")
    if any(unicodedata.category(sign) == "Cc" for sign in text):
        raise ValueError("制御文字が入っています。")
    return text


def _kana(column: Column, text: str) -> str:
    return _text(column, to_katakana(text))


def _digits(column: Column, text: str) -> str:
    digits = unicodedata.normalize("NFKC", text).replace("-", "")
    if column.pad:
        digits = digits.zfill(column.size)
    sizes = column.sizes or (column.size,)
    if not re.fullmatch(r"[0-9]+", digits) or len(digits) not in sizes:
        raise ValueError(f"数字{'または'.join(map(str, sizes))}桁ではありません。")
    return digits


def _code(column: Column, text: str) -> str:
    code = unicodedata.normalize("NFKC", text)
    if code not in column.codes:
        told = "・".join(f"{each}{words}" for each, words in column.codes.items())
        raise ValueError(f"コード「{text[:20]}」はありません（{told}）。")
    return code


def _whole(column: Column, text: str) -> int:
    number = unicodedata.normalize("NFKC", text).replace(",", "").removesuffix("円")
    most = column.size or MOST_DIGITS
    if not re.fullmatch(r"[0-9]+", number) or len(number) > most:
        raise ValueError(f"0以上{most}桁までの整数ではありません。")
    return int(number)


def _day(column: Column, text: str) -> str:
    day = parse_date(text)
    if day.year > LAST_YEAR:
        raise ValueError(f"{day.year}年です。「期限なし」の日付は入れられません。実際の日を入れてください。")
    return day.isoformat()


def _yes_no(column: Column, text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError("1（有）か0（無）ではありません。")
    return text == "1"


_READ = {
    "text": _text, "kana": _kana, "digits": _digits, "code": _code, "yen": _whole, "count": _whole, "yes_no": _yes_no,
    "day": _day, "month": lambda column, text: read_month(text),
}  # fmt: skip
