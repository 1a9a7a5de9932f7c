"""Trying the two steps of a declared pair: as the same person, and as another.

    tried("retention.approve", lambda by: approve(run.pk, by=by, now=NOW), same=HANAKO, other=TARO)

Every pair of `sasae.foundation.two_persons` is tried so by a test; `tests/static/test_two_persons.py` looks for it.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections, transaction

from sasae.foundation.history import Actor

_WRITES = re.compile(r"\s*(WITH\b.*\b)?(INSERT|UPDATE|DELETE|MERGE|COPY|TRUNCATE)\b(?!\s+OF)", re.IGNORECASE | re.DOTALL)
_LOCKS = re.compile(r"\bFOR (NO KEY )?UPDATE\b", re.IGNORECASE)


@contextmanager
def _statements(alias: str) -> Iterator[list[tuple[str, str]]]:
    """What runs on a connection meanwhile: each statement with its values."""
    found: list[tuple[str, str]] = []

    def note(execute: Any, statement: str, values: Any, many: bool, context: Any) -> Any:
        found.append((str(statement), str(values)))
        return execute(statement, values, many, context)

    with connections[alias].execute_wrapper(note):
        yield found


def refused(
    pair: str, second: Callable[[Actor], Any], *, same: Actor, other: Actor | None = None, says: str = ""
) -> None:
    """The second step by who took the first: refused, nothing written, and the attempt is in the journal.

    By `other` it goes through; what that did is taken back, for the test to go on where it was.
    """
    with _statements("default") as here, _statements("journal") as journal, pytest.raises(ValueError, match=says or None):
        second(same)
    assert [one for one, _ in here if _WRITES.match(_LOCKS.sub("", one))] == []
    (line,) = [values for one, values in journal if "INSERT INTO history_entry" in one]
    assert all(told in line for told in ("two_persons.refused", f'"{pair}"', repr(same.id), "'refused'"))
    if other is not None:
        with _statements("default") as done, transaction.atomic():
            second(other)
            transaction.set_rollback(True)
        assert [one for one, _ in done if _WRITES.match(_LOCKS.sub("", one))]


def tried(pair: str, second: Callable[[Actor], Any], *, same: Actor, other: Actor, says: str = "") -> Any:
    """The same person is refused (see `refused`), another one goes through. Returns what the step gives."""
    refused(pair, second, same=same, says=says)
    return second(other)
