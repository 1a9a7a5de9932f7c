"""A manifest's signature: with the key the subsidy system signs its requests with, its public half beside it."""

import base64
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sasae.deployment.home import Home
from sasae.wire import identity

SIGNER = "subsidy"


def signed(told: dict[str, Any], home: Home) -> dict[str, Any]:
    """With `signature` and `public_key` (base64). Raises FileNotFoundError where the key was never made."""
    key = identity.load(home.pki_dir, SIGNER).signing_key
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    whole = {**told, "signer": SIGNER, "public_key": base64.b64encode(public).decode("ascii")}
    return {**whole, "signature": base64.b64encode(key.sign(_body(whole))).decode("ascii")}


def is_signed(told: dict[str, Any]) -> bool:
    """Whether the signature is that of the key named beside it over all the rest."""
    try:
        rest = {name: value for name, value in told.items() if name != "signature"}
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(told["public_key"], validate=True))
        key.verify(base64.b64decode(told["signature"], validate=True), _body(rest))
    except (KeyError, TypeError, ValueError, InvalidSignature):
        return False
    return True


def _body(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
