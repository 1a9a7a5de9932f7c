"""The archive itself: what its directory says is judged before anything is inflated, and no member is believed."""

import io
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sasae.formats.application_zip.members import SEALED, is_member, is_visible
from sasae.formats.issues import Issues

WHOLE = "ファイル全体"
_FIRST, _LAST = b"PK\x03\x04", b"PK\x05\x06"
_DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # NotImplementedError, and a password asked for
    ValueError,
    OverflowError,
    IndexError,
)


@dataclass(frozen=True)
class Limits:
    """Bytes and counts beyond which a file is refused unopened."""

    archive: int = 60 * 1024 * 1024
    member: int = 15 * 1024 * 1024
    total: int = 100 * 1024 * 1024
    count: int = 60
    ratio: int = 200  # inflated to stored


def open_members(
    content: bytes, unseal: Callable[[bytes], bytes] | None, limits: Limits, issues: Issues
) -> dict[str, bytes]:
    """The members by their plain names, opened. Nothing when something stands against opening any."""
    if len(content) > limits.archive:
        issues.add("A-101", WHOLE, size=len(content), most=limits.archive)
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _directory(archive, content, limits, issues)
            return {} if issues.errors else _read(archive, unseal, limits, issues)
    except _DAMAGED:
        issues.add("A-102", WHOLE)
        return {}


def _directory(archive: zipfile.ZipFile, content: bytes, limits: Limits, issues: Issues) -> None:
    entries = archive.infolist()
    if len(entries) > limits.count:
        issues.add("A-103", WHOLE, count=len(entries), most=limits.count)
        return
    if sum(entry.file_size for entry in entries) > limits.total:
        issues.add("A-104", WHOLE, most=limits.total)
    if not content.startswith((_FIRST, _LAST)) or content[-22:-18] != _LAST or archive.comment:
        issues.add("A-111", WHOLE)
    names = Counter(plain_name(entry.filename) for entry in entries)
    for entry in entries:
        _entry(entry, limits, issues)
    for name, count in names.items():
        if count > 1:
            issues.add("A-109", _shown(name))


def plain_name(stored: str) -> str:
    """The name without the mark of sealing."""
    return stored.removesuffix(SEALED)


def _shown(name: str) -> str:
    return "".join(sign if is_visible(sign) else "?" for sign in name)[:100]


def _entry(entry: zipfile.ZipInfo, limits: Limits, issues: Issues) -> None:
    """The first thing that stands against one entry."""
    name, at = plain_name(entry.orig_filename), _shown(entry.orig_filename)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if "\\" in name or ":" in name or name.startswith("/") or ".." in name.split("/") or not is_visible(name):
        issues.add("A-105", at)
    elif kind not in (0, stat.S_IFREG) and not entry.is_dir():
        issues.add("A-106", at)
    elif entry.flag_bits & 0x41:  # ordinary and strong encryption
        issues.add("A-107", at)
    elif entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        issues.add("A-112", at)
    elif entry.file_size > limits.member or entry.file_size > limits.ratio * max(entry.compress_size, 64):
        issues.add("A-108", at)
    elif not is_member(name):
        issues.add("A-110", at)


def _read(
    archive: zipfile.ZipFile, unseal: Callable[[bytes], bytes] | None, limits: Limits, issues: Issues
) -> dict[str, bytes]:
    opened: dict[str, bytes] = {}
    for entry in archive.infolist():
        with archive.open(entry) as stream:
            stored = stream.read(limits.member + 1)
        if not entry.filename.endswith(SEALED):
            opened[entry.filename] = stored
            continue
        clear = _unsealed(stored, entry.filename, unseal, issues)
        if clear is not None:
            opened[plain_name(entry.filename)] = clear
    return opened


def _unsealed(stored: bytes, at: str, unseal: Callable[[bytes], bytes] | None, issues: Issues) -> bytes | None:
    if unseal is None:
        issues.add("A-201", at, reason="開く鍵がありません。")
        return None
    try:
        return unseal(stored)
    except ValueError:
        issues.add("A-201", at, reason="宛先が違うか、途中で変わっています。")
        return None
