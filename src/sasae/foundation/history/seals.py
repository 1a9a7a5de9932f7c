"""The signed lines that close the chain's segments, and the file outside the database that keeps them."""

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connection

from sasae.wire.identity import former, load


def _signing_key() -> Ed25519PrivateKey:
    """The service's own signing key, the one its requests are signed with."""
    return load(settings.SASAE_PKI, settings.SASAE_SERVICE).signing_key


def _body(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sign_line(content: dict[str, Any]) -> str:
    """One line of JSON with its signature over all the rest."""
    signature = _signing_key().sign(_body(content))
    return json.dumps(
        {**content, "signature": base64.b64encode(signature).decode()},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def read_line(line: str, key: Ed25519PublicKey | None = None) -> dict[str, Any] | None:
    """The content of a line whose signature is right, or None. Without `key`: this service's, or one it had before."""
    try:
        content = json.loads(line)
        signature = base64.b64decode(content.pop("signature"), validate=True)
        body = _body(content)
    except (ValueError, KeyError, AttributeError, TypeError):
        return None
    known = [key] if key else _own_keys()
    return content if isinstance(content, dict) and any(_signed_by(each, signature, body) for each in known) else None


def _own_keys() -> list[Ed25519PublicKey]:
    before = former(settings.SASAE_PKI).get(settings.SASAE_SERVICE, [])
    return [_signing_key().public_key(), *(each for each, _ in reversed(before))]


def _signed_by(key: Ed25519PublicKey, signature: bytes, body: bytes) -> bool:
    try:
        key.verify(signature, body)
    except InvalidSignature:
        return False
    return True


@dataclass(frozen=True)
class SealFile:
    """`SASAE_HOME/seals/<service>.jsonl`: one line a segment, only ever appended to."""

    path: Path

    @classmethod
    def of_settings(cls) -> "SealFile":
        """The running service's file."""
        return cls(Path(settings.SASAE_HOME) / "seals" / f"{settings.SASAE_SERVICE}.jsonl")

    def lines(self) -> list[str]:
        """Every line; none when nothing was ever sealed."""
        return self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []

    def append_missing(self) -> None:
        """Bring the file up to the database: a sealer killed between the two leaves nothing behind.

        Lines already there are left alone, whatever they say: `verify` compares them.
        """
        known = len(self.lines())
        with connection.cursor() as cursor:
            cursor.execute("SELECT line FROM history_seal WHERE segment > %s ORDER BY segment", [known])
            missing = [line for (line,) in cursor.fetchall()]
        if not missing:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(
            os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8"
        ) as file:
            file.writelines(f"{line}\n" for line in missing)
            file.flush()
            os.fsync(file.fileno())
