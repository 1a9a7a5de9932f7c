"""Texts of the portal's pages beside the Japanese: `texts/*.tsv`, one Japanese text a row, with Easy Japanese and English.

A text with {places} stands for every text of that shape. `=` in the second column: the Japanese is easy already.
`readings.tsv` holds words in kanji with their reading.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files

from sasae.kernel.wareki import parse_date
from sasae.portal.languages.choice import Reading

_FOLDER = files(__package__) / "texts"
_PLACE = re.compile(r"\{(\w+)\}")
_JAPANESE = re.compile(r"[ぁ-ヺ一-鿿々〆]")
_DAY = re.compile(r"(?P<day>(?:明治|大正|昭和|平成|令和)(?:元|\d{1,2})年\d{1,2}月\d{1,2}日)(?P<time> \d{1,2}:\d{2})?")
_MONTH = re.compile(r"(?:明治|大正|昭和|平成|令和)(?:元|\d{1,2})年\d{1,2}月")
_YEN = re.compile(r"(-?[\d,]+)円")
SAME = "="
Shape = tuple[re.Pattern[str], str]


def is_japanese(text: str) -> bool:
    """Whether it has letters only who reads Japanese can read."""
    return _JAPANESE.search(text) is not None


def rows() -> list[tuple[str, str, str]]:
    """Every text: Japanese, Easy Japanese, English. Raises ValueError for a row that has not three columns."""
    found: list[tuple[str, str, str]] = []
    for file in sorted(one.name for one in _FOLDER.iterdir() if one.name.endswith(".tsv")):
        for number, line in enumerate((_FOLDER / file).read_text(encoding="utf-8").splitlines(), 1):
            cells = line.split("\t")
            if line.startswith("#") or not line:
                continue
            if len(cells) != 3:
                raise ValueError(f"{file}:{number} has {len(cells)} columns, not 3.")
            found.append((cells[0], cells[0] if cells[1] == SAME else cells[1], cells[2]))
    return found


@cache
def _table(reading: Reading) -> tuple[dict[str, str], list[Shape]]:
    """The texts of a reading: whole ones by the Japanese, and those with places, in the order of the files."""
    whole: dict[str, str] = {}
    shapes: list[Shape] = []
    for japanese, easy, english in rows():
        told = english if reading is Reading.ENGLISH else easy
        if not told:
            continue
        if _PLACE.search(japanese):
            shapes.append((_shape(japanese), told))
        else:
            whole[japanese] = told
    return whole, shapes


def _shape(japanese: str) -> re.Pattern[str]:
    parts = _PLACE.split(japanese)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)), re.S
    )


def told(japanese: str, reading: Reading) -> str | None:
    """The text in Easy Japanese or English; None where there is none."""
    whole, shapes = _table(reading)
    if japanese in whole:
        return whole[japanese]
    if not is_japanese(japanese):
        return japanese
    if said := _plain(japanese):
        return said if reading is Reading.ENGLISH else japanese
    for shape, text in shapes:
        if found := shape.fullmatch(japanese):
            return _filled(text, {name: _inner(value, reading) for name, value in found.groupdict().items()})
    return None


def _inner(value: str, reading: Reading) -> str:
    """What stands in a place is often a text itself, e.g. the name of a field."""
    return told(value, reading) or value


def _filled(text: str, values: dict[str, str]) -> str:
    put: Callable[[re.Match[str]], str] = lambda place: values[place[1]]  # noqa: E731
    return _PLACE.sub(put, text)


def _plain(japanese: str) -> str:
    """Days, moments, months and amounts by rule; nothing for a day that does not exist, which somebody may have written."""
    try:
        if found := _DAY.fullmatch(japanese):
            return _english_day(parse_date(found["day"])) + (found["time"] or "")
        if _MONTH.fullmatch(japanese):
            return f"{parse_date(f'{japanese}1日'):%B %Y}"
    except ValueError:
        return ""
    amount = _YEN.fullmatch(japanese)
    return f"{amount[1]} yen" if amount else ""


def _english_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@cache
def readings() -> dict[str, str]:
    """Words in kanji with their reading in hiragana."""
    lines = (files(__package__) / "readings.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))  # type: ignore[misc]


@cache
def words() -> re.Pattern[str]:
    """Any known word, the longest first."""
    return re.compile("|".join(re.escape(word) for word in sorted(readings(), key=len, reverse=True)) or "(?!)")
