"""The true time for certificates and signatures. Two machines compare it, so it never follows a shifted business day."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """This moment, to the second, in UTC."""
    return datetime.fromtimestamp(int(time.time()), UTC)
