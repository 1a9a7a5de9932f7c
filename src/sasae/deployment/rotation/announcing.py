"""The key the intermediary signs answers with: told to everybody who checks answers before the first is signed with it.

The intermediary announces a prepared key to the network core within seconds; the core distributes it; whoever checks answers
takes the newest key and the one before. Only then it is signed with.
"""

import base64
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sasae.deployment.home import Home
from sasae.kernel import clock
from sasae.wire import renewing

SYSTEM = "intermediary"
KNOWN_FOR = timedelta(seconds=60)  # other platforms fetch the distribution every 15 seconds
PATIENCE, BETWEEN = 180.0, 2.0  # seconds
_NEWEST = "SELECT document, taken_at FROM intermediary_masters_masterversion ORDER BY version DESC LIMIT 5"
_BODIES = "SELECT code FROM intermediary_bodies_body WHERE public_key <> ''"

Distribution = tuple[dict[str, Any], datetime]


def replace(home: Home, patience: float = PATIENCE) -> bool:
    """Prepare, wait until it is known, sign with it. False when it is not known in time: then it is withdrawn.

    Killed, it leaves the prepared key, and goes on when it is called again; the doctor tells of it, because whoever checks
    answers looks for the newest two keys of the last five distributions only. Raises psycopg.Error, with nothing prepared.
    """
    _told(home)
    coming = renewing.prepare_signing_key(home.pki_dir, SYSTEM)
    end = time.monotonic() + patience
    while not known(*_told(home), coming, clock.real_now()):
        if time.monotonic() >= end:
            (home.pki_dir / SYSTEM / renewing.NEXT).unlink()
            return False
        time.sleep(BETWEEN)
    renewing.renew_signing_key(home.pki_dir, SYSTEM)
    return True


def known(newest: Sequence[Distribution], bodies: Sequence[str], key: Ed25519PublicKey, now: datetime) -> bool:
    """Whether a distribution old enough, and each one after it, names the key for every body of ours that has keys.

    `newest`: the distributions, newest first.
    """
    for document, taken_at in newest:
        named = {each["code"]: each.get("signing_key", "") for each in document["institutions"]}
        if any(not _is(named.get(code, ""), key) for code in bodies if code in named):
            return False
        if taken_at + KNOWN_FOR <= now:
            return True
    return False


def _is(jwk: str, key: Ed25519PublicKey) -> bool:
    return f'"{base64.urlsafe_b64encode(key.public_bytes_raw()).rstrip(b"=").decode()}"' in jwk


def _told(home: Home) -> tuple[list[Distribution], list[str]]:
    with psycopg.connect(home.database(SYSTEM, "app").dsn) as asked:
        newest = [(document, at) for document, at in asked.execute(_NEWEST)]
        return newest, [code for (code,) in asked.execute(_BODIES)]
