"""Columns of a year's months, drawn by the server: words and figures stand in the table beside them."""

from dataclasses import dataclass

from sasae.subsidy.statistics.queries import MonthLine

WIDTH, HEIGHT, GAP = 44, 180, 12  # pixels of a column, of the tallest, between columns
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
        return HEIGHT - self.low


def columns(lines: list[MonthLine]) -> list[Column]:
    """The months to one scale."""
    most = max((line.yen for line in lines), default=0) or 1
    made = []
    for place, line in enumerate(lines):
        low, high = max(0, line.in_kind) * HEIGHT // most, max(0, line.reimbursement) * HEIGHT // most
        x = GAP + place * (WIDTH + GAP)
        made.append(Column(f"{line.month.month}月", x, HEIGHT - low - high, low, high, line.forecast))
    return made


def bars(numbers: list[int]) -> list[int]:
    """Pixels of each number's bar, none for nothing and never too short to be seen."""
    most = max(numbers, default=0)
    return [max(2, number * BAR // most) if number > 0 else 0 for number in numbers]
