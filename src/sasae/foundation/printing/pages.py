"""Pages of the papers typst writes, without setting them again: many papers of one file made into files of their own, and
kept papers laid under the pages of a print file as they were printed, byte for byte.

Only what typst writes is read: plain objects, one table of places. Anything else is refused.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

_START = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
_OBJECT = re.compile(rb"\d+ 0 obj\n(.*?)\n(endobj|stream\n)", re.S)
_LENGTH = re.compile(rb"/Length (\d+)")
_REFERENCE = re.compile(rb"(?<![\d.])(\d+) 0 R\b")
_BOX = re.compile(rb"/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]")
_PAGES_TOLD = re.compile(rb"<xmpTPg:NPages>\d+<")
_HEADER = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"
Object = tuple[bytes, bytes | None]  # what it is, and its stream as it lies in the file


class NotOurs(ValueError):
    """Not a file as typst writes it, or a damaged one."""


def _found(match: re.Match[bytes] | None) -> re.Match[bytes]:
    if match is None:
        raise NotOurs("A PDF typst did not write, or a damaged one.")
    return match


class Pdf:
    """The objects of one file, read when they are asked for. Raises NotOurs."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        at = int(_found(_START.search(content[-64:]))[1])
        count = int(_found(re.compile(rb"xref\n0 (\d+)\n").match(content, at))[1])
        first = content.index(b"\n", at + 5) + 1
        places = content[first : first + 20 * count]
        self.places = [int(places[20 * number : 20 * number + 10] or b"0") for number in range(count)]
        self.trailer = content[first + 20 * count : at + len(content)]
        self.root, self.info = self.reference(self.trailer, b"Root"), self.reference(self.trailer, b"Info")

    def object(self, number: int) -> Object:
        """One object by its number."""
        if not 0 < number < len(self.places):
            raise NotOurs(f"There is no object {number}.")
        found = _found(_OBJECT.match(self.content, self.places[number]))
        if found[2] == b"endobj":
            return found[1], None
        length = int(_found(_LENGTH.search(found[1]))[1])
        stream = self.content[found.end() : found.end() + length]
        if len(stream) != length:
            raise NotOurs("A stream is cut off.")
        return found[1], stream

    @staticmethod
    def reference(head: bytes, name: bytes) -> int:
        """The number an entry of an object refers to."""
        return int(_found(re.search(rb"/%s (\d+) 0 R" % name, head))[1])

    @cached_property
    def pages(self) -> list[int]:
        """The pages in their order, by their objects' numbers."""
        return list(self._leaves(self.reference(self.object(self.root)[0], b"Pages")))

    def look_through(self) -> None:
        """Read every object of every page. Raises NotOurs where one is damaged or missing."""
        seen: set[int] = set()
        for page in self.pages:
            head, _ = self.object(page)
            waiting = [self.reference(head, b"Resources"), self.reference(head, b"Contents")]
            _found(_BOX.search(head))
            while waiting:
                number = waiting.pop()
                if number not in seen:
                    seen.add(number)
                    waiting += map(int, _REFERENCE.findall(self.object(number)[0]))

    def _leaves(self, number: int) -> Iterator[int]:
        head, _ = self.object(number)
        if not head.startswith(b"<</Type/Pages"):
            yield number
            return
        kids = _found(re.search(rb"/Kids\[([^\]]*)\]", head))[1]
        for kid in _REFERENCE.findall(kids):
            yield from self._leaves(int(kid))


class _File:
    """A file that is put together: equal objects are kept once."""

    def __init__(self) -> None:
        self.objects: list[Object | None] = [None]
        self._known: dict[tuple[bytes, bytes | None], int] = {}

    def add(self, head: bytes, stream: bytes | None = None) -> int:
        """An object nothing else equals yet, or the one that equals it."""
        number = self._known.get((head, stream))
        if number is None:
            self.objects.append((head, stream))
            number = self._known[head, stream] = len(self.objects) - 1
        return number

    def copy(self, source: Pdf, number: int, known: dict[int, int]) -> int:
        """An object with all it refers to; `known` are those of this source that are here already."""
        if number not in known:
            head, stream = source.object(number)
            known[number] = self.add(self.moved(source, head, known), stream)
        return known[number]

    def moved(self, source: Pdf, head: bytes, known: dict[int, int]) -> bytes:
        """What an object says, its references to copies."""
        return _REFERENCE.sub(lambda found: b"%d 0 R" % self.copy(source, int(found[1]), known), head)

    def bytes(self, root: int, info: int) -> bytes:
        """The whole file. Its identity is taken from its content."""
        parts, places, place = [_HEADER], [], len(_HEADER)
        for number, one in enumerate(self.objects[1:], start=1):
            assert one is not None  # only the first place is empty
            head, stream = one
            end = b"endobj\n\n" if stream is None else b"stream\n" + stream + b"\nendstream\nendobj\n\n"
            part = b"%d 0 obj\n%s\n%s" % (number, head, end)
            parts.append(part)
            places.append(b"%010d 00000 n\r\n" % place)
            place += len(part)
        body = b"".join(parts)
        name = hashlib.sha256(body).hexdigest()[:32].encode()
        size = len(self.objects)
        table = b"xref\n0 %d\n0000000000 65535 f\r\n%s" % (size, b"".join(places))
        end = b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF"
        return body + table + end % (size, root, info, name, name, place)


