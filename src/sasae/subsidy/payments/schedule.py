"""The monthly closing day and pay day of reimbursements, as dated data."""

from calendar import monthrange
from datetime import date
from typing import NamedTuple

from sasae.kernel.dated import load_dated
from sasae.reference.closed_days import business_days_after, previous_business_day
from sasae.subsidy.wordings.queries import OnScreen

SCHEDULE = OnScreen("payments", load_dated(__package__, "schedule.yaml"))


class PayDay(NamedTuple):
    """What was decided until `closing` is paid on `pay_on`."""

    closing: date
    pay_on: date


def next_pay_day(today: date) -> PayDay:
    """The first pay day for which the bank can still be told in time."""
    for ahead in range(-3, 15):
        planned = pay_day_of(_month(today, ahead))
        if planned.pay_on >= business_days_after(today, SCHEDULE.on(today)["lead"]):
            return planned
    raise AssertionError("a pay day every month")


def pay_day_of(month: date) -> PayDay:
    """The closing day in a month, and the pay day that belongs to it: the business day before, where banks are closed."""
    row = SCHEDULE.on(month)
    closing = _day(month, row["closing"])
    return PayDay(closing, previous_business_day(_day(_month(month, row["months"]), row["pay"])))


def _month(day: date, ahead: int) -> date:
    years, month = divmod(day.month - 1 + ahead, 12)
    return date(day.year + years, month + 1, 1)


def _day(month: date, day: int) -> date:
    """That day of the month; its last where it is shorter."""
    return date(month.year, month.month, min(day, monthrange(month.year, month.month)[1]))
