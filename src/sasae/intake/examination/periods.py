"""Until when an application is to be dealt with, and a correction to be made; and what is to be checked."""

from dataclasses import dataclass
from datetime import date, timedelta

from sasae.kernel.dated import load_dated
from sasae.reference.closed_days import office_days_after

PERIODS = load_dated(__package__, "periods.yaml", dict)
CHECKLISTS = load_dated(__package__, "checklists.yaml", dict)
LONGEST = 60  # days back at which even the longest period with its closed days has passed


@dataclass(frozen=True)
class ChecklistItem:
    """One thing to be checked."""

    id: str
    text: str


def examined_by(received: date) -> date:
    """The last day of the examination of what was received on a day, which is not counted itself."""
    return office_days_after(received, PERIODS.on(received)["examination"])


def corrected_by(asked: date, days: int | None = None) -> date:
    """The last day for a correction asked for on a day; `days` on which the offices are open, where the clerk says so."""
    return office_days_after(asked, days or PERIODS.on(asked)["correction"])


def readable_until(written: date) -> date:
    """The last day on which a letter written on a day can be read in the portal."""
    return office_days_after(written, PERIODS.on(written)["letters"])


def last_overdue(today: date) -> date:
    """What was received on this day or before should be done by now: one day to compare with, for a whole list."""
    day = today
    while day > today - timedelta(days=LONGEST) and examined_by(day) >= today:
        day -= timedelta(days=1)
    return day


def checklist(procedure: str, on: date) -> list[ChecklistItem]:
    """What is to be checked for a procedure on a day; empty for one that has no list."""
    return [ChecklistItem(**item) for item in CHECKLISTS.on(on).get(procedure, [])]
