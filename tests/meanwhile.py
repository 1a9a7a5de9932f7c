"""A step that is taken, and not yet committed, while the role that deletes goes as far as it can."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections, transaction

PATIENCE = 120  # seconds
WAITS = """SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)
           WHERE NOT granted AND usename = %s AND datname = current_database()"""


def meanwhile(
    deletion: Callable[[], object], step: Callable[[], object], watch: Any, then: Callable[[], object] = lambda: None
) -> None:
    """Take a step; before it is committed begin the deletion; when that one waits do what comes then, and commit.

    `watch` is another's connection.
    """

    def delete() -> None:
        try:
            deletion()
        finally:
            connections.close_all()

    deleting = threading.Thread(target=delete)
    with transaction.atomic():
        step()
        deleting.start()
        until = time.monotonic() + PATIENCE
        while watch.execute(WAITS, [f"{settings.SASAE_SERVICE}_retention"]).fetchone() is None:
            assert deleting.is_alive(), "the deletion did not wait"
            assert time.monotonic() < until
            time.sleep(0.02)
        then()
    deleting.join(PATIENCE)
    assert not deleting.is_alive()
