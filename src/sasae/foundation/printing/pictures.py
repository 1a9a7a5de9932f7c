"""Papers as pictures for the screen: their pages as PNG, and where two pages differ.

Pages are laid into a document by the same typesetter that made them, so a picture shows the paper's own bytes.
"""

import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typst
from PIL import Image, ImageChops

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


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    return Image.open(io.BytesIO(png)).size


def differences(before: bytes, after: bytes, *, gap: int = 3) -> list[Box]:
    """The bands in which two pictures of a page differ, for the second. Bands nearer than `gap` rows are one."""
    bands: list[list[int]] = []
    for y, left, right in _changed_rows(_colours(before), _colours(after)):
        if bands and y - bands[-1][3] <= gap:
            last = bands[-1]
            last[0], last[2], last[3] = min(last[0], left), max(last[2], right), y
        else:
            bands.append([left, y, right, y])
    return [Box(left, top, right - left, bottom - top + 1) for left, top, right, bottom in bands]


def _colours(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def _changed_rows(old: Image.Image, new: Image.Image) -> Iterator[tuple[int, int, int]]:
    """Each row that differs, with its first and behind its last pixel; a row the other page has not differs whole."""
    width = new.width
    both = min(old.height, new.height) if old.width == width else 0
    unlike = ImageChops.difference(old.crop((0, 0, width, both)), new.crop((0, 0, width, both)))
    for y in range(both):
        if box := unlike.crop((0, y, width, y + 1)).getbbox():
            yield y, box[0], box[2]
    yield from ((y, 0, width) for y in range(both, new.height))
