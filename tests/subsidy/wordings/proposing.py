"""What the tests of wordings share: a change proposed by one, approved by another; what a paper says; a seal's picture."""

import struct
import zlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.wordings import actions
from sasae.subsidy.wordings.languages import field_of
from sasae.subsidy.wordings.models import Rewording
from sasae.subsidy.wordings.tables import standing
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import DAY

LATER = DAY + timedelta(days=10)


def typed(key: str, text: str | Mapping[str, str], since: date = LATER) -> dict[str, str]:
    """A single value, or the parts that change over those that stand."""
    if isinstance(text, str):
        return {"": text}
    field = field_of(key)
    assert field is not None
    return {**field.show(standing(field, since).value), **text}


def proposed(key: str, text: str | Mapping[str, str], since: date = LATER) -> Rewording:
    """Put forward by the counter."""
    return actions.propose(
        key, typed(key, text, since), since=since, source="起案第1号", by=COUNTER, on=DAY, at=clock.now()
    )


def approved(key: str, text: str | Mapping[str, str], since: date = LATER) -> Rewording:
    """And approved by the examiner."""
    return actions.approve(proposed(key, text, since).pk, by=EXAMINER, on=DAY, at=clock.now())


def said(pdf: bytes) -> str:
    """The words of a paper, without spaces."""
    return "".join("".join(by_unicode_tables(pdf)).split())


def printed(kind: str) -> str:
    """The words of the last paper of a kind that was kept."""
    return said(bytes(PrintedDocument.objects.filter(kind=kind).order_by("-printed_at").first().content))  # type: ignore[union-attr]


def png(width: int, height: int, *more: tuple[bytes, bytes]) -> bytes:
    """A red picture, with further chunks before its end."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\x00" + b"\xc0\x20\x20" * width for _ in range(height))
    parts: list[tuple[bytes, Any]] = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), *more,
        (b"IEND", b""),
    ]  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in parts)
