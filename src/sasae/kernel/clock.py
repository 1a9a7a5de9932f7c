"""The only place that reads a clock. Views, commands and jobs call it; everything below takes the day as an argument.

The calendar can be shifted, for demonstrations, training and tests: the day is another one, the time of day runs on.
SASAE_TODAY=YYYY-MM-DD says which; SASAE_CALENDAR names a file that says it, which may change while everything runs.
"""

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")


def shifted_to() -> date | None:
    """The day the calendar is shifted to, or None. Raises ValueError for a day that does not exist."""
    text = os.environ.get("SASAE_TODAY", "") or _calendar(os.environ.get("SASAE_CALENDAR", ""))
    return date.fromisoformat(text) if text else None


def _calendar(path: str) -> str:
    """What the calendar file says; nothing when there is none."""
    try:
        return Path(path).read_text(encoding="ascii").strip() if path else ""
    except FileNotFoundError:
        return ""


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
