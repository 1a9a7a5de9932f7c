"""Reading a paper without the program that set it: its characters by the fonts' own Unicode tables, page by page."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Name

_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def by_unicode_tables(pdf: bytes) -> list[str]:
    """The text of each page in the order it is drawn."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return ["".join(_drawn(page, page.resources)) for page in document.pages]


def _drawn(part: Any, resources: Any) -> Iterator[str]:
    """What a page draws, and what is laid under it."""
    fonts = {name: _table(font) for name, font in resources.get(Name.Font, pikepdf.Dictionary()).items()}
    table: dict[bytes, str] = {}
    for step in pikepdf.parse_content_stream(part):
        operands = step.operands
        match str(step.operator):
            case "Tf":
                table = fonts[str(operands[0])]
            case "Do" if (form := resources.XObject[operands[0]]).Subtype == Name.Form:
                yield from _drawn(form, form.Resources)
            case "Tj":
                yield _signs(bytes(operands[0]), table)
            case "TJ":
                yield from (_signs(bytes(each), table) for each in operands[0] if isinstance(each, pikepdf.String))


def _signs(codes: bytes, table: dict[bytes, str]) -> str:
    return "".join(table[codes[place : place + 2]] for place in range(0, len(codes), 2))


def _table(font: Any) -> dict[bytes, str]:
    """A font's own table of signs."""
    table = b"".join(re.findall(rb"beginbfchar(.*?)endbfchar", font.ToUnicode.read_bytes(), re.S))
    pairs = [(bytes.fromhex(one.decode()), bytes.fromhex(other.decode())) for one, other in _PAIR.findall(table)]
    return {one: other.decode("utf-16-be") for one, other in pairs}


def by_poppler(pdf: bytes) -> list[str]:
    """The same by another program."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().removesuffix("\f").split("\f")


READERS: list[Callable[[bytes], list[str]]] = [
    by_unicode_tables,
    *([by_poppler] if shutil.which("pdftotext") else []),
]
