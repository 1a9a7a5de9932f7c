"""A body's months as columns, drawn by the server: the figures stand in the table below."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sasae.intermediary.operation.counting import Line

BAR, GAP, HEIGHT = 40, 22, 180  # pixels of a column, between columns, of the scale
LEFT, TOP = 72, 14  # pixels for the figures of the scale, and above it
SIDES = ("照会", "提供")


@dataclass(frozen=True)
class Column:
    """One month: what was asked and, upon it, what was provided, in pixels."""

    month: date
    asked: int
    provided: int
    x: int
    low: int
    high: int

    @property
    def label(self) -> str:
        return f"{self.month.month}月"

    @property
    def middle(self) -> int:
        """Where its label stands."""
        return self.x + BAR // 2

    @property
    def low_y(self) -> int:
        return TOP + HEIGHT - self.low

    @property
    def high_y(self) -> int:
        return self.low_y - self.high


@dataclass(frozen=True)
class Chart:
    """The columns, and the lines of the scale they stand on: pixels from the top, and the figure."""

    columns: list[Column]
    scale: list[tuple[int, int]]
    bar: int = BAR
    left: int = LEFT
    base: int = TOP + HEIGHT

    @property
    def width(self) -> int:
        return LEFT + GAP + len(self.columns) * (BAR + GAP)


def chart(lines: list[Line], months: list[date]) -> Chart:
    """These months to one scale, whose top is a round number no month is above."""
    counts: Counter[tuple[date, str]] = Counter()
    for line in lines:
        counts[line.month, line.side] += line.count
    told = [(month, *(counts[month, side] for side in SIDES)) for month in months]
    most = _round_above(max((asked + provided for _, asked, provided in told), default=0))
    columns = [
        Column(
            month, asked, provided, LEFT + GAP + place * (BAR + GAP), asked * HEIGHT // most, provided * HEIGHT // most
        )
        for place, (month, asked, provided) in enumerate(told)
    ]
    return Chart(columns, [(TOP, most), (TOP + HEIGHT // 2, most // 2), (TOP + HEIGHT, 0)])


def _round_above(count: int) -> int:
    """1, 2, 4, 6, 8 or 10 times a power of ten, and more than one: half of it is a whole number."""
    least = max(count, 2)
    power = 10 ** (len(str(least)) - 1)
    return next(times * power for times in (1, 2, 4, 6, 8, 10) if times * power >= least)
