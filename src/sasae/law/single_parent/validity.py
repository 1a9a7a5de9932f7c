"""医療証の期間: the calendar year, where cover starts within it, and how it ends. Days include both ends."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from sasae.kernel.dated import Dated, load_dated
from sasae.law.common.fiscal_year import certificate_year, first_day, last_day
from sasae.law.common.spans import Span


class Handling(NamedTuple):
    """Local handling of starts: days of grace after birth or move-in; month and day until which a proof reaches back."""

    grace_days: int
    proof_by: tuple[int, int]


def _handling(value: Any) -> Handling:
    month, day = value["proof_by"]
    return Handling(int(value["grace_days"]), (int(month), int(day)))


HANDLING: Dated[Handling] = load_dated(__package__ or "", "validity.yaml", _handling)


def is_renewal(application_received_on: date, on: date) -> bool:
    """The year judged is a later one than the year of the application."""
    return application_received_on.year < certificate_year(on)


def proof_deadline(on: date) -> date:
    """Until this day a status report or a proof of income reaches back to 1 January."""
    return date(certificate_year(on), *HANDLING.on(on).proof_by)


def proof_in_time(received_on: date | None, application_received_on: date, on: date) -> bool:
    """Whether a paper counts on a day: it is there, or it came early enough to reach back."""
    if received_on is None or received_on <= on:
        return True
    return is_renewal(application_received_on, on) and received_on <= proof_deadline(on)


def year_start(application_received_on: date, papers: Iterable[date | None], on: date) -> date:
    """First possible day of the certificate: 1 January, or the day a late paper of a renewal came."""
    start = first_day(certificate_year(on))
    if not is_renewal(application_received_on, on):
        return start
    deadline = proof_deadline(on)
    return max([start, *(day for day in papers if day is not None and day > deadline)])


def application_start(applied_on: date, events: Iterable[date], grace_days: int) -> date:
    """The day an application counts from: birth or move-in, if it came within the days of grace after it."""
    grace = timedelta(days=grace_days)
    return min([applied_on, *(day for day in events if day <= applied_on <= day + grace)])


def certificate_period(cover: Span, start: date, on: date) -> Span:
    """有効期間: cover cut to the year of the certificate. The last day is 31 December or the last day of cover."""
    return max(cover[0], start), min(cover[1], last_day(certificate_year(on)))
