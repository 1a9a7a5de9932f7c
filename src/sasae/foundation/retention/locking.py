"""Nobody changes what is being deleted, nor what decides whether it goes, until it has gone or is left.

The role that deletes may lock no rows, but it may lock tables, and that keeps out new rows as well. They are locked by one
statement in the order of their names; once it has them all it waits for nobody any more. Reading goes on. Whoever writes
waits for one thing to be deleted; and the deletion gives way before the database would have to end somebody's step.
"""

import time
from collections.abc import Iterable

from django.db import OperationalError, connections
from django.db.models import Model
from psycopg import sql
from psycopg.errors import QueryCanceled

BY = "retention"  # the connection
GIVES_WAY_MS = 500  # the database looks for steps that wait for each other after 1000
TRIES = 40
PAUSE = 0.2  # seconds in which others go on


def hold_still(tables: Iterable[type[Model]]) -> None:
    """Lock them until the transaction ends. Raises OperationalError where others are at work in them."""
    names = sorted({table._meta.db_table for table in tables})
    if not names:
        return
    statement = sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(sql.SQL(", ").join(map(sql.Identifier, names)))
    with connections[BY].cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {GIVES_WAY_MS}")
        cursor.execute(statement)
        cursor.execute("SET LOCAL statement_timeout TO DEFAULT")


def gave_way(reason: OperationalError, tries: int) -> bool:
    """Whether a deletion stepped back for others and is to be tried again, after a pause."""
    if not isinstance(reason.__cause__, QueryCanceled) or tries >= TRIES:
        return False
    time.sleep(PAUSE)
    return True
