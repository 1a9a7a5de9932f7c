"""Periodic work that asks partners: while one is away the turn is left out, with one line in the log."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from sasae.wire.client import Refused, Unreachable

Item, Result = TypeVar("Item"), TypeVar("Result")
log = logging.getLogger("sasae.partners")


@contextmanager
def patiently(what: str) -> Iterator[None]:
    """Leave this turn out when a partner is away or refuses; the next one tries again."""
    try:
        yield
    except (Unreachable, Refused) as trouble:
        log.warning("%s: %s", what, trouble)


def each_alone(items: Iterable[Item], do: Callable[[Item], Result], what: Callable[[Item], str]) -> list[Result]:
    """Do it with each, so that one keeps no other waiting: a partner who is away is left out as above; what breaks in a way
    nobody foresaw is raised when all have had their turn. `what` says in words what is done, without a person's name."""
    done: list[Result] = []

    def one(item: Item) -> None:
        with patiently(what(item)):
            done.append(do(item))

    with ExitStack() as turns:  # goes on with the next when one raises
        for item in reversed(list(items)):
            turns.callback(one, item)
    return done
