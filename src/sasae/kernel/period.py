"""Periods that include both their ends, and calendar months."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


def fiscal_year(day: date) -> int:
    """会計年度: from April to March, called by the year it begins in."""
    return day.year if day.month >= 4 else day.year - 1


@dataclass(frozen=True, order=True)
class Period:
    """From the first to the last day, both included; `last` None is open. Raises ValueError when it ends before it begins."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"期間の末日（{self.last}）が初日（{self.first}）より前です。")

    def contains(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, other: "Period") -> bool:
        """Whether they share a day."""
        return self.intersect(other) is not None

    def intersect(self, other: "Period") -> "Period | None":
        """The days both have, or None."""
        first = max(self.first, other.first)
        ends = [last for last in (self.last, other.last) if last is not None]
        last = min(ends) if ends else None
        return None if last is not None and last < first else Period(first, last)

    @property
    def days(self) -> int:
        """How many days. Raises ValueError for an open period."""
        if self.last is None:
            raise ValueError("終わりのない期間の日数は数えられません。")
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        """Every day of a closed period."""
        return (self.first + timedelta(days=offset) for offset in range(self.days))


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, written YYYY-MM."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1 <= self.year <= 9999):
            raise ValueError(f"ない月です: {self.year}-{self.month}")

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """From YYYY-MM. Raises ValueError."""
        if not re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
            raise ValueError(f"年月は YYYY-MM の形で書いてください: {text}")
        return cls(int(text[:4]), int(text[5:]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.plus(1).first - timedelta(days=1)

    def plus(self, months: int) -> "Month":
        """So many months later, or earlier."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)
