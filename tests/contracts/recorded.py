"""The journals' lines about refusals, as an auditor reads them.

with journal.refusals("linkage") as lines:
    doors.ask(...)
assert lines == [("tax", "W-006")]     # who, and why
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.effects import Auditor

_LAST = "SELECT coalesce(max(id), 0) FROM history_entry"
_SINCE = (
    "SELECT event, actor_name, coalesce(detail->>'reason', '') FROM history_entry "
    "WHERE id > %s AND outcome = 'refused' AND event = ANY(%s) ORDER BY id"
)


class Journal:
    """Reads; writes nothing."""

    def __init__(self, ask: Auditor) -> None:
        self._ask = ask

    @contextmanager
    def refusals(
        self, service: str, event: str = "contract.refused", patience: float = 60
    ) -> Iterator[list[tuple[str, str]]]:
        """Filled when the block is left: who was refused, and why. A line of a refused connection comes a moment later."""
        lines: list[tuple[str, str]] = []
        before = self._ask.one(service, _LAST)
        yield lines
        until = time.monotonic() + patience
        while not lines and time.monotonic() < until:
            lines += [(who, why) for _, who, why in self._ask.rows(service, _SINCE, before, [event])]
            if not lines:
                time.sleep(0.1)
