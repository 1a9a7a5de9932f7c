"""Who writes to the journal at once, for a question in bench/: threads of one process, as a listener has them, or processes.

Each has a connection of its own and commits line by line; all begin at the same moment.
"""

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing.synchronize import Barrier
from time import perf_counter
from typing import Protocol

DAY = date(2026, 5, 1)
WARM = 100  # lines before it counts: the connection is opened, the statement made ready
_begin: Barrier


class Writers(Protocol):
    """They have so many lines written between them: how long it took, and the seconds of each line."""

    def write(self, lines: int) -> tuple[float, list[float]]:
        """Write."""


@dataclass(frozen=True)
class Threads:
    """Of this process."""

    count: int

    def write(self, lines: int) -> tuple[float, list[float]]:
        begin = threading.Barrier(self.count)
        with ThreadPoolExecutor(self.count) as pool:
            parts = list(pool.map(lambda first: _some(lines, first, self.count, begin), range(self.count)))
        return _together(parts)


@dataclass(frozen=True)
class Processes:
    """Each started anew, with Django set up on the same settings."""

    count: int

    def write(self, lines: int) -> tuple[float, list[float]]:
        anew = multiprocessing.get_context("spawn")
        with anew.Pool(self.count, _set_up, (anew.Barrier(self.count),)) as pool:
            parts = pool.starmap(_in_process, [(lines, first, self.count) for first in range(self.count)], 1)
        return _together(parts)


def _set_up(begin: Barrier) -> None:
    global _begin  # noqa: PLW0603 - what a process of a pool is given stands nowhere else
    import django

    django.setup()
    _begin = begin


def _in_process(lines: int, first: int, step: int) -> tuple[float, float, list[float]]:
    return _some(lines, first, step, _begin)


def _some(lines: int, first: int, step: int, begin: Barrier | threading.Barrier) -> tuple[float, float, list[float]]:
    """When it began and ended, and the seconds of each."""
    from django.db import connection

    for number in range(WARM):
        _line(number)
    begin.wait()
    start = perf_counter()
    times = [_line(number) for number in range(first, lines, step)]
    end = perf_counter()
    connection.close()
    return start, end, times


def _line(number: int) -> float:
    from sasae.foundation.history import shown
    from sasae.foundation.history.actor import Actor

    start = perf_counter()
    shown(
        Actor("bench", "計測", "staff"), "screen.shown", "bench", [f"{number:015}"], on=DAY,
        purpose="計測", screen="bench", note="",
    )  # fmt: skip
    return perf_counter() - start


def _together(parts: list[tuple[float, float, list[float]]]) -> tuple[float, list[float]]:
    seconds = max(end for _, end, _ in parts) - min(start for start, _, _ in parts)
    return seconds, [one for _, _, times in parts for one in times]
