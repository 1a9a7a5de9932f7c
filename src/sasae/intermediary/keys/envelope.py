"""Encrypting to a body and opening what was encrypted to it: JWE (ECDH-ES+A256KW with X25519, A256GCM).

Many payloads at once share a content key (A256GCM) that is wrapped to the body as one such JWE. Only the body's agent
unwraps it, record by record: to nobody else does it give the key.
"""

import base64
import json
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

ALGORITHM = "ECDH-ES+A256KW"
ENCRYPTION = "A256GCM"
_BATCH = "batch1"  # begins what is encrypted under a content key; no JWE begins so
_NONCE = 12  # bytes


class CannotOpen(ValueError):
    """The bytes were not encrypted to this key, or were altered."""


def new_key() -> OKPKey:
    """A fresh X25519 key pair."""
    return OKPKey.generate_key("X25519")


@lru_cache(maxsize=256)
def imported(public_key: str) -> OKPKey:
    """A public JWK (JSON) as a key: read once in a process. Raises ValueError and JoseError for what is none."""
    key = OKPKey.import_key(json.loads(public_key))
    key.thumbprint()
    return key


def public_jwk(key: OKPKey) -> str:
    """The public part as a JWK in JSON, members sorted."""
    return json.dumps(key.as_dict(private=False), sort_keys=True)


def encrypt(public_key: str, content: bytes) -> str:
    """Encrypt to a public JWK (JSON). Compact JWE."""
    key = imported(public_key)
    header = {"kid": str(key.thumbprint()), "alg": ALGORITHM, "enc": ENCRYPTION}  # kid first: see `beginning`
    return jwe.encrypt_compact(header, content, key, algorithms=[ALGORITHM, ENCRYPTION])


def thumbprint(public_key: str) -> str:
    """The mark of a public key (RFC 7638), 43 letters; empty when there is no key."""
    return str(imported(public_key).thumbprint()) if public_key else ""


def beginning(mark: str) -> str:
    """How everything begins that was encrypted to the key of this mark: 51 bytes of the header, a multiple of three."""
    return base64.urlsafe_b64encode(f'{{"kid":"{mark}'.encode()).decode("ascii")


def sealed_to(sealed: str) -> str:
    """The mark of the key a JWE (or a payload's content key) was encrypted to; empty when it does not say."""
    head = (sealed.split("~")[1] if sealed.startswith(f"{_BATCH}~") else sealed).partition(".")[0]
    try:
        said = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except ValueError:
        return ""
    return str(said.get("kid", "")) if isinstance(said, dict) else ""


def decrypt(key: OKPKey, sealed: str) -> bytes:
    """Open a compact JWE, or a payload that comes with its content key. Raises CannotOpen."""
    if sealed.startswith(f"{_BATCH}~"):
        return _decrypt_of_batch(key, sealed)
    try:
        opened: Any = jwe.decrypt_compact(sealed, key, algorithms=[ALGORITHM, ENCRYPTION])
    except (JoseError, ValueError) as refusal:
        raise CannotOpen("この団体の鍵では開けません。") from refusal
    plaintext: bytes = opened.plaintext
    return plaintext


class ContentKey:
    """One key for the payloads of a batch, wrapped once to the body. Who made it forgets it with the batch."""

    def __init__(self, public_key: str) -> None:
        key = AESGCM.generate_key(256)
        self._cipher = AESGCM(key)
        self.sealed = encrypt(public_key, key)

    def encrypt(self, content: bytes, about: str) -> str:
        """The payload of one row. It opens beside the same `about` (whose row it is) and nowhere else."""
        nonce = os.urandom(_NONCE)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, content, about.encode())).decode("ascii")


def with_key(sealed_key: str, about: str, payload: str) -> str:
    """A payload together with what a body's agent needs to open it; `decrypt` takes it as it takes a JWE."""
    return "~".join((_BATCH, sealed_key, base64.b64encode(about.encode()).decode("ascii"), payload))


def _decrypt_of_batch(key: OKPKey, sealed: str) -> bytes:
    try:
        _, sealed_key, about, payload = sealed.split("~")
        content = base64.b64decode(payload, validate=True)
        cipher = AESGCM(decrypt(key, sealed_key))
        return cipher.decrypt(content[:_NONCE], content[_NONCE:], base64.b64decode(about, validate=True))
    except (InvalidTag, ValueError) as refusal:
        raise CannotOpen("この団体の鍵では開けません。") from refusal
