"""Rendering by typst: the same template, data and day give the same bytes.

Templates lie in the folder `printed/` of an app and are named `<service>/<name>`; `letter.typ` and `card.typ` beside this
module give them a city's letter and the small card. Fonts come from an installed package, besides IPAmj明朝 where the
machine has it: its variation selectors (Moji_Joho) differ from the others', so those characters are routed to it.
"""

import json
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pylopdf_fonts_jp
import typst
from django.apps import apps
from fontTools.ttLib import TTFont

from sasae.foundation.printing.pages import count_pages, split
from sasae.kernel.characters import graphemes
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import Finding, error

IPAMJ = (Path("/usr/share/fonts/opentype/ipamj-mincho/ipamjm.ttf"), Path("/usr/share/fonts/truetype/ipamjm.ttf"))


_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
MANY = 20  # papers: what these leave in memory is worth the time to let it go (a few hundredths of a second)
KEPT_BY_TYPST = 10  # papers after which typst forgets what it no longer uses
NO_PICTURES: Mapping[str, bytes] = MappingProxyType({})


class NoTemplate(LookupError):
    """No installed app has a printed template of this name."""


class CannotPrint(ValueError):
    """Some characters have no shape in the fonts at hand; `findings` name each text and its characters."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(" ".join(finding.message for finding in findings))
        self.findings = findings


@cache
def font_files() -> tuple[Path, ...]:
    """The fonts papers are set in, in order of preference."""
    packaged = (Path(pylopdf_fonts_jp.sans_path()), Path(pylopdf_fonts_jp.serif_path()))
    return (*packaged, *(path for path in IPAMJ if path.exists()))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    folders = sorted({str(path.parent) for path in font_files()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


@cache
def _template(name: str) -> str:
    service, _, short = name.rpartition("/")
    for config in apps.get_app_configs():
        file = Path(config.path) / "printed" / f"{short}.typ"
        if config.name.startswith(f"sasae.{service}.") and file.exists():
            return file.read_text(encoding="utf-8")
    raise NoTemplate(name)


@lru_cache(maxsize=1)
def _shared() -> dict[str, str]:
    folder = resources.files(__package__) / "printed"
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".typ")}


def render(
    template: str,
    data: dict[str, Any],
    *,
    title: str,
    day: date,
    exact: bool = True,
    pictures: Mapping[str, bytes] = NO_PICTURES,
    archival: bool = True,
) -> bytes:
    """A PDF (PDF/A-2u). `data` reaches the template as `data`, JSON. Raises NoTemplate, CannotPrint, typst.TypstError.

    With `exact` False a variant shape no font has is set in the character's common shape. `pictures` lie beside the
    template under their names (SVG, PNG). `archival` False makes a plain PDF without tags: a file for the printer.
    """
    if findings := unprintable({"title": title, **data}, exact=exact):
        raise CannotPrint(findings)
    return _compiled(template, data, title, day, pictures, archival=archival, tagged=archival)


def render_many(
    template: str, papers: Sequence[Mapping[str, Any]], *, title: str, day: date, pages_each: int,
    pictures: Sequence[Mapping[str, bytes]] = (),
) -> list[bytes | CannotPrint]:  # fmt: skip
    """Each paper a PDF/A-2u of its own, set at once: fonts are read and cut to size once. One outcome a paper, at least one.

    The template goes through `papers` (see base.typ); what all papers share by identity is told once. Each paper's
    `pictures` bear names no other paper's bear. A paper with signs no font has, or one that does not keep to its number of
    pages, is an outcome of its own and keeps nobody else waiting. The same papers together give the same bytes.
    """
    common = {key: value for key, value in papers[0].items() if all(paper.get(key) is value for paper in papers)}
    if findings := unprintable({"title": title, **common}):
        return [CannotPrint(findings) for _ in papers]
    own = [{key: value for key, value in paper.items() if key not in common} for paper in papers]
    checked = [unprintable(data) for data in own]
    outcomes: list[bytes | CannotPrint] = [CannotPrint(found) for found in checked]
    good = [place for place, found in enumerate(checked) if not found]
    shown = {name: picture for place in good if pictures for name, picture in pictures[place].items()}
    whole = _Together(template, title, day, pages_each, common, shown)
    for place, outcome in zip(good, whole.set([own[place] for place in good]), strict=True):
        outcomes[place] = outcome
    if len(papers) >= MANY:
        forget()
    return outcomes


def forget() -> None:
    """Let go of what was laid out: typst keeps it until a number of other papers have been set after it."""
    with tempfile.TemporaryDirectory(prefix="sasae-print-") as folder:
        empty = Path(folder) / "empty.typ"
        empty.write_text("#set page(width: 1pt, height: 1pt)\n", encoding="utf-8")
        for _ in range(KEPT_BY_TYPST + 1):
            typst.compile(str(empty), root=folder, font_paths=_fonts())


@dataclass(frozen=True)
class _Together:
    """Papers of one template, and what they share."""

    template: str
    title: str
    day: date
    pages_each: int
    common: Mapping[str, Any]
    pictures: Mapping[str, bytes]

    def set(self, papers: Sequence[Mapping[str, Any]]) -> list[bytes | CannotPrint]:
        """One outcome a paper. Where some paper does not keep to its measure, each is set alone: that tells which."""
        if not papers:
            return []
        data = {"common": self.common, "papers": papers}
        try:
            whole = _compiled(self.template, data, self.title, self.day, self.pictures, archival=True, tagged=False)
            if count_pages(whole) == self.pages_each * len(papers):
                return list(split(whole, self.pages_each))
        except typst.TypstError:
            if len(papers) == 1:
                raise
        if len(papers) > 1:
            return [self.set([paper])[0] for paper in papers]
        return [CannotPrint([error("PR-002", "", "文字が多く、様式に入りません。氏名・住所などを確かめてください。")])]


def _compiled(
    template: str, data: Mapping[str, Any], title: str, day: date, pictures: Mapping[str, bytes], *, archival: bool,
    tagged: bool,
) -> bytes:  # fmt: skip
    text = _template(template)
    with tempfile.TemporaryDirectory(prefix="sasae-print-") as folder:
        place = Path(folder)
        for name, shared in _shared().items():
            (place / name).write_text(shared, encoding="utf-8")
        for name, picture in pictures.items():
            (place / name).write_bytes(picture)
        source = place / "paper.typ"
        source.write_text(text, encoding="utf-8")
        compiled: bytes = typst.compile(
            str(source),
            root=folder,
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True, default=str), "title": title},
            timestamp=int(datetime.combine(day, time(0), tzinfo=TOKYO).timestamp()),
            pdf_standards=["a-2u"] if archival else [],
            pdf_tags=tagged,
        )
    return compiled


@cache
def _covered() -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """Code points, and base-and-selector pairs, that some font can show."""
    single: set[int] = set()
    pairs: set[tuple[int, int]] = set()
    for path in font_files():
        font = TTFont(path, lazy=True)
        single |= font.getBestCmap().keys()
        for table in font["cmap"].tables:
            if table.format == 14:
                for selector, entries in table.uvsDict.items():
                    pairs |= {(base, selector) for base, _ in entries}
    return frozenset(single), frozenset(pairs)


@cache
def _plain() -> frozenset[str]:
    """Characters every font question about which is answered: some font has them, and they change no other's shape."""
    known = frozenset(chr(point) for point in _covered()[0] if not unicodedata.combining(chr(point)))
    return (known - _SELECTORS) | frozenset(" \u3000\n")


