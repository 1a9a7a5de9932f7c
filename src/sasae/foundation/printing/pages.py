"""Pages of papers, without setting them again, by the library pikepdf: many papers of one file made into files of their
own, and kept papers laid under the pages of a print file as they were printed. Streams stay byte for byte.

A damaged file is refused, never repaired: what is repaired may say something else.
"""

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Rectangle, Stream

OF_THE_FILE = (Name.OutputIntents, Name.Lang, Name.ViewerPreferences)  # what a catalog says of each of its pages
_PAGES_TOLD = re.compile(rb"<xmpTPg:NPages>\d+<")


class Damaged(ValueError):
    """Not a PDF, or a damaged one, or one that lacks what is asked of it."""


def opened(content: bytes) -> Pdf:
    """The file, as it is. Raises Damaged."""
    try:
        return Pdf.open(io.BytesIO(content), attempt_recovery=False)
    except pikepdf.PdfError as why:
        raise Damaged(str(why)) from why


def looked_through(content: bytes) -> Pdf:
    """The file, every object of it looked at. Raises Damaged."""
    pdf = opened(content)
    if problems := pdf.check_pdf_syntax():
        raise Damaged(problems[0])
    return pdf


def count_pages(content: bytes) -> int:
    """How many pages a file has. Raises Damaged."""
    return len(opened(content).pages)


def saved(pdf: Pdf, version: str = "") -> bytes:
    """The bytes of a file: the same for the same content. What it says of itself (XMP) stays as it was set."""
    out = io.BytesIO()
    raw = pikepdf.StreamDecodeLevel.none
    pdf.save(
        out, deterministic_id=True, stream_decode_level=raw, min_version=version, fix_metadata_version=False
    )  # fmt: skip
    return out.getvalue()


def split(content: bytes, pages_each: int) -> list[bytes]:
    """Each run of so many pages as a file of its own: same page content, same fonts, same statements of the archive form.

    The file has no structure tree (`pdf_tags` off): it would name the other pages. Raises Damaged.
    """
    pdf = opened(content)
    if len(pdf.pages) % pages_each:
        raise Damaged(f"{len(pdf.pages)} pages are no whole number of {pages_each}.")
    if Name.StructTreeRoot in pdf.Root:
        raise Damaged("A tagged file is not split.")
    starts = range(0, len(pdf.pages), pages_each)
    return [_own_file(pdf, pdf.pages[start : start + pages_each]) for start in starts]


def _own_file(pdf: Pdf, pages: Sequence[pikepdf.Page]) -> bytes:
    own = Pdf.new()
    own.pages.extend(pages)
    for name in OF_THE_FILE:
        if name in pdf.Root:
            own.Root[name] = own.copy_foreign(pdf.make_indirect(pdf.Root[name]))
    if Name.Metadata in pdf.Root:
        told = _PAGES_TOLD.sub(b"<xmpTPg:NPages>%d<" % len(pages), pdf.Root.Metadata.read_bytes())
        own.Root.Metadata = own.make_stream(told, Type=Name.Metadata, Subtype=Name.XML)
    own.trailer.Info = own.copy_foreign(pdf.docinfo)
    return saved(own, pdf.pdf_version)


@dataclass(frozen=True)
class Placed:
    """A kept page under a page of the file: both counted from 0, its lower left corner and its width in points."""

    under: int
    source: Pdf
    page: int
    x: float
    y: float
    width: float | None = None


def lay_under(content: bytes, placed: Sequence[Placed]) -> bytes:
    """The file with kept pages beneath its own. Raises Damaged, also for a source that lacks the page."""
    pdf, known = opened(content), dict[bytes, Object]()
    for number, one in reversed(list(enumerate(placed))):  # each goes before what the page draws already
        if not 0 <= one.page < len(one.source.pages):
            raise Damaged(f"There is no page {one.page + 1}.")
        kept, page, name = one.source.pages[one.page], pdf.pages[one.under], Name(f"/K{number}")
        form = _shared(pdf.copy_foreign(kept.as_form_xobject()), known)
        page.add_resource(form, Name.XObject, name)
        page.contents_add(
            page.calc_form_xobject_placement(form, name, _box(one, form), allow_expand=True), prepend=True
        )
    return saved(pdf)


def _box(placed: Placed, form: Object) -> Rectangle:
    size = Rectangle(*map(float, form.BBox.as_list()))
    scale = placed.width / float(size.width) if placed.width else 1.0
    return Rectangle(
        placed.x, placed.y, placed.x + size.width * scale, placed.y + size.height * scale
    )  # fmt: skip


def _shared(value: Object, known: dict[bytes, Object]) -> Object:
    """The value, with parts that equal those of papers before it (fonts, above all) kept once in the file."""
    parts = enumerate(value) if isinstance(value, Array) else list(value.items())
    for key, part in parts:
        if isinstance(part, Array | Dictionary | Stream):
            value[key] = _shared(part, known)
    if not value.is_indirect:
        return value
    told = value.stream_dict.unparse() + value.read_raw_bytes() if isinstance(value, Stream) else value.unparse(True)
    return known.setdefault(hashlib.sha256(told).digest(), value)
