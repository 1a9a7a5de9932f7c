"""A fiscal year by every side: its months as they were closed, the others as the ledger has them, to the yen."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sasae.kernel.period import Month
from sasae.subsidy.statistics.counting import Count, costs, yen_by_month
from sasae.subsidy.statistics.models import ClosedMonth, Figure, Side
from sasae.subsidy.statistics.queries import fiscal_months


@dataclass(frozen=True)
class YearFigures:
    """The months of a year together. `persons` of a count is 延べ人数: who was helped in two months stands twice.

    `after` is what was booked into closed months since: with it the sum is the ledger's. Yen.
    """

    year: int
    counts: list[Count]
    after: int
    months: int

    def of(self, side: Side) -> list[Count]:
        """The figures of one side."""
        return [one for one in self.counts if one.side is side]

    @property
    def total(self) -> Count:
        """The whole year."""
        return next(iter(self.of(Side.TOTAL)), Count(Side.TOTAL, ""))


def year_figures(year: int, *, on: date) -> YearFigures:
    """The months of a fiscal year up to a day. A closed month counts as it was closed, with the wards of its day."""
    months = [month for month in fiscal_months(year) if month.first <= on]
    closed = dict(ClosedMonth.objects.filter(month__in=[str(one) for one in months]).values_list("month", "yen"))
    found = [*_closed(closed), *_live([month for month in months if str(month) not in closed])]
    booked = yen_by_month(months[0], months[-1]) if months else {}
    after = sum(sum(booked[month].values()) - yen for month, yen in closed.items())
    return YearFigures(year, _together(found), after, len(months))


def _closed(months: dict[str, int]) -> list[Count]:
    rows = Figure.objects.filter(closed__month__in=months)
    return [Count(Side(row.side), row.value, row.grants, row.persons, row.yen) for row in rows]


def _live(months: list[Month]) -> list[Count]:
    if not months:
        return []
    told = costs(months[0], months[-1])
    return [one for month in months for one in told.get(str(month), [])]


def _together(counts: list[Count]) -> list[Count]:
    sums: dict[tuple[Side, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in counts:
        for place, number in enumerate((one.grants, one.persons, one.yen)):
            sums[one.side, one.value][place] += number
    order = list(Side)
    keys = sorted(sums, key=lambda key: (order.index(key[0]), not key[1], key[1]))
    return [Count(*key, *sums[key]) for key in keys if any(sums[key])]