def missing_glyphs(text: str) -> list[str]:
    """Characters no font at hand can show as they stand, each once, in order of appearance."""
    return list(_missing_of(text))


@lru_cache(maxsize=8192)  # an office's own words stand on every paper
def _missing_of(text: str) -> tuple[str, ...]:
    if _plain().issuperset(text):
        return ()
    single, pairs = _covered()
    missing = []
    for sign in graphemes(text):
        points = [ord(part) for part in sign]
        shown = (points[0], points[1]) in pairs if len(points) == 2 else points[0] in single
        if not shown and not sign.isspace():
            missing.append(sign)
    return tuple(dict.fromkeys(missing))


def unprintable(data: dict[str, Any], *, exact: bool = True) -> list[Finding]:
    """Every text of a paper with characters no font can show: one finding a text, at its place in the data."""
    return [
        error("PR-001", place, f"「{text}」の「{'」「'.join(missing)}」は、この装置の書体では印刷できません。")
        for place, text in _texts(data, "")
        if (missing := [sign for sign in _missing(place, text) if exact or missing_glyphs(sign[0])])
    ]


def _missing(place: str, text: str) -> Iterable[str]:
    """Missing characters of one text. The office's seal is a drawing."""
    return () if place.startswith("office.") and place.endswith(".svg") else _missing_of(text)


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every string of the data with its place, as `notices.2.name`."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value, start=1):
            yield from _texts(each, f"{place}.{number}")
    elif isinstance(value, str):
        yield place, value
