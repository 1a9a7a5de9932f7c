"""The old and the new value side by side: the words with what is gone and what is new, the papers with where they differ."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Any

from sasae.foundation.printing.pages import count_pages
from sasae.foundation.printing.pictures import Box, as_pictures, differences, size_of
from sasae.subsidy.wordings.consequences import Consequence, consequences_of
from sasae.subsidy.wordings.fields import Field
from sasae.subsidy.wordings.parts import Part
from sasae.subsidy.wordings.samples import has_paper, paper_with
from sasae.subsidy.wordings.tables import standing

PPI = 72


@dataclass(frozen=True)
class Words:
    """One part before and after; `pieces` are (same, gone or new, text)."""

    label: str
    before: str
    after: str
    pieces: list[tuple[str, str]]

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Sheet:
    """One page of both papers, and the parts of it that differ. A paper may have fewer pages than the other."""

    number: int
    before: str
    after: str
    width: int
    height: int
    boxes: list[Box]


@dataclass(frozen=True)
class Preview:
    """Everything to see before a change is proposed or approved."""

    words: list[Words]
    sheets: list[Sheet]
    consequences: list[Consequence]

    @property
    def changed(self) -> bool:
        return any(one.changed for one in self.words)


def preview(field: Field, value: Any, since: date) -> Preview:
    """A value from a day on, beside what would stand there otherwise. Raises CannotPrint."""
    before = standing(field, since - timedelta(days=1)).value
    sheets = []
    if has_paper(field.key):
        sheets = list(_sheets(paper_with(field.key, before, since), paper_with(field.key, value, since)))
    return Preview(list(_words(field, before, value)), sheets, consequences_of(field.key, before, value, since))


def _words(field: Field, before: Any, after: Any) -> Iterator[Words]:
    old = dict(_told(field.values(before)))
    for part, told in _told(field.values(after)):
        yield Words(part.label or "内容", old.get(part, ""), told, list(_pieces(old.get(part, ""), told)))


def _told(values: list[tuple[Part, Any]]) -> list[tuple[Part, str]]:
    return [(part, part.tell(value)) for part, value in values]


def _pieces(before: str, after: str) -> Iterator[tuple[str, str]]:
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", after[c:d]
            continue
        if before[a:b]:
            yield "gone", before[a:b]
        if after[c:d]:
            yield "new", after[c:d]


def _sheets(before: bytes, after: bytes) -> Iterator[Sheet]:
    old = as_pictures(before, count_pages(before), ppi=PPI) if before else []
    new = as_pictures(after, count_pages(after), ppi=PPI)
    for place in range(max(len(old), len(new))):
        one = old[place] if place < len(old) else b""
        other = new[place] if place < len(new) else b""
        width, height = size_of(other or one)
        boxes = differences(one, other) if one and other and one != other else []
        yield Sheet(place + 1, _address(one), _address(other), width, height, boxes)


def _address(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}" if png else ""