def split(content: bytes, pages_each: int) -> list[bytes]:
    """Each run of so many pages as a file of its own: same page content, same fonts, same statements of the archive form.

    The file has no structure tree (`pdf_tags` off): it would name the other pages. Raises NotOurs.
    """
    pdf = Pdf(content)
    if len(pdf.pages) % pages_each:
        raise NotOurs(f"{len(pdf.pages)} pages are no whole number of {pages_each}.")
    catalog, _ = pdf.object(pdf.root)
    if b"/StructTreeRoot" in catalog:
        raise NotOurs("A tagged file is not split.")
    starts = range(0, len(pdf.pages), pages_each)
    return [_own_file(pdf, catalog, pdf.pages[start : start + pages_each]) for start in starts]


def _own_file(pdf: Pdf, catalog: bytes, pages: Sequence[int]) -> bytes:
    file, known = _File(), dict[int, int]()
    file.objects.append(None)
    tree = known[pdf.reference(catalog, b"Pages")] = 1
    if b"/Metadata" in catalog:
        described = pdf.reference(catalog, b"Metadata")
        known[described] = file.add(*_counted(pdf.object(described), len(pages)))
    kids = b" ".join(b"%d 0 R" % file.copy(pdf, page, known) for page in pages)
    file.objects[tree] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids), None
    return file.bytes(file.copy(pdf, pdf.root, known), file.copy(pdf, pdf.info, known))


def _counted(description: Object, pages: int) -> Object:
    """The description of the file, with its own number of pages."""
    head, stream = description
    told = _PAGES_TOLD.sub(b"<xmpTPg:NPages>%d<" % pages, stream or b"")
    return _LENGTH.sub(b"/Length %d" % len(told), head), told


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
    """The file with kept pages beneath its own. Raises NotOurs, also for a source that is damaged."""
    pdf, file = Pdf(content), _File()
    file.objects += [pdf.object(number) for number in range(1, len(pdf.places))]
    sources: dict[int, dict[int, int]] = {}
    by_page: dict[int, list[Placed]] = {}
    for one in placed:
        by_page.setdefault(one.under, []).append(one)
    for under, some in by_page.items():
        _lay(pdf, file, pdf.pages[under], some, sources)
    return file.bytes(pdf.root, pdf.info)


def _lay(pdf: Pdf, file: _File, page: int, placed: Sequence[Placed], sources: dict[int, dict[int, int]]) -> None:
    head, _ = pdf.object(page)
    drawn, named = [], []
    for one in placed:
        form, scale = _form(file, one, sources.setdefault(id(one.source), {}))
        name = b"K%d" % form
        named.append(b"/%s %d 0 R" % (name, form))
        drawn.append(b"q %.5f 0 0 %.5f %.3f %.3f cm /%s Do Q\n" % (scale, scale, one.x, one.y, name))
    stream = b"".join(drawn)
    own = pdf.reference(head, b"Contents")
    both = b"/Contents[%d 0 R %d 0 R]" % (file.add(b"<</Length %d>>" % len(stream), stream), own)
    file.objects[page] = head.replace(b"/Contents %d 0 R" % own, both), None
    resources = pdf.reference(head, b"Resources")
    has = file.objects[resources]
    assert has is not None  # every object of the file is there
    entries = b"".join(dict.fromkeys(named))
    file.objects[resources] = _with_forms(has[0], entries), None


def _with_forms(resources: bytes, entries: bytes) -> bytes:
    if b"/XObject<<" in resources:
        return resources.replace(b"/XObject<<", b"/XObject<<" + entries, 1)
    return resources.replace(b"<<", b"<</XObject<<" + entries + b">>", 1)


def _form(file: _File, placed: Placed, known: dict[int, int]) -> tuple[int, float]:
    """A kept page as a form, and how much smaller or larger it is laid."""
    source = placed.source
    if not 0 <= placed.page < len(source.pages):
        raise NotOurs(f"There is no page {placed.page + 1}.")
    head, _ = source.object(source.pages[placed.page])
    box = _found(_BOX.search(head))
    resources = file.copy(source, source.reference(head, b"Resources"), known)
    of_content, stream = source.object(source.reference(head, b"Contents"))
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 %s %s]/Resources %d 0 R" % (box[1], box[2], resources)
    number = file.add(form + file.moved(source, of_content, known).removeprefix(b"<<"), stream)
    return number, placed.width / float(box[1]) if placed.width else 1.0
