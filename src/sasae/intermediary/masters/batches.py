"""Fetching the masters, and telling the core the bodies' keys."""

import secrets
from hashlib import sha256

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Concat
from procrastinate.contrib.django import app

from sasae.contracts import information_network
from sasae.foundation.partners import ask
from sasae.foundation.patience import patiently
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.masters.actions import note_confirmed, take_masters
from sasae.intermediary.masters.models import MasterVersion
from sasae.intermediary.provisions.signing import announced_key
from sasae.kernel import clock


def refresh() -> None:
    """Announce the keys the core was not told yet, then take the newest masters."""
    signing = announced_key()
    announce(signing)
    newest = MasterVersion.objects.order_by("-version").first()
    masters = ask(
        information_network.MASTERS,
        information_network.MastersRequest(have_version=newest.version if newest else 0),
    )
    take_masters(masters)
    note_confirmed(masters.version, now=clock.now())
    if wrong := _told_otherwise(masters):
        Body.objects.filter(code__in=wrong).update(announced="")
        announce(signing)


def _told_otherwise(masters: information_network.Masters) -> list[str]:
    """Bodies whose keys the core does not distribute, or otherwise than they are: it never heard them, or forgot."""
    known = {each.code: each for each in masters.institutions}
    own = Body.objects.filter(code__in=known).values_list("code", "public_key")
    return [code for code, key in own if known[code].encryption_key != key or (key and not known[code].signing_key)]


def announce(signing: str) -> int:
    """Tell the core each key that changed since it was told, an empty one where a body has none. Returns how many."""
    told = 0
    for body in Body.objects.annotate(now=_mark_in_database(signing)).exclude(announced=F("now")).order_by("code"):
        mark = hash_of(body.public_key + signing)
        ask(
            information_network.ANNOUNCE_KEY,
            information_network.BodyKey(institution=body.code, encryption_key=body.public_key, signing_key=signing),
            idempotency_key=f"key-{body.code}-{mark}-{secrets.token_hex(4)}",
        )
        Body.objects.filter(pk=body.pk).update(announced=mark)
        told += 1
    return told


def _mark_in_database(signing: str) -> Func:
    """`hash_of` for every body in one statement: asked every few seconds, it has to be cheap with all the bodies there are."""
    template = "left(encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex'), 16)"
    return Func(Concat("public_key", Value(signing)), template=template, output_field=CharField())


def hash_of(key: str) -> str:
    """A short mark of public keys, so that a new key is announced anew."""
    return sha256(key.encode()).hexdigest()[:16]


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="intermediary.masters", lock="intermediary.masters")
def refresh_masters(timestamp: int) -> None:
    """Masters are short and change rarely; asking often costs little and a new body is known within seconds."""
    with patiently("配信マスター"):
        refresh()
