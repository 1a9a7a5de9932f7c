"""Waiting for something to become true, with a deadline: no test sleeps and hopes."""

import time
from collections.abc import Callable


def until(look: Callable[[], object], seconds: float = 120.0) -> None:
    """Look until it is true; fail after so many seconds."""
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, f"still not true after {seconds} s"
        time.sleep(0.05)
