"""For how many fiscal years each kind is kept, and the days that follow from it."""

from datetime import date

from sasae.foundation.retention.models import DeletionCount
from sasae.kernel.dated import load_dated
from sasae.kernel.period import fiscal_year

PERIODS = load_dated("sasae.subsidy", "retention_periods.yaml", dict)
FILE, MONEY = "file", "money"
FAMILY = "family"  # both at once: the file and the money of a family whose cover is over
APRIL = 4  # 会計年度 begins (地方自治法208条)


def years(kind: str, on: date) -> int:
    """For how many fiscal years after the one in which it ended, by the rule in force on a day."""
    return int(PERIODS.on(on)[kind])


def ended_before(kind: str, on: date) -> date:
    """What ended before this day is due on the other."""
    return date(fiscal_year(on) - years(kind, on), APRIL, 1)


def kept_until(kind: str, ended: date, on: date) -> date:
    """The last day of what ended then."""
    return date(fiscal_year(ended) + 1 + years(kind, on), 3, 31)


def money_given_up_before() -> date | None:
    """The books of days before this one may have given up families' money: the latest deletion of a family says so."""
    gone = DeletionCount.objects.filter(kind=FAMILY, deleted__gt=0).order_by("-run__due_on")
    last = gone.values_list("run__due_on", flat=True).first()
    return ended_before(MONEY, last) if last else None
