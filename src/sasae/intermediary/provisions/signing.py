"""What a provider signs, and how an inquirer looks at it: compact JWS (EdDSA) by the provider's platform, inside the JWE.

The signature binds the answer to one permit, one query and one person, so that an answer to another question, or of
another person, is told from the right one before anybody reads it.
"""

import json
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from sasae.intermediary.keys.envelope import imported
from sasae.wire.identity import load
from sasae.wire.renewing import next_signing_key

ALGORITHM = "EdDSA"
ALGORITHMS = ["EdDSA", "Ed25519"]  # and no other: neither `none` nor a secret made of a public key


class NotSigned(ValueError):
    """The signature is not the provider's, or what was signed is not an answer."""


def digest(text: str) -> str:
    """SHA-256 in hex, of a permit or of an answer as it travels."""
    return sha256(text.encode()).hexdigest()


def subject(permit_no: str, code: str) -> str:
    """A mark of the person for one permit: tells whether two sides mean the same one, and nothing else."""
    return sha256(f"{permit_no}\n{code}".encode()).hexdigest()


def platform_key() -> str:
    """Public part (JWK, JSON) of the key this platform signs answers with."""
    return json.dumps(_key().as_dict(private=False), sort_keys=True)


def announced_key() -> str:
    """The public key others are told of: the one answers will be signed with, where one is prepared, else the present one."""
    coming = next_signing_key(settings.SASAE_PKI, settings.SASAE_SERVICE)
    return json.dumps((_as_jwk(coming) if coming else _key()).as_dict(private=False), sort_keys=True)


def signed(content: dict[str, Any]) -> bytes:
    """The content, signed by this platform."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    compact: str = jws.serialize_compact({"alg": ALGORITHM}, text, _key(), algorithms=[ALGORITHM])
    return compact.encode()


def read(compact: bytes, public_key: str) -> dict[str, Any]:
    """What was signed with this key. Raises NotSigned."""
    try:
        found = jws.deserialize_compact(compact, imported(public_key), algorithms=ALGORITHMS)
        content: Any = json.loads(found.payload)
    except (JoseError, ValueError) as broken:
        raise NotSigned("提供者の署名を確認できません。") from broken
    if not isinstance(content, dict):
        raise NotSigned("署名された中身を読めません。")
    return content


def _key() -> OKPKey:
    return _as_jwk(load(settings.SASAE_PKI, settings.SASAE_SERVICE).signing_key)


@lru_cache(maxsize=2)
def _as_jwk(own: Ed25519PrivateKey) -> OKPKey:
    pem = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return OKPKey.import_key(pem)
