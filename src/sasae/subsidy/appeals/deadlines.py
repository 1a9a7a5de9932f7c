"""Until when a decision can be appealed against: 行政不服審査法18条, counted as 民法140条・143条 and 地方自治法4条の2第4項 say."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from sasae.kernel.dated import load_dated
from sasae.reference.closed_days import next_office_day
from sasae.subsidy.wordings.closures import CLOSURES
from sasae.subsidy.wordings.queries import OnScreen

LIMITS = OnScreen("appeals", load_dated(__package__, "deadlines.yaml"))


class Deadline(NamedTuple):
    """The last day, and by which of the two limits."""

    day: date
    basis: str

    def met(self, filed_on: date) -> bool:
        """Whether an appeal sent or brought on this day is in time."""
        return filed_on <= self.day


def deadline(*, decided_on: date, known_on: date) -> Deadline:
    """The earlier of the two limits; one that ends while the offices are closed ends on the next open day."""
    limits, closed = LIMITS.on(known_on), CLOSURES.on(known_on)
    by_knowing = next_office_day(_last_day(known_on, months=limits["months_after_knowing"]), closed)
    by_decision = next_office_day(_last_day(decided_on, months=12 * limits["years_after_decision"]), closed)
    if by_decision < by_knowing:
        return Deadline(by_decision, f"決定の日の翌日から{limits['years_after_decision']}年")
    return Deadline(by_knowing, f"決定を知った日の翌日から{limits['months_after_knowing']}か月")


def _last_day(day: date, *, months: int) -> date:
    """The last day of a period of months that begins on the day after: the day before the corresponding day.

    Where the last month has no corresponding day, its last day.
    """
    first = day + timedelta(days=1)
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    longest = monthrange(year, month)[1]
    return date(year, month, first.day) - timedelta(days=1) if first.day <= longest else date(year, month, longest)
