"""Columns of a year's months, drawn by the server: words and figures stand in the table beside them."""

from dataclasses import dataclass

from sasae.subsidy.statistics.queries import MonthLine

WIDTH, HEIGHT, GAP = 58, 180, 22  # pixels of a column, of the scale, between columns
LEFT, TOP = 120, 14  # pixels for the figures of the scale, and above it
BAR = 320


@dataclass(frozen=True)
class Column:
    """One month: two parts, one upon the other, in pixels from the top."""

    label: str
    x: int
    y: int
    low: int
    high: int
    forecast: bool

    @property
    def middle(self) -> int:
        """Where its label stands."""
        return self.x + WIDTH // 2

    @property
    def base(self) -> int:
        """Where the lower part begins."""
        return TOP + HEIGHT - self.low


def scale(lines: list[MonthLine]) -> list[tuple[int, int]]:
    """The lines of the scale: pixels from the top, and yen. The uppermost is a round number no month is above."""
    most = _round_above(max((line.yen for line in lines), default=0))
    return [(TOP, most), (TOP + HEIGHT // 2, most // 2), (TOP + HEIGHT, 0)]


def _round_above(yen: int) -> int:
    """1, 2, 4, 6, 8 or 10 times a power of ten: half of it is a round number too."""
    power = 10 ** (len(str(max(yen, 10))) - 1)
    return next(times * power for times in (1, 2, 4, 6, 8, 10) if times * power >= yen)


def columns(lines: list[MonthLine]) -> list[Column]:
    """The months to one scale."""
    most = scale(lines)[0][1]
    made = []
    for place, line in enumerate(lines):
        low, high = max(0, line.in_kind) * HEIGHT // most, max(0, line.reimbursement) * HEIGHT // most
        x = LEFT + GAP + place * (WIDTH + GAP)
        made.append(Column(f"{line.month.month}月", x, TOP + HEIGHT - low - high, low, high, line.forecast))
    return made


def bars(numbers: list[int]) -> list[int]:
    """Pixels of each number's bar, none for nothing and never too short to be seen."""
    most = max(numbers, default=0)
    return [max(2, number * BAR // most) if number > 0 else 0 for number in numbers]
