"""This process's connections to other systems, as the running service."""

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from sasae.wire.client import Client
from sasae.wire.identity import load


def line() -> Client:
    """The client of the running service; one a process, so that no connection is shared over a fork.

    Another one once the key requests are signed with was replaced.
    """
    own = Path(settings.SASAE_PKI) / settings.SASAE_SERVICE / "signing.key"
    return _line(os.getpid(), own.stat().st_mtime_ns if own.exists() else 0)


@lru_cache(maxsize=1)
def _line(process: int, stamp: int) -> Client:
    identity = load(settings.SASAE_PKI, settings.SASAE_SERVICE)
    return Client(identity, settings.SASAE_PKI, settings.SASAE_ADDRESSES)
