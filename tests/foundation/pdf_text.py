"""Reading a paper without the program that wrote it: its characters by the fonts' own Unicode tables, page by page."""

import re
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterator

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)(?:endobj|stream\n)", re.S)
_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_NEXT = re.compile(rb"/(?P<font>f\d+) [\d.]+ Tf|/(?P<laid>K\d+) Do|<(?P<codes>[0-9a-fA-F]+)>|\(")
_SIGN = re.compile(rb"\\([0-7]{1,3}|.)|.", re.S)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _objects(pdf: bytes) -> dict[int, tuple[bytes, bytes]]:
    """Head and stream of every object by its number."""
    found = {}
    for match in _OBJECT.finditer(pdf):
        head, content = match[2], b""
        if match[0].endswith(b"stream\n"):
            length = re.search(rb"/Length (\d+)", head)
            assert length is not None
            content = pdf[match.end() : match.end() + int(length[1])]
            content = zlib.decompress(content) if b"/FlateDecode" in head else content
        found[int(match[1])] = head, content
    return found


def _reference(head: bytes, name: str) -> int:
    found = re.search(rf"/{name} (\d+) 0 R".encode(), head)
    assert found is not None, name
    return int(found[1])


def _strings(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every string a page draws, with the name of its font."""
    font, place = b"", 0
    while match := _NEXT.search(content, place):
        place = match.end()
        if match["font"]:
            font = match["font"]
        elif match["laid"]:
            yield match["laid"], b""
        elif match["codes"]:
            yield font, bytes.fromhex(match["codes"].decode())
        else:
            text, place = _literal(content, place)
            yield font, text


def _literal(content: bytes, place: int) -> tuple[bytes, int]:
    """A string in parentheses, from behind the first one; pairs of parentheses in it need no escape."""
    found, depth = bytearray(), 1
    for match in _SIGN.finditer(content, place):
        sign, escaped = match[0], match[1]
        depth += (sign == b"(") - (sign == b")")
        if not depth:
            return bytes(found), match.end()
        if escaped is None:
            found += sign
        else:
            found += bytes([int(escaped, 8)]) if escaped.isdigit() else _ESCAPES.get(escaped, escaped)
    raise ValueError("A string of the page does not end.")


def by_unicode_tables(pdf: bytes) -> list[str]:
    """The text of each page in the order it is drawn."""
    objects = _objects(pdf)
    return [_text_of(objects, head, _content(objects, head)) for head, _ in objects.values() if b"/Type/Page/" in head]


def _content(objects: dict[int, tuple[bytes, bytes]], head: bytes) -> bytes:
    """What a page draws; in a print file after what is laid under it."""
    several = re.search(rb"/Contents\[([^\]]*)\]", head)
    numbers = re.findall(rb"(\d+) 0 R", several[1]) if several else [_reference(head, "Contents")]
    return b"\n".join(objects[int(number)][1] for number in numbers)


def _text_of(objects: dict[int, tuple[bytes, bytes]], head: bytes, content: bytes) -> str:
    """The text of a page, or of a page that is laid under another."""
    resources = objects[_reference(head, "Resources")][0]
    named = {name: int(number) for name, number in re.findall(rb"/([fK]\d+) (\d+) 0 R", resources)}
    tables = {name: _table(objects, number) for name, number in named.items() if name.startswith(b"f")}
    text: list[str] = []
    for name, codes in _strings(content):
        if name.startswith(b"K"):
            form, laid = objects[named[name]]
            text.append(_text_of(objects, form, laid))
        elif not codes.startswith(b"\xfe\xff"):  # what is read aloud in place of what is drawn (ActualText)
            text += [tables[name][codes[place : place + 2]] for place in range(0, len(codes), 2)]
    return "".join(text)


def _table(objects: dict[int, tuple[bytes, bytes]], font: int) -> dict[bytes, str]:
    """A font's own table of signs."""
    table = objects[_reference(objects[font][0], "ToUnicode")][1]
    table = b"".join(re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S))
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
