"""Kept papers on their way into a print file: whether they are whole, and as they were kept."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from pikepdf import Pdf

from sasae.foundation.printing.models import PrintedDocument
from sasae.foundation.printing.pages import Damaged, looked_through


@dataclass
class Kept:
    """One kept paper; without `pdf` it cannot be printed, for the reason in `why`."""

    pdf: Pdf | None
    persons: tuple[str, ...] = ()
    why: str = ""

    def fault(self, pages: int) -> str:
        """Why so many of its pages cannot be printed; empty when they can."""
        if self.pdf is None:
            return self.why
        return "" if pages <= len(self.pdf.pages) else "のページが足りません。"


def sound(documents: Iterable[str]) -> dict[str, Kept]:
    """Kept papers by number, each looked through to its last object before anything is made of it."""
    wanted = set(documents)
    found = {one: Kept(None, why="が保存されていません。") for one in wanted}
    rows = PrintedDocument.objects.filter(pk__in=wanted).values_list("pk", "content", "sha256", "persons")
    for pk, content, sha256, persons in rows:
        found[str(pk)] = _looked_through(bytes(content), sha256, tuple(persons))
    return found


def _looked_through(content: bytes, sha256: str, persons: tuple[str, ...]) -> Kept:
    if hashlib.sha256(content).hexdigest() != sha256:
        return Kept(None, persons, "の内容が、保存したときと違います。")
    try:
        return Kept(looked_through(content), persons)
    except Damaged:
        return Kept(None, persons, "が壊れていて、印刷できません。")
