"""Everything the five systems say to people, kept as it came, and a search through all the shapes a text may take in it."""

import base64
import html
import io
import re
import unicodedata
import urllib.parse
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from tests.foundation.pdf_text import by_unicode_tables

ENCODINGS = ("utf-8", "cp932", "euc_jp", "utf-16-le", "utf-16-be")


@dataclass(frozen=True)
class Heard:
    """One answer: to whom, from where, and its bytes."""

    to: str
    url: str
    content: bytes


@dataclass
class Ear:
    """Hears every line it makes; `to` says who is at the screen just now."""

    to: str = "staff"
    heard: list[Heard] = field(default_factory=list)

    def line(self) -> httpx.BaseTransport:
        """A line for one visitor."""
        return _Line(self)

    @contextmanager
    def at_the_screen(self, who: str) -> Iterator[None]:
        """What is heard in this block is said to somebody else."""
        before, self.to = self.to, who
        try:
            yield
        finally:
            self.to = before


class _Line(httpx.HTTPTransport):
    def __init__(self, ear: Ear) -> None:
        super().__init__()
        self._ear = ear

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        raw = b"".join(answer.iter_raw())
        answer.close()
        again = httpx.Response(answer.status_code, headers=answer.headers, content=raw)
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers.multi_items()).encode()
        self._ear.heard.append(Heard(self._ear.to, str(request.url), head + b"\n\n" + again.content))
        return again


def shapes(text: str) -> set[bytes]:
    """The text in every encoding, width and escape it might leave in."""
    widths = {text, unicodedata.normalize("NFKC", text)}
    escaped = {each.encode("unicode_escape") for each in widths}
    escaped |= {html.escape(each).encode("ascii", "xmlcharrefreplace") for each in widths}
    escaped |= {urllib.parse.quote(each).encode() for each in widths}
    plain = {each.encode(name) for each in widths for name in ENCODINGS}
    return plain | escaped | {each for one in plain for each in _in_base64(one)}


def _in_base64(content: bytes) -> Iterator[bytes]:
    """What is the same wherever the bytes begin in the encoded whole: three ways, less the ends."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + content).rstrip(b"=")
        yield encoded[(before * 8 + 5) // 6 : len(encoded) - 2]


def places(content: bytes, marks: set[bytes]) -> bool:
    """Whether any mark stands in the bytes, in the papers they are, or in what is packed in them."""
    if any(mark in content for mark in marks):
        return True
    start = content.find(b"%PDF-")
    if start >= 0 and b"/ToUnicode" in content:
        text = re.sub(r"\s", "", "".join(by_unicode_tables(content[start:]))).encode()
        return any(mark in text for mark in marks)
    packed = content.find(b"PK\x03\x04")
    if packed >= 0 and zipfile.is_zipfile(io.BytesIO(content[packed:])):
        with zipfile.ZipFile(io.BytesIO(content[packed:])) as archive:
            return any(places(archive.read(name), marks) for name in archive.namelist())
    return False
