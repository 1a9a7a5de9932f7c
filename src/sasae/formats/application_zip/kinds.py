"""What a paper is, by its bytes: the kind its name says, and no other kind as well."""

import io
import struct
import zipfile

from sasae.formats.application_zip.inside import look_at_picture, look_into_pdf
from sasae.formats.issues import Issues

_MAGIC = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
_LONGEST_END = 22 + 65_535  # bytes a ZIP's end may take, its comment included
_SNIFFED = 1024  # bytes a browser looks at
_HTML = (b"<html", b"<script", b"<!doctype html", b"<svg", b"<iframe", b"<body")


def check_kind(name: str, suffix: str, content: bytes, issues: Issues) -> None:
    """Faults of one paper go to `issues`."""
    if not content.startswith(_MAGIC[suffix]):
        issues.add("A-303", name)
    elif _is_archive(content) or any(mark in content[:_SNIFFED].lower() for mark in _HTML):
        issues.add("A-304", name)
    elif suffix == "pdf":
        look_into_pdf(name, content, issues)
    else:
        look_at_picture(name, content, issues)


def _is_archive(content: bytes) -> bool:
    """Whether a ZIP reader would find an archive in it (they look from the end)."""
    if b"PK\x05\x06" not in content[-_LONGEST_END:]:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return bool(archive.infolist())
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        struct.error,
        OSError,
        ValueError,
        NotImplementedError,
        OverflowError,
    ):
        return False
