"""Encrypting to a body and opening what was encrypted to it: JWE (ECDH-ES+A256KW with X25519, A256GCM)."""

import json
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

ALGORITHM = "ECDH-ES+A256KW"
ENCRYPTION = "A256GCM"


class CannotOpen(ValueError):
    """The bytes were not encrypted to this key, or were altered."""


def new_key() -> OKPKey:
    """A fresh X25519 key pair."""
    return OKPKey.generate_key("X25519")


def public_jwk(key: OKPKey) -> str:
    """The public part as a JWK in JSON, members sorted."""
    return json.dumps(key.as_dict(private=False), sort_keys=True)


def encrypt(public_key: str, content: bytes) -> str:
    """Encrypt to a public JWK (JSON). Compact JWE."""
    header = {"alg": ALGORITHM, "enc": ENCRYPTION}
    return jwe.encrypt_compact(
        header, content, OKPKey.import_key(json.loads(public_key)), algorithms=[ALGORITHM, ENCRYPTION]
    )


def decrypt(key: OKPKey, sealed: str) -> bytes:
    """Open a compact JWE. Raises CannotOpen."""
    try:
        opened: Any = jwe.decrypt_compact(sealed, key, algorithms=[ALGORITHM, ENCRYPTION])
    except (JoseError, ValueError) as refusal:
        raise CannotOpen("この団体の鍵では開けません。") from refusal
    plaintext: bytes = opened.plaintext
    return plaintext
