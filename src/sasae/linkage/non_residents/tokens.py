"""Access tokens by OAuth 2.0 client credentials: a system proves itself by a signed assertion, and only over its own line.

The standard names client_secret_jwt; here the assertion is signed by the system's own key (private_key_jwt, RFC 7523),
so that no secret is shared. A token is a sealed note of who, what for and until when: nothing is kept of it.
"""

import base64
import binascii
import json
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from sasae.foundation import sealing
from sasae.foundation.outbox.nonces import DatabaseNonces
from sasae.wire.identity import directory

SCOPE = "031:jutogaishaatenabangofuban:Create"
AUDIENCE = "linkage"
LIFE = timedelta(minutes=5)
CLIENTS = frozenset({"subsidy", "intake"})
_CONTEXT = "linkage_non_residents/access_token"


class NotGiven(Exception):
    """No token; `error` is the word of RFC 6749."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


def give(form: dict[str, str], peers: frozenset[str], *, now: datetime) -> str:
    """A token for the client of this connection. Raises NotGiven."""
    if form.get("grant_type") != "client_credentials":
        raise NotGiven("unsupported_grant_type")
    client = form.get("client_id", "")
    if client not in peers or client not in CLIENTS:
        raise NotGiven("invalid_client")
    if form.get("scope", SCOPE) != SCOPE:
        raise NotGiven("invalid_scope")
    _check(_claims(form.get("client_assertion", ""), client), client, now)
    note = json.dumps({"client": client, "scope": SCOPE, "until": (now + LIFE).timestamp()})
    return base64.urlsafe_b64encode(sealing.encrypt(note, _CONTEXT)).decode()


def client_of(token: str, peers: frozenset[str], *, now: datetime) -> str | None:
    """Whose token it is, while it holds and on that client's own connection; else None."""
    try:
        note = json.loads(sealing.decrypt(base64.urlsafe_b64decode(token.encode("ascii")), _CONTEXT))
    except (sealing.CannotOpen, binascii.Error, UnicodeEncodeError):
        return None
    client: str = note["client"]
    valid = note["scope"] == SCOPE and now.timestamp() <= note["until"] and client in peers
    return client if valid else None


def _claims(assertion: str, client: str) -> dict[str, Any]:
    public = directory(settings.SASAE_PKI)[client].public_bytes(Encoding.Raw, PublicFormat.Raw)
    x = base64.urlsafe_b64encode(public).rstrip(b"=").decode()
    try:
        key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": x})
        claims = json.loads(jws.deserialize_compact(assertion, key, algorithms=["EdDSA", "Ed25519"]).payload)
    except (JoseError, ValueError, KeyError):
        raise NotGiven("invalid_client") from None
    if not isinstance(claims, dict):
        raise NotGiven("invalid_client")
    return claims


def _check(claims: dict[str, Any], client: str, now: datetime) -> None:
    """Made by this client, for us, fresh, and not used before."""
    ends, mark = claims.get("exp"), claims.get("jti")
    whose = (claims.get("iss"), claims.get("sub"), claims.get("aud"))
    if whose != (client, client, AUDIENCE) or not isinstance(ends, int) or not isinstance(mark, str):
        raise NotGiven("invalid_client")
    if not now.timestamp() < ends <= (now + LIFE).timestamp() or not 8 <= len(mark) <= 64:
        raise NotGiven("invalid_client")
    if DatabaseNonces().seen(f"assertion:{client}", mark, now + LIFE):
        raise NotGiven("invalid_client")
