"""What surrounds an entry of the journal: the request, the terminal, the right in use and the purpose.

The gate sets it for the length of one request, so that actions need not carry it through every call.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Situation:
    """Empty outside a request, e.g. in a batch."""

    request_id: str = ""
    terminal: str = ""
    right: str = ""
    purpose: str = ""
    reason: str = ""
    cover: str = ""  # the number of the 代決 by which the right in use is held


_current: ContextVar[Situation | None] = ContextVar("sasae_situation", default=None)


def current() -> Situation:
    """The situation of the running request, or an empty one."""
    return _current.get() or Situation()


def enrich(**known: str) -> None:
    """Add to the situation what has become known since; it ends with the enclosing `situation` block."""
    _current.set(replace(current(), **known))


@contextmanager
def situation(value: Situation) -> Iterator[None]:
    """Hold `value` as the current situation inside the block."""
    token = _current.set(value)
    try:
        yield
    finally:
        _current.reset(token)
