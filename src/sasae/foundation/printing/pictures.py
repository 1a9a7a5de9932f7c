"""Papers as pictures for the screen: their pages as PNG, and where two pages differ.

Pages are laid into a document by the same typesetter that made them, so a picture shows the paper's own bytes.
"""

import struct
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import typst

_PNG = b"\x89PNG\r\n\x1a\n"
_PAGES = """#let total = int(sys.inputs.pages)
#for place in range(1, total + 1) { page(width: auto, height: auto, margin: 0pt, fill: white, image("paper.pdf", page: place)) }"""


def as_pictures(pdf: bytes, pages: int, *, ppi: int) -> list[bytes]:
    """Each page as a PNG, so many points an inch."""
    with tempfile.TemporaryDirectory(prefix="sasae-picture-") as folder:
        place = Path(folder)
        (place / "paper.pdf").write_bytes(pdf)
        (place / "pages.typ").write_text(_PAGES, encoding="utf-8")
        made = typst.compile(
            str(place / "pages.typ"), root=folder, format="png", ppi=ppi, sys_inputs={"pages": str(pages)}
        )
    return made if isinstance(made, list) else [made]


@dataclass(frozen=True)
class Box:
    """A part of a page, in the pixels of its picture."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Grid:
    """A picture's pixels, row by row."""

    width: int
    height: int
    bytes_a_pixel: int
    rows: list[bytes]


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def differences(before: bytes, after: bytes, *, gap: int = 3) -> list[Box]:
    """The bands in which two pictures of a page differ, for the second. Bands nearer than `gap` rows are one."""
    old, new = _pixels(before), _pixels(after)
    bands: list[list[int]] = []
    for y in range(new.height):
        same = y < old.height and old.width == new.width and old.rows[y] == new.rows[y]
        if same:
            continue
        left, right = _span(old, new, y)
        if bands and y - bands[-1][3] <= gap:
            last = bands[-1]
            last[0], last[2], last[3] = min(last[0], left), max(last[2], right), y
        else:
            bands.append([left, y, right, y])
    return [Box(left, top, right - left + 1, bottom - top + 1) for left, top, right, bottom in bands]


def _span(old: Grid, new: Grid, y: int) -> tuple[int, int]:
    if y >= old.height or old.width != new.width:
        return 0, new.width - 1
    size, one, other = new.bytes_a_pixel, old.rows[y], new.rows[y]
    left = next(x for x in range(0, len(other), size) if one[x : x + size] != other[x : x + size])
    right = next(x for x in range(len(other) - size, -1, -size) if one[x : x + size] != other[x : x + size])
    return left // size, right // size


def _pixels(png: bytes) -> Grid:
    """The pixels of a PNG of eight bits a channel, not interlaced: what the typesetter makes."""
    if not png.startswith(_PNG):
        raise ValueError("not a PNG")
    width, height = size_of(png)
    size = {2: 3, 6: 4, 0: 1, 4: 2}[png[25]]
    place, packed = len(_PNG), b""
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            packed += png[place + 8 : place + 8 + length]
        place += 12 + length
    return Grid(width, height, size, _unfiltered(zlib.decompress(packed), width * size, height, size))


def _unfiltered(data: bytes, length: int, height: int, size: int) -> list[bytes]:
    rows: list[bytes] = []
    above = bytes(length)
    for y in range(height):
        start = y * (length + 1)
        row = _row(data[start], bytearray(data[start + 1 : start + 1 + length]), above, size)
        rows.append(row)
        above = row
    return rows


def _row(kind: int, row: bytearray, above: bytes, size: int) -> bytes:
    """One row without its filter (PNG specification, chapter 9)."""
    if kind == 1:
        for x in range(size, len(row)):
            row[x] = (row[x] + row[x - size]) & 255
    elif kind == 2:
        for x, up in enumerate(above):
            row[x] = (row[x] + up) & 255
    elif kind == 3:
        for x, up in enumerate(above):
            row[x] = (row[x] + ((row[x - size] if x >= size else 0) + up) // 2) & 255
    elif kind == 4:
        for x, up in enumerate(above):
            left, corner = (row[x - size], above[x - size]) if x >= size else (0, 0)
            row[x] = (row[x] + _nearest(left, up, corner)) & 255
    return bytes(row)


def _nearest(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    by_left, by_up, by_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
    if by_left <= by_up and by_left <= by_corner:
        return left
    return up if by_up <= by_corner else corner
