"""The one door to the treasury's system: rows to bytes and back, by the layouts of `layouts.yaml`. Pure."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from sasae.kernel.findings import Finding, error


@dataclass(frozen=True)
class Layout:
    """One file: its name, its columns in order, how it is encoded."""

    kind: str
    label: str
    file: str
    columns: tuple[tuple[str, str], ...]
    encoding: str
    newline: str


class CannotWrite(ValueError):
    """A value has no sign in the file's encoding; the text names it, in Japanese."""


@cache
def layouts() -> dict[str, Layout]:
    """Every file the treasury knows."""
    told = yaml.safe_load((files(__package__) / "layouts.yaml").read_text(encoding="utf-8"))
    return {
        kind: Layout(
            kind, one["label"], one["file"], tuple((column["name"], column["label"]) for column in one["columns"]),
            told["encoding"], told["newline"],
        )
        for kind, one in told["files"].items()
    }  # fmt: skip


def write(kind: str, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The rows as a file: the same rows give the same bytes. Raises CannotWrite."""
    layout, out = layouts()[kind], io.StringIO()
    writer = csv.writer(out, lineterminator=layout.newline)
    writer.writerow([label for _, label in layout.columns])
    writer.writerows([[str(row[name]) for name, _ in layout.columns] for row in rows])
    try:
        return out.getvalue().encode(layout.encoding)
    except UnicodeEncodeError as missing:
        sign = missing.object[missing.start : missing.end]
        raise CannotWrite(f"「{sign}」は会計のファイルに書けません。") from missing


def read(kind: str, content: bytes) -> tuple[list[tuple[int, dict[str, str]]], list[Finding]]:
    """Line numbers and values of a file, and what is wrong with its form."""
    layout = layouts()[kind]
    try:
        text = content.decode("utf-8-sig") if content.startswith(b"\xef\xbb\xbf") else content.decode(layout.encoding)
    except UnicodeDecodeError as unread:
        line = content.count(b"\n", 0, unread.start) + 1
        return [], [error("TR-101", f"{line}行目", "読めない文字があります。CP932のファイルを受け取り直してください。")]
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        return [], [error("TR-104", f"{line}行目", "使えない文字（NUL）があります。ファイルを受け取り直してください。")]
    rows = csv.reader(io.StringIO(text.removesuffix("\x1a"), newline=""))
    try:
        return _rows(rows, layout)
    except csv.Error:
        return [], [error("TR-105", f"{rows.line_num}行目", "CSVとして読めません。ファイルを受け取り直してください。")]


def _rows(rows: Any, layout: Layout) -> tuple[list[tuple[int, dict[str, str]]], list[Finding]]:
    heads, wanted = next(rows, []), [label for _, label in layout.columns]
    if [head.strip() for head in heads] != wanted:
        return [], [error("TR-102", "1行目", f"見出しが「{'・'.join(wanted)}」ではありません。")]
    found: list[tuple[int, dict[str, str]]] = []
    wrong: list[Finding] = []
    for cells in rows:
        if not cells:  # an empty line, at the end as a rule
            continue
        if len(cells) != len(wanted):
            wrong.append(
                error("TR-103", f"{rows.line_num}行目", f"列が{len(cells)}個です。{len(wanted)}個のはずです。")
            )
            continue
        names = [name for name, _ in layout.columns]
        found.append((rows.line_num, dict(zip(names, (cell.strip() for cell in cells), strict=True))))
    return found, wrong
