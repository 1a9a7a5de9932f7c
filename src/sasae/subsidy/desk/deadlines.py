"""Until when an application is to be decided, in days the offices are open."""

from datetime import date, timedelta
from functools import lru_cache

from sasae.kernel.dated import load_dated
from sasae.reference.closed_days import office_days_after

STANDARD = load_dated(__package__, "deadlines.yaml")


@lru_cache(maxsize=4096)
def due_on(received_on: date) -> date:
    """The last day of the standard period: the day of receipt is not counted."""
    return office_days_after(received_on, STANDARD.on(received_on))


def received_by(today: date) -> date:
    """Whatever was received on this day or before is overdue today by the standard period."""
    day = today
    while due_on(day) >= today:
        day -= timedelta(days=1)
    return day
