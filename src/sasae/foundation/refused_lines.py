"""Connections refused before anybody was known: in the journal, but not so many that an attacker fills it."""

import time
from threading import Lock

from django.db import close_old_connections, connections

from sasae.foundation.history import SYSTEM, refuse

MOST = 60  # entries a minute; what is beyond is counted, and the number told with the next entry
_lock = Lock()
_minute = {"began": 0.0, "told": 0, "left_out": 0}


def record(address: str, reason: str) -> None:
    """One refused handshake. Called by a thread of the server outside any request."""
    more = _turn(time.monotonic())
    if more is None:
        return
    close_old_connections()
    try:
        refuse(SYSTEM("（不明）"), "contract.line_refused", address, reason, more=more)
    finally:
        connections["journal"].close()


def _turn(now: float) -> int | None:
    """How many went untold before this one; None when this one goes untold as well."""
    with _lock:
        if now - _minute["began"] >= 60:
            _minute.update(began=now, told=0)
        if _minute["told"] >= MOST:
            _minute["left_out"] += 1
            return None
        _minute["told"] += 1
        more, _minute["left_out"] = int(_minute["left_out"]), 0
        return more
