"""From bytes to lines of text: CP932 as the specification has it, UTF-8 as receipts circulate, whatever the line end.

Separators never occur inside a two-byte character of CP932, so lines are cut before they are decoded.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from typing import BinaryIO

from sasae.formats import incoming
from sasae.formats.incoming import Disguise
from sasae.formats.issues import Issues

# the longest record the specification allows (症状詳記) is 2,400 bytes, a dental row with comments a few thousand
LINE_LIMIT = 1 << 16
# bytes read at once: what is made of them stays in the processor's cache until it has been looked at
BLOCK = 1 << 18
SAMPLE_LINES = 200
OPENINGS = ("IR,", "UK,", "YK,", "HM,", "RE,")


class Unreadable(Exception):
    """The file is not text of a receipt; the finding has been recorded."""


def text_blocks(stream: BinaryIO, issues: Issues) -> Iterator[list[str]]:
    """Lines of the file, many at a time. Raises Unreadable where reading on has no sense.

    A line over LINE_LIMIT bytes comes as an empty one, so that the numbers of the lines after it stay right.
    """
    decoder = _Decoder(issues)
    for block, cut in incoming.line_blocks(_checked(stream, issues), LINE_LIMIT):
        lines = decoder.lines(block)
        if cut or _has_overlong(block):
            _drop_overlong(lines, decoder.line, cut, issues)
        yield lines


def _has_overlong(block: bytes) -> bool:
    """Whether a line end is missing anywhere for longer than a line may be: a handful of looks, not one a line."""
    start, end = 0, len(block)
    while end - start > LINE_LIMIT:
        start = block.rfind(b"\n", start, start + LINE_LIMIT + 1) + 1
        if not start:
            return True
    return False


def _drop_overlong(lines: list[str], last: int, cut: bool, issues: Issues) -> None:
    """Blank the lines that are too long; `last` is the number of the last one, which may have been cut already."""
    for place, line in enumerate(lines):
        if len(line) > LINE_LIMIT or (cut and place == len(lines) - 1):
            issues.add("R-108", f"{last - len(lines) + place + 1}行目", limit=LINE_LIMIT)
            lines[place] = ""


def _checked(stream: BinaryIO, issues: Issues) -> Iterator[bytes]:
    chunks = incoming.blocks(stream, BLOCK)
    head = next(chunks, b"")
    if not head.strip(b"\r\n \t\x1a"):
        issues.add("R-101", "ファイル全体")
        raise Unreadable
    found = incoming.disguise(head, OPENINGS)
    if found is Disguise.UTF8_MARK:
        issues.add("R-103", "1行目")
        head = head[3:]
    elif found is Disguise.BINARY:
        issues.add("R-105", "ファイル全体")
        raise Unreadable
    elif found:
        issues.add("R-104", "ファイル全体", name=found.value)
        raise Unreadable
    for chunk in chain([head], chunks):
        if b"\0" in chunk:
            yield chunk[: chunk.index(b"\0")] + b"\n"
            issues.add("R-105", "ここまで読んだ行の後")
            raise Unreadable
        yield chunk


class _Decoder:
    """Decides the encoding at the first line that is not plain ASCII, then keeps to it."""

    def __init__(self, issues: Issues) -> None:
        self.issues = issues
        self.encoding = ""
        self.line = 0

    def lines(self, block: bytes) -> list[str]:
        # the end mark of the file; volumes put together have one in the middle, some files on the last record itself
        if b"\x1a" in block:
            block = block.replace(b"\x1a", b"")
        if b'"' in block:
            if not self.issues.counts["R-109"]:
                where = block[: block.index(b'"')].count(b"\n")
                self.issues.add("R-109", f"{self.line + where + 1}行目")
            block = block.replace(b'"', b"")
        if not self.encoding and not block.isascii():
            self._decide(block)
        try:
            lines = block.decode(self.encoding or "ascii").split("\n")
        except UnicodeDecodeError:
            lines = [self._repaired(line, number) for number, line in enumerate(block.split(b"\n"), self.line + 1)]
        self.line += len(lines)
        return lines

    def _decide(self, block: bytes) -> None:
        """By vote of the first lines; Japanese in UTF-8 is almost never valid CP932, the reverse never."""
        sample = [line for line in BytesIO(block).readlines() if not line.isascii()][:SAMPLE_LINES]
        utf8 = sum(_as_utf8(line) is not None for line in sample)
        cp932 = sum(_decodes(line, "cp932") for line in sample)
        self.encoding = "utf-8" if utf8 and utf8 >= cp932 else "cp932"
        if self.encoding == "utf-8":
            self.issues.add("R-102", "ファイル全体")
        elif sum(map(_is_euc, sample)) * 2 > len(sample):
            self.issues.add("R-104", "ファイル全体", name="EUC-JP")
            raise Unreadable

    def _repaired(self, line: bytes, number: int) -> str:
        """One line that does not decode: the other encoding, or marks for what is lost."""
        if line.isascii():
            return line.decode("ascii")
        text = _as_utf8(line)
        if self.encoding == "cp932" and text is not None:
            self.issues.add("R-102", f"{number}行目")
            return text
        if _decodes(line, self.encoding):
            return line.decode(self.encoding)
        self.issues.add("R-106", f"{number}行目")
        if _decodes(line, "cp932"):
            return line.decode("cp932")
        return line.decode(self.encoding, "replace")


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _as_utf8(line: bytes) -> str | None:
    """The line as UTF-8 if it holds a character beyond two bytes; half-width kana of CP932 can look like two."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if any(character >= "\u0800" for character in text) else None


def _is_euc(line: bytes) -> bool:
    """EUC-JP read as CP932 gives half-width kana only, where EUC itself gives full-width text."""
    try:
        euc, kana = line.decode("euc_jp"), line.decode("cp932", "replace")
    except UnicodeDecodeError:
        return False
    wide = [character for character in kana if not character.isascii()]
    half = sum("\uff61" <= character <= "\uff9f" for character in wide)
    return half * 2 > len(wide) and not any("\uff61" <= character <= "\uff9f" for character in euc)
