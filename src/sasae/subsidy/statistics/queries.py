"""The questions asked of statistics: a month, a fiscal year, the use of its budget and where it leads."""

from dataclasses import dataclass, field
from datetime import date

from sasae.kernel.dated import NotInForce, load_dated
from sasae.kernel.period import Month
from sasae.subsidy.ledger.models import Scheme
from sasae.subsidy.statistics.counting import Count, month_now, yen_by_month
from sasae.subsidy.statistics.models import ClosedMonth, Side

BUDGET = load_dated(__package__, "budget.yaml")
SMALL = load_dated(__package__, "publication.yaml")
HIDDEN = "Ｘ"
Told = dict[str, dict[str, int]]  # yen by month and scheme; a month nothing was booked in has zeros
_BUDGETED = {Scheme.IN_KIND: "in_kind", Scheme.REIMBURSEMENT: "reimbursement"}


@dataclass(frozen=True)
class MonthFigures:
    """A month's figures, as closed or as counted now; `after` is what was booked into a closed month since. Yen."""

    month: Month
    counts: list[Count]
    closed: ClosedMonth | None
    after: int = 0

    def of(self, side: Side) -> list[Count]:
        """The figures of one side."""
        return [one for one in self.counts if one.side is side]

    @property
    def total(self) -> Count:
        """The whole month."""
        return next(iter(self.of(Side.TOTAL)), Count(Side.TOTAL, ""))


def figures_of(month: Month) -> MonthFigures:
    """A month: as it was closed, else live."""
    closed = ClosedMonth.objects.filter(month=str(month)).first()
    live = month_now(month)
    if closed is None:
        return MonthFigures(month, live, None)
    kept = [
        Count(Side(row.side), row.value, row.grants, row.persons, row.yen, row.covered)
        for row in closed.figures.order_by("pk")
    ]
    now = sum(one.yen for one in live if one.side is Side.TOTAL)
    return MonthFigures(month, kept, closed, now - closed.yen)


def fiscal_months(year: int) -> list[Month]:
    """April to March."""
    return [Month(year, 4).plus(place) for place in range(12)]


@dataclass(frozen=True)
class MonthLine:
    """One month of a year: yen by scheme, and whether they are a forecast."""

    month: Month
    in_kind: int
    reimbursement: int
    forecast: bool = False
    basis: str = ""
    rest: dict[str, int] = field(default_factory=dict)  # of a month that is not over: what is still to come, by scheme

    @property
    def more(self) -> int:
        """What is still to come in a month that is not over."""
        return sum(self.rest.values())

    @property
    def yen(self) -> int:
        """Both together."""
        return self.in_kind + self.reimbursement


def year_lines(year: int, *, on: date) -> list[MonthLine]:
    """Every month of a fiscal year: what was booked, and for months to come a forecast with its basis.

    A month to come is the same month of last year times the growth of the months that are over, of those last year has;
    without last year, the average of the months that are over. Of the month that runs, what is short of its forecast is
    still to come.
    """
    months = fiscal_months(year)
    told = yen_by_month(months[0].plus(-12), months[-1])
    over = [month for month in months if month.last < on]
    return [_line(month, over, told, on) for month in months]


def _line(month: Month, over: list[Month], told: Told, on: date) -> MonthLine:
    now = told[str(month)]
    if month.last < on:
        return MonthLine(month, now[Scheme.IN_KIND], now[Scheme.REIMBURSEMENT])
    ahead = {scheme: forecast(scheme, month, over, told) for scheme in Scheme}
    said = {scheme.label: words for scheme, (_, words) in ahead.items()}
    alike = len(set(said.values())) == 1
    basis = next(iter(said.values())) if alike else "、".join(f"{one}は{words}" for one, words in said.items())
    if month.first > on:
        return MonthLine(month, ahead[Scheme.IN_KIND][0], ahead[Scheme.REIMBURSEMENT][0], True, basis)
    rest = {_BUDGETED[scheme]: max(0, yen - now[scheme]) for scheme, (yen, _) in ahead.items()}
    return MonthLine(month, now[Scheme.IN_KIND], now[Scheme.REIMBURSEMENT], basis=basis, rest=rest)


def forecast(scheme: Scheme, month: Month, over: list[Month], told: Told) -> tuple[int, str]:
    """One scheme's yen of a month that is not over, and how it was reached, in words. Never below 0."""
    last_year = told[str(month.plus(-12))][scheme]
    if not over:
        return max(0, last_year), "前年の同じ月"
    pairs = [(told[str(one)][scheme], told[str(one.plus(-12))][scheme]) for one in over]
    grown = [(now, before) for now, before in pairs if before > 0]
    if grown and last_year > 0:
        so_far, before = max(0, sum(now for now, _ in grown)), sum(before for _, before in grown)
        return last_year * so_far // before, f"前年の同じ月×これまでの伸び{so_far * 1000 // before / 10:.1f}％"
    return max(0, sum(now for now, _ in pairs) // len(pairs)), "これまでの月の平均。前年の数字なし"


@dataclass(frozen=True)
class BudgetLine:
    """The budget of one scheme: how much there is, what went out, where it leads. Yen."""

    label: str
    budget: int | None
    used: int
    ahead: int

    @property
    def expected(self) -> int:
        """What the year comes to."""
        return self.used + self.ahead

    @property
    def left(self) -> int | None:
        """What is left at the end of the year; negative: it is not enough."""
        return None if self.budget is None else self.budget - self.expected

    @property
    def percent(self) -> int:
        """How much of it is used, whole percents."""
        return 100 * self.used // self.budget if self.budget else 0


def budget_lines(year: int, lines: list[MonthLine]) -> list[BudgetLine]:
    """The budget by scheme, and as a whole. A year without a row has no budget."""
    try:
        row = BUDGET.row_on(date(year, 4, 1))
        budget = row.value if row.since.year == year else {}
    except NotInForce:
        budget = {}
    found = []
    for scheme, name in _BUDGETED.items():
        used = sum(getattr(line, name) for line in lines if not line.forecast)
        ahead = sum(getattr(line, name) if line.forecast else line.rest.get(name, 0) for line in lines)
        found.append(BudgetLine(scheme.label, budget.get(name), used, ahead))
    whole = None if any(line.budget is None for line in found) else sum(line.budget or 0 for line in found)
    return [*found, BudgetLine("合計", whole, sum(line.used for line in found), sum(line.ahead for line in found))]


def published(counts: list[Count], *, on: date) -> list[list[str]]:
    """Rows as they may be published: small cells hidden, and where one alone would be worked out from the sum, another."""
    least = SMALL.on(on)
    told = [(max(one.persons, abs(one.grants) if not one.persons else 0), one.covered) for one in counts]
    small = {place for place, sizes in enumerate(told) if any(0 < size < least for size in sizes)}
    others = sorted((max(sizes), place) for place, sizes in enumerate(told) if place not in small and any(sizes))
    if len(small) == 1 and others:
        small.add(others[0][1])
    return [
        [
            one.label,
            *(
                [HIDDEN] * 4
                if place in small
                else [str(each) for each in (one.covered, one.grants, one.persons, one.yen)]
            ),
        ]
        for place, one in enumerate(counts)
    ]
