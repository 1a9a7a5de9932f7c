"""Bytes that come from outside: opened carefully, recognised when they are something else, cut into lines of bounded length.

Nothing here holds more than a block of the file at a time, so that a file of any size can be looked at.
"""

import codecs
import stat
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 20


class Unusable(Exception):
    """There is nothing that could be read: no such file, a folder, a device, no permission. The text is for people."""


class Disguise(StrEnum):
    """What the first bytes are when they are not text of a Japanese office."""

    UTF8_MARK = "UTF-8のBOM"
    UTF16 = "UTF-16"
    EBCDIC = "EBCDIC"
    ISO2022 = "ISO-2022-JP（JISコード）"
    BINARY = "バイナリ"


def open_file(path: str | Path) -> BinaryIO:
    """An ordinary file for reading. Raises Unusable with a Japanese sentence that says what to do."""
    place = Path(path)
    try:
        mode = place.stat().st_mode
        if stat.S_ISDIR(mode):
            raise Unusable(f"{place} はフォルダーです。ファイルを指定してください。")
        if not stat.S_ISREG(mode):
            raise Unusable(f"{place} は普通のファイルではありません。ファイルに保存してから指定してください。")
        return place.open("rb")
    except FileNotFoundError:
        raise Unusable(f"{place} というファイルはありません。名前と場所を確かめてください。") from None
    except PermissionError:
        raise Unusable(f"{place} を読む権限がありません。ファイルの権限を確かめてください。") from None
    except (OSError, ValueError) as reason:
        raise Unusable(f"{place} を開けません（{reason}）。") from None


def disguise(head: bytes, openings: tuple[str, ...]) -> Disguise | None:
    """What else the file is, judged by its first bytes; `openings` is how the format itself may begin."""
    if head.startswith(codecs.BOM_UTF8):
        return Disguise.UTF8_MARK
    sample = head[:4096]
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Disguise.UTF16
    if b"\0" in sample:
        widened = any(
            sample.startswith(text.encode(encoding)) for text in openings for encoding in ("utf-16-le", "utf-16-be")
        )
        return Disguise.UTF16 if widened else Disguise.BINARY
    if any(sample.startswith(text.encode("cp037")) for text in openings):
        return Disguise.EBCDIC
    if b"\x1b$" in sample or b"\x1b(" in sample:
        return Disguise.ISO2022
    return None


def blocks(stream: BinaryIO, size: int = BLOCK) -> Iterator[bytes]:
    """The stream in blocks of at most `size` bytes. Raises Unusable when the medium fails."""
    while block := _read(stream, size):
        yield block


def _read(stream: BinaryIO, size: int) -> bytes:
    try:
        return stream.read(size)
    except OSError as reason:
        raise Unusable(f"読んでいる途中でファイルを読めなくなりました（{reason}）。取り直してください。") from None


def line_blocks(chunks: Iterator[bytes], limit: int) -> Iterator[tuple[bytes, bool]]:
    """Whole lines, many at a time, joined by LF whatever the file uses (LF, CRLF, CR).

    The second value is True when the last line of the block was longer than `limit` bytes: it is cut there, and the
    rest of it has been thrown away. Memory stays within a block and the limit.
    """
    pending = b""
    skipping = waiting = False
    for chunk in chunks:
        if waiting:
            chunk = b"\r" + chunk
        waiting = chunk.endswith(b"\r")
        if waiting:
            chunk = chunk[:-1]
        if b"\r" in chunk:
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if skipping:
            end = chunk.find(b"\n")
            if end < 0:
                continue
            chunk = chunk[end + 1 :]
            skipping = False
        end = chunk.rfind(b"\n")
        if end >= 0:
            yield pending + chunk[:end], False
            pending = chunk[end + 1 :]
        else:
            pending += chunk
        if len(pending) > limit:
            yield pending[:limit], True
            pending, skipping = b"", True
    if pending:
        yield pending, False
