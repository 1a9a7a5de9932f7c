"""Which signatures were used already."""

import threading
from datetime import datetime
from typing import Protocol

from sasae.kernel import clock


class NonceStore(Protocol):
    """Remembers nonces until their signatures are too old to pass anyway."""

    def seen(self, caller: str, nonce: str, expires: datetime) -> bool:
        """Whether this nonce was used before; if not, it is used now. Atomic over all processes of a service."""
        ...


class MemoryNonces:
    """For one process: the simulators, and tests. A service of several processes keeps its nonces in its database."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], datetime] = {}
        self._lock = threading.Lock()
        self._next_sweep: datetime | None = None

    def seen(self, caller: str, nonce: str, expires: datetime) -> bool:
        """See NonceStore."""
        with self._lock:
            if (caller, nonce) in self._known:
                return True
            self._known[caller, nonce] = expires
            self._sweep(expires)
            return False

    def _sweep(self, latest: datetime) -> None:
        """Drop what has expired, whenever a nonce arrives that outlives everything known at the last sweep."""
        if self._next_sweep is not None and latest < self._next_sweep:
            return
        self._next_sweep = latest
        now = clock.real_now()
        if len(self._known) > 1000:
            self._known = {key: until for key, until in self._known.items() if until >= now}
