"""The core's keys, made on first use and kept in its database."""

import hashlib
import hmac
import json
import secrets
from functools import lru_cache

from joserfc.jwk import OKPKey

from sasae.simulators.network_core.models import CoreKey


def permit_key() -> OKPKey:
    """The key permits are signed with."""
    return key_for("permit")


def key_for(use: str) -> OKPKey:
    """A signing key of one use, the pension body's among them."""
    kept = CoreKey.objects.filter(use=use).values_list("secret", flat=True).first()
    if kept is None:
        fresh = json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True))
        kept = CoreKey.objects.get_or_create(use=use, defaults={"secret": fresh})[0].secret
    return _imported(kept)


@lru_cache(maxsize=16)
def _imported(secret: str) -> OKPKey:
    return OKPKey.import_key(json.loads(secret))


def public_permit_key() -> str:
    """Its public part, as the masters carry it."""
    return json.dumps(permit_key().as_dict(private=False), sort_keys=True)


def derive_code(resident_code: str, institution: str) -> str:
    """A person's code at an institution: two institutions' codes cannot be told to be the same person's."""
    row, _ = CoreKey.objects.get_or_create(use="code", defaults={"secret": secrets.token_hex(32)})
    digest = hmac.new(bytes.fromhex(row.secret), f"{resident_code}|{institution}".encode(), hashlib.sha256)
    return digest.hexdigest()[:32].upper()
