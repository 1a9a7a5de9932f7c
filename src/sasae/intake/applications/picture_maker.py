"""A process of its own that turns one paper into a picture, so that nothing a stranger sent reaches a browser.

    python picture_maker.py picture            a photograph, drawn anew without anything beside its pixels
    python picture_maker.py page NUMBER        one page of a PDF, from 1
    python picture_maker.py pages              how many pages a PDF has, and the words of each, as JSON

The paper comes by the standard input, what was made goes to the standard output. It ends with 2 where the paper cannot be
shown. It may use little memory and little time and open no file: a paper made to do harm ends this process and no other.
"""

import ctypes
import io
import json
import resource
import sys
from collections.abc import Callable

import pypdfium2
import pypdfium2.raw
from PIL import Image, ImageOps

MEMORY, SECONDS = 2 * 1024**3, 20
MOST_PIXELS, MOST_SIDE = 80_000_000, 2400  # of a photograph; pixels of the longer side of what is shown
WIDTH = 1240  # pixels of a page: A4 at 150 dots an inch
MOST_PAGES, MOST_WORDS = 200, 4000  # pages told of; signs of a page's words
CANNOT_SHOW = 2


class CannotShow(Exception):
    """The paper does not open, or is larger than anybody's paper."""


def picture(paper: bytes) -> bytes:
    """A photograph as its pixels alone, upright, no larger than a screen needs."""
    with Image.open(io.BytesIO(paper), formats=["JPEG", "PNG"]) as found:
        if found.width * found.height > MOST_PIXELS:
            raise CannotShow
        kind = str(found.format)
        found.draft("RGB", (MOST_SIDE, MOST_SIDE))
        made = ImageOps.exif_transpose(found) or found
        made = made.convert("RGB" if kind == "JPEG" else "RGBA")
        made.thumbnail((MOST_SIDE, MOST_SIDE))
    bare = Image.new(made.mode, made.size)
    bare.paste(made)
    return _written(bare, kind)


def page(paper: bytes, number: int) -> bytes:
    """One page of a PDF, drawn. Scripts, forms and links of it are not carried out."""
    with _opened(paper) as pdf:
        if not 1 <= number <= min(len(pdf), MOST_PAGES):
            raise CannotShow
        one = pdf[number - 1]
        width, height = one.get_size()
        if width < 1 or height < 1:
            raise CannotShow
        scale = min(WIDTH / width, 2 * MOST_SIDE / height)
        drawn = one.render(scale=scale, may_draw_forms=False).to_pil()
    return _written(drawn.convert("RGB"), "PNG")


def pages(paper: bytes) -> bytes:
    """The words of each page, for who does not see the picture."""
    with _opened(paper) as pdf:
        words = [pdf[place].get_textpage().get_text_range()[:MOST_WORDS] for place in range(min(len(pdf), MOST_PAGES))]
    return json.dumps(words, ensure_ascii=False).encode("utf-8", "replace")


def _opened(paper: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(paper)


def _written(made: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    made.save(out, kind, **({"quality": 90} if kind == "JPEG" else {}))
    return out.getvalue()


def _confined() -> None:
    """Little memory, little time, no file to write; and nobody's core dump with a resident's paper in it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(wish: str, *told: str) -> int:
    """Make one picture; the exit code."""
    makers: dict[str, Callable[..., bytes]] = {"picture": picture, "page": page, "pages": pages}
    paper = sys.stdin.buffer.read()
    _confined()
    try:
        made = makers[wish](paper, *(int(one) for one in told))
    except (
        CannotShow, Image.DecompressionBombError, pypdfium2.PdfiumError, ctypes.ArgumentError, OSError, ValueError,
        SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError, MemoryError,
    ):  # fmt: skip
        return CANNOT_SHOW
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
