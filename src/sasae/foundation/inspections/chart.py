"""What the cases of each month came to, as columns drawn by the server: the figures stand in the table below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sasae.foundation.inspections.models import Finding
from sasae.kernel.wareki import month_to_wareki, to_short_wareki

BAR, GAP, HEIGHT, LEFT, TOP, BELOW = 36, 20, 160, 44, 12, 28  # pixels
KINDS = (*Finding.values, "waiting")
LABELS = {**dict(Finding.choices), "waiting": "判断前"}


@dataclass(frozen=True)
class Part:
    """What so many cases of one month came to, in pixels."""

    kind: str
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Month:
    """One column."""

    month: date
    parts: list[Part]
    counts: list[int]
    looks: int
    x: int

    @property
    def label(self) -> str:
        """The month, short enough for its column."""
        return to_short_wareki(self.month).rpartition(".")[0]

    @property
    def words(self) -> str:
        """The month, in full."""
        return month_to_wareki(self.month)


@dataclass(frozen=True)
class Drawn:
    """The whole drawing: its size, its columns, and the highest of them as a number."""

    months: list[Month]
    width: int
    height: int
    most: int
    base: int


def drawn(rows: Sequence[Mapping[str, Any]]) -> Drawn:
    """The months from left to right, all by one measure."""
    most = max((sum(row[kind] for kind in KINDS) for row in rows), default=0) or 1
    months = [_month(row, LEFT + place * (BAR + GAP), most) for place, row in enumerate(rows)]
    return Drawn(months, LEFT + max(len(rows), 1) * (BAR + GAP), TOP + HEIGHT + BELOW, most, TOP + HEIGHT)


def _month(row: Mapping[str, Any], x: int, most: int) -> Month:
    below, parts = 0, []
    for kind in KINDS:
        bottom = below * HEIGHT // most
        below += row[kind]
        top = below * HEIGHT // most
        parts.append(Part(kind, row[kind], x, TOP + HEIGHT - top, top - bottom))
    counts = [row[kind] for kind in KINDS]
    return Month(row["month"], [part for part in parts if part.height], counts, row["looks"], x)
