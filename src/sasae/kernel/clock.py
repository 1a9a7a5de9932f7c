"""The only place that reads a clock. Views, commands and jobs call it; everything below takes the day as an argument.

SASAE_TODAY=YYYY-MM-DD shifts the calendar, for demonstrations and tests: the day is that one, the time of day runs on.
"""

import os
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")


def shifted_to() -> date | None:
    """The day the calendar is shifted to, or None. Raises ValueError for a day that does not exist."""
    text = os.environ.get("SASAE_TODAY", "")
    return date.fromisoformat(text) if text else None


def now() -> datetime:
    """This moment in Tokyo, on the shifted day if there is one."""
    moment = datetime.now(TOKYO)
    day = shifted_to()
    return moment if day is None else moment + timedelta(days=(day - moment.date()).days)


def today() -> date:
    """The day in Tokyo."""
    return now().date()


def real_now() -> datetime:
    """This moment, never shifted: for signatures, certificates and time-outs between systems."""
    return datetime.now(TOKYO)
