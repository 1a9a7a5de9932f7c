"""Rendering by typst: the same template, data and day give the same bytes.

Templates lie in the folder `printed/` of an app and are named `<service>/<name>`; `letter.typ` and `card.typ` beside this
module give them a city's letter and the small card. Fonts come from an installed package, besides IPAmj明朝 where the
machine has it: its variation selectors (Moji_Joho) differ from the others', so those characters are routed to it.
"""

import json
import tempfile
from datetime import date, datetime, time
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import pylopdf_fonts_jp
import typst
from django.apps import apps
from fontTools.ttLib import TTFont

from sasae.kernel.characters import graphemes
from sasae.kernel.clock import TOKYO

IPAMJ = (Path("/usr/share/fonts/opentype/ipamj-mincho/ipamjm.ttf"), Path("/usr/share/fonts/truetype/ipamjm.ttf"))


class NoTemplate(LookupError):
    """No installed app has a printed template of this name."""


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


def render(template: str, data: dict[str, Any], *, title: str, day: date) -> bytes:
    """A PDF (PDF/A-2u). `data` reaches the template as `data`, JSON. Raises NoTemplate, typst.TypstError."""
    with tempfile.TemporaryDirectory(prefix="sasae-print-") as folder:
        place = Path(folder)
        for name, text in _shared().items():
            (place / name).write_text(text, encoding="utf-8")
        source = place / "paper.typ"
        source.write_text(_template(template), encoding="utf-8")
        compiled: bytes = typst.compile(
            str(source),
            root=folder,
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True, default=str), "title": title},
            timestamp=int(datetime.combine(day, time(0), tzinfo=TOKYO).timestamp()),
            pdf_standards=["a-2u"],
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


def missing_glyphs(text: str) -> list[str]:
    """Characters no font at hand can show as they stand, each once, in order of appearance."""
    single, pairs = _covered()
    missing = []
    for sign in graphemes(text):
        points = [ord(part) for part in sign]
        shown = (points[0], points[1]) in pairs if len(points) == 2 else points[0] in single
        if not shown and not sign.isspace():
            missing.append(sign)
    return list(dict.fromkeys(missing))
