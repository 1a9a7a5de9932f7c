"""Who asks other bodies about the same application at the same moment goes one after the other."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

_ABOUT = "(hashtextextended('inquiries/' || one, 0)) FROM unnest(%s::bigint[]) AS about (one)"


@contextmanager
def in_turn(applications: Iterable[int]) -> Iterator[None]:
    """Wait until nobody else asks about any of these, by their keys; whoever comes meanwhile waits in turn.

    The lock is the connection's, not a transaction's: another system is called while it is held. It ends with the
    connection where the process is killed.
    """
    about = sorted(set(applications))
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_lock{_ABOUT}", [about])
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock{_ABOUT}", [about])
