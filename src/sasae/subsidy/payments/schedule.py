"""The monthly closing day and pay day of reimbursements, and what a run needs by its amount, as dated data."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sasae.kernel.dated import BeyondHorizon, load_dated
from sasae.kernel.findings import Finding, error, warning
from sasae.kernel.wareki import to_wareki
from sasae.reference.closed_days import HORIZON, business_days_after, is_business_day, previous_business_day
from sasae.subsidy.wordings.queries import OnScreen

SCHEDULE = OnScreen("payments", load_dated(__package__, "schedule.yaml"))
RULES = load_dated(__package__, "rules.yaml")
NEAR = timedelta(days=180)  # how long before its end the calendar asks to be renewed


class PayDay(NamedTuple):
    """What was decided until `closing` is paid on `pay_on`."""

    closing: date
    pay_on: date


def next_pay_day(today: date) -> PayDay:
    """The first pay day for which the bank can still be told in time. Raises BeyondHorizon."""
    for planned in _from(_month(today, -3)):
        if planned.pay_on >= earliest(today):
            return planned
    raise AssertionError("a pay day every month")


def pay_day_of(month: date) -> PayDay:
    """The closing day in a month, and the pay day that belongs to it: the business day before, where banks are closed."""
    row = SCHEDULE.on(month)
    closing = _day(month, row["closing"])
    return PayDay(closing, previous_business_day(_day(_month(month, row["months"]), row["pay"])))


def closing_for(pay_on: date) -> date:
    """The closing day of what is paid on a day: that of the last pay day up to then. Raises BeyondHorizon."""
    closing = None
    for planned in _from(_month(pay_on, -6)):
        if planned.pay_on > pay_on:
            break
        closing = planned.closing
    assert closing is not None  # a pay day every month
    return closing


def approvals_for(yen: int, on: date) -> int:
    """How many users approve a run of this amount."""
    rule = RULES.on(on)
    return 1 + (yen >= rule["second"]) + (yen >= rule["third"])


def answer_by(pay_on: date) -> date:
    """Until when the bank's answer should be there. At the end of the calendar: the days count as business days."""
    days = RULES.on(pay_on)["answer_days"]
    try:
        return business_days_after(pay_on, days)
    except BeyondHorizon:
        return pay_on + timedelta(days=days)


def wrong_day(pay_on: date, on: date) -> list[Finding]:
    """What is wrong with a day the money is to arrive."""
    if pay_on <= on:
        return [error("P-102", "pay_on", "振込指定日は今日より後の日にしてください。")]
    if pay_on > HORIZON:
        said = f"銀行の休業日の表は{to_wareki(HORIZON)}までです。表を更新してから作成してください。"
        return [error("P-105", "pay_on", said)]
    if not is_business_day(pay_on):
        return [error("P-103", "pay_on", "振込指定日が銀行の休業日です。")]
    return []


def earliest(on: date) -> date:
    """The first pay day for which the bank takes a file that is made on this day (持込期限). Raises BeyondHorizon."""
    return business_days_after(on, SCHEDULE.on(on)["lead"])


def too_late(pay_on: date, on: date) -> bool:
    """Whether the bank asks for the file earlier than this day. At the end of the calendar nothing is said of it."""
    try:
        return pay_on < earliest(on)
    except BeyondHorizon:
        return False


def wrong_lead(pay_on: date, on: date) -> list[Finding]:
    """That the bank would get the file later than it asks for."""
    if not too_late(pay_on, on):
        return []
    said = (
        f"銀行への持込期限を過ぎています。今日作る振込データは、{to_wareki(earliest(on))}より前の日には振り込めません。"
        "どうしてもこの日にするときは、銀行に確かめて、急ぐ理由を入れてください。承認する人も理由を付けます。"
    )
    return [error("P-107", "pay_on", said)]


def horizon_near(on: date) -> list[Finding]:
    """A warning while the table of closed days is about to end."""
    if HORIZON - on > NEAR:
        return []
    return [warning("P-106", "pay_on", f"銀行の休業日の表が{to_wareki(HORIZON)}で終わります。表を更新してください。")]


def _from(month: date) -> Iterator[PayDay]:
    for ahead in range(24):
        yield pay_day_of(_month(month, ahead))


def _month(day: date, ahead: int) -> date:
    years, month = divmod(day.month - 1 + ahead, 12)
    return date(day.year + years, month + 1, 1)


def _day(month: date, day: int) -> date:
    """That day of the month; its last where it is shorter."""
    return date(month.year, month.month, min(day, monthrange(month.year, month.month)[1]))
