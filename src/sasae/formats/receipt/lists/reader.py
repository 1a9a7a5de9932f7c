"""Reading a body's monthly list as a stream: lines come out one after another, findings and totals are complete at the end."""

import csv
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import BinaryIO

from sasae.formats import incoming
from sasae.formats.incoming import Disguise, Unusable
from sasae.formats.issues import Issues
from sasae.formats.receipt.lists.cells import ListCells
from sasae.formats.receipt.lists.checks import ListChecks
from sasae.formats.receipt.lists.layout import Column, ListLayout
from sasae.formats.receipt.lists.line import ListLine, ListTotals
from sasae.formats.receipt.lists.rules import RULES

LINE_LIMIT = 1 << 16
UNUSABLE = ("RL-100", "RL-101", "RL-102", "RL-201", "RL-203")


class _Stop(Exception):
    """There is no sense in reading on; the finding has been recorded."""


class ListReader:
    """An iterator of lines in constant memory. Never raises for what the file contains."""

    def __init__(self, stream: BinaryIO, layout: ListLayout) -> None:
        self.layout = layout
        self.issues = Issues(RULES)
        self.totals = ListTotals()
        self._stream = stream
        self._encoding = "cp932"
        self._number = 0
        self._checks = ListChecks(self.issues)

    @property
    def recognised(self) -> bool:
        """False when nothing of the file could be taken for such a list."""
        return not any(self.issues.counts[name] for name in UNUSABLE)

    def __iter__(self) -> Iterator[ListLine]:
        try:
            yield from self._lines()
            self._checks.end()
            if not self.totals.count:
                self.issues.add("RL-204", "ファイル全体")
        except _Stop:
            pass
        except Unusable as reason:
            self.issues.add("RL-100", self._here(), reason=str(reason))
        self.issues.seal()

    def _lines(self) -> Iterator[ListLine]:
        rows = self._rows()
        columns: Sequence[Column | None] = self.layout.columns
        if self.layout.heading:
            columns = self._by_heading(next(rows, []))
        read = ListCells(columns, self.issues).read
        for row in rows:
            if len(row) != len(columns):
                self.issues.add("RL-205", f"{self._number}行目", count=len(row), expected=len(columns))
                continue
            line = read(row, self._number)
            self._checks.check(line)
            self.totals.add(line)
            yield line

    def _by_heading(self, row: Sequence[str]) -> list[Column | None]:
        """The columns in the order of the file."""
        known = {column.heading: column for column in self.layout.columns}
        words = [word.strip() for word in row]
        for word in words:
            if word in known and words.count(word) > 1:
                self._stop("RL-203", heading=word)
        missing = [name for name, column in known.items() if column.required and name not in words]
        if missing:
            self._stop("RL-201", headings="・".join(missing), layout=self.layout.label)
        for place, word in enumerate(words, 1):
            if word not in known:
                self.issues.add("RL-202", f"{self._number}行目 {place}列目", heading=word)
        return [known.get(word) for word in words]

    def _rows(self) -> Iterator[list[str]]:
        for block, cut in incoming.line_blocks(self._bytes(), LINE_LIMIT):
            lines = block.split(b"\n")
            for place, data in enumerate(lines):
                self._number += 1
                if len(data) > LINE_LIMIT or (cut and place == len(lines) - 1):
                    self.issues.add("RL-105", f"{self._number}行目", limit=LINE_LIMIT)
                elif data.strip(b" \t\x1a"):
                    yield from self._split(self._text(data))

    def _split(self, text: str) -> Iterator[list[str]]:
        if '"' not in text:
            yield text.split(",")
            return
        try:
            yield from csv.reader([text], strict=True)
        except csv.Error:
            self.issues.add("RL-106", f"{self._number}行目")

    def _text(self, data: bytes) -> str:
        try:
            return data.decode(self._encoding).rstrip("\x1a")
        except UnicodeDecodeError:
            self.issues.add("RL-104", f"{self._number}行目")
            return data.decode(self._encoding, "replace").rstrip("\x1a")

    def _bytes(self) -> Iterator[bytes]:
        chunks = incoming.blocks(self._stream)
        head = next(chunks, b"")
        if not head.strip(b"\r\n \t\x1a"):
            self._stop("RL-101")
        found = incoming.disguise(head, ())
        if found is Disguise.UTF8_MARK:
            head = head[3:]
        elif found is Disguise.BINARY:
            self._stop("RL-103")
        elif found:
            self._stop("RL-102", name=found.value)
        self._encoding = "utf-8" if found is Disguise.UTF8_MARK or _is_utf8(head) else "cp932"
        for chunk in chain([head], chunks):
            if b"\0" in chunk:
                yield chunk[: chunk.index(b"\0")] + b"\n"
                self._stop("RL-103")
            yield chunk

    def _stop(self, rule_id: str, **values: object) -> None:
        self.issues.add(rule_id, self._here(), **values)
        raise _Stop

    def _here(self) -> str:
        return f"{self._number}行目" if self._number else "ファイル全体"


def _is_utf8(head: bytes) -> bool:
    """By the lines that are not plain ASCII: Japanese of one encoding is almost never valid in the other."""
    lines = [line for line in head.split(b"\n")[:-1] or [head] if not line.isascii()]
    good = 0
    for line in lines[:200]:
        try:
            line.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            good -= 1
    return good > 0
