"""しきい値判断: which assessment the figures of today demand. Pure."""

from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

import yaml

from sasae.kernel.dated import load_dated

BANDS = load_dated(__package__, "threshold_bands.yaml", dict[str, int])
NONE, BASIC = "特定個人情報保護評価の実施が義務付けられない", "基礎項目評価の実施が義務付けられる"
KEY, ALL = "基礎項目評価及び重点項目評価の実施が義務付けられる", "基礎項目評価及び全項目評価の実施が義務付けられる"


@dataclass(frozen=True)
class Figures:
    """Persons in the file, persons who handle it (contractors' staff counted), days on which serious incidents were known."""

    persons: int
    users: int
    incidents: tuple[date, ...]


def judged(figures: Figures, on: date) -> str:
    """The kind of assessment the guideline demands on the day."""
    bands = BANDS.on(on)
    if figures.persons < bands["least"]:
        return NONE
    if figures.persons >= bands["always_all"]:
        return ALL
    strict = figures.users >= bands["many_users"] or recent(figures.incidents, on, bands["years"]) > 0
    if figures.persons >= bands["all_items"]:
        return ALL if strict else KEY
    if figures.persons >= bands["key_items"]:
        return KEY if strict else BASIC
    return BASIC


def recent(incidents: tuple[date, ...], on: date, years: int) -> int:
    """How many lie within so many years before the day, the same day of that year counted."""
    first = date(on.year - years, on.month, min(on.day, 28) if on.month == 2 else on.day)
    return sum(first <= day <= on for day in incidents)


def stated() -> dict[str, Any]:
    """The figures the assessment itself gives."""
    told: dict[str, Any] = yaml.safe_load((files(__package__) / "stated.yaml").read_text(encoding="utf-8"))["stated"]
    return told


def within(count: int, name: str) -> bool:
    """Whether a count lies within the band the assessment states."""
    band = stated()[name]
    return bool(band["least"] <= count < band["below"])
