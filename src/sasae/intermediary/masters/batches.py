"""Fetching the masters, and telling the core the bodies' keys."""

from hashlib import sha256

from procrastinate.contrib.django import app

from sasae.contracts import information_network
from sasae.foundation.partners import ask
from sasae.foundation.patience import patiently
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.masters.actions import take_masters
from sasae.intermediary.masters.models import MasterVersion
from sasae.intermediary.provisions.signing import platform_key


def refresh() -> None:
    """Announce every body's key, then take the newest masters."""
    signing = platform_key()
    for body in Body.objects.order_by("code"):
        ask(
            information_network.ANNOUNCE_KEY,
            information_network.BodyKey(institution=body.code, encryption_key=body.public_key, signing_key=signing),
            idempotency_key=f"key-{body.code}-{hash_of(body.public_key + signing)}",
        )
    newest = MasterVersion.objects.order_by("-version").first()
    masters = ask(
        information_network.MASTERS,
        information_network.MastersRequest(have_version=newest.version if newest else 0),
    )
    take_masters(masters)


def hash_of(key: str) -> str:
    """A short mark of public keys, so that a new key is announced anew."""
    return sha256(key.encode()).hexdigest()[:16]


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="intermediary.masters", lock="intermediary.masters")
def refresh_masters(timestamp: int) -> None:
    """Masters are short and change rarely; asking often costs little and a new body is known within seconds."""
    with patiently("配信マスター"):
        refresh()
