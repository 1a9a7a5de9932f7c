"""Periodic work that asks partners: while one is away the turn is left out, with one line in the log."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sasae.wire.client import Refused, Unreachable

log = logging.getLogger("sasae.partners")


@contextmanager
def patiently(what: str) -> Iterator[None]:
    """Leave this turn out when a partner is away or refuses; the next one tries again."""
    try:
        yield
    except (Unreachable, Refused) as trouble:
        log.warning("%s: %s", what, trouble)
