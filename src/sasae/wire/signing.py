"""Signed requests: HTTP Message Signatures (RFC 9421) with Ed25519.

A signature covers the method, the whole address, the digest of the body (RFC 9530) and, where there is one, the
idempotency key; it names the system that signed, is fresh for a minute and good for one use. TLS already says who is
at the other end of the line; the signature says it of the message itself, and ties the two together.
"""

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    InvalidSignature,
    MappingKeyResolver,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from sasae.kernel import clock
from sasae.wire.identity import Directory, Identity
from sasae.wire.nonces import NonceStore

TAG = "sasae"
MAX_AGE = timedelta(seconds=60)
SKEW = timedelta(seconds=5)
IDEMPOTENCY_KEY = "idempotency-key"
COVERED = ("@method", "@target-uri", "content-digest")
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Refused(Exception):
    """The request is not believed. `id` is stable (W-0xx), `message` Japanese; neither tells a forger much."""

    def __init__(self, id: str, message: str) -> None:
        super().__init__(f"{id} {message}")
        self.id = id
        self.message = message


@dataclass(frozen=True)
class Signed:
    """What a good signature says."""

    caller: str
    nonce: str
    created: datetime


def sign(request: httpx.Request, identity: Identity, now: datetime | None = None) -> None:
    """Put Content-Digest, Signature-Input and Signature on a request whose body has been read."""
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={identity.name: identity.signing_key}),
    )
    covered = [*COVERED[:2]]
    if IDEMPOTENCY_KEY in request.headers:
        covered.append(IDEMPOTENCY_KEY)
    signer.sign(
        request,
        key_id=identity.name,
        created=now or clock.real_now(),
        nonce=secrets.token_urlsafe(24),
        label=TAG,
        tag=TAG,
        covered_component_ids=covered,
        body=request.content,
    )


@dataclass
class _Received:
    """The request as it arrived, in the shape the signature library reads."""

    method: str
    url: str
    headers: Mapping[str, str]


class _Verifier(HTTPMessageVerifier):
    """The library's verifier with our clock, so that a test can say what time it is."""

    now: datetime

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:
        """Created within the last minute (and a little skew), not in the future."""
        created = sig_input.params.get("created")
        if type(created) is not int:
            raise InvalidSignature("created is missing")
        age = self.now.timestamp() - created
        if not -SKEW.total_seconds() <= age <= (MAX_AGE + SKEW).total_seconds():
            raise _Stale


class _Stale(InvalidSignature):
    """The signature's time is not now."""


def verify(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    expected_caller: str | Collection[str],
    directory: Mapping[str, Ed25519PublicKey],
    nonces: NonceStore,
    now: datetime | None = None,
) -> Signed:
    """Check the one signature of a request. Raises Refused.

    `expected_caller`: the names the TLS client certificate carries; the signer must be one of them.
    """
    callers = {expected_caller} if isinstance(expected_caller, str) else set(expected_caller)
    now = now or clock.real_now()
    received = _Received(method.upper(), url, httpx.Headers(headers))
    required = [*COVERED, *([IDEMPOTENCY_KEY] if IDEMPOTENCY_KEY in received.headers else [])]
    try:
        found = _verified(received, required, body, {name: directory[name] for name in callers & directory.keys()}, now)
    except Refused:  # signed a moment before the caller's key was replaced?
        replaced = _replaced(directory, callers, now)
        if not replaced:
            raise
        found = _verified(received, required, body, replaced, now)
    caller, nonce = found.get("keyid"), found.get("nonce")
    if caller not in callers:
        raise Refused("W-003", "署名したシステムが、接続の証明書と異なります。")
    if not isinstance(nonce, str) or not _NONCE.fullmatch(nonce):
        raise Refused("W-005", "署名に一回限りの値がありません。")
    created = datetime.fromtimestamp(found["created"], now.tzinfo)
    if nonces.seen(caller, nonce, created + MAX_AGE + 2 * SKEW):
        raise Refused("W-006", "同じ要求が再び送られました。")
    return Signed(caller, nonce, created)


def _replaced(
    directory: Mapping[str, Ed25519PublicKey], callers: set[str], now: datetime
) -> dict[str, Ed25519PublicKey]:
    known = directory.former if isinstance(directory, Directory) else {}
    return {name: key for name, (key, until) in known.items() if name in callers and now < until}


def _verified(
    received: _Received, required: list[str], body: bytes, keys: Mapping[str, Ed25519PublicKey], now: datetime
) -> dict[str, Any]:
    """The signed parameters of the one signature under our tag."""
    verifier = _Verifier(
        signature_algorithm=algorithms.ED25519,
        key_resolver=MappingKeyResolver(public_keys=dict(keys), private_keys={}),
    )
    verifier.now = now
    if "signature" not in received.headers or "content-digest" not in received.headers:
        raise Refused("W-001", "要求に署名がありません。")
    try:
        results = verifier.verify(received, expect_tag=TAG, require_components=required, body=body)
    except _Stale:
        raise Refused("W-004", "署名の時刻が古いか、時計がずれています。") from None
    except (HTTPMessageSignaturesException, ValueError) as wrong:
        raise Refused("W-002", "署名が要求と一致しません。") from wrong
    if len(results) != 1 or results[0].body is None:
        raise Refused("W-002", "署名が要求と一致しません。")
    return dict(results[0].parameters)
