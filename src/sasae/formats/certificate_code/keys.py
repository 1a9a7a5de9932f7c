"""Keys of the code: one file with the secrets, one that is published. A key's name is taken from the key itself."""

import base64
import hashlib
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sasae.kernel.whole_files import replace_whole

NAME = 4  # signs of a key's name


def name_of(key: Ed25519PublicKey) -> str:
    """Four signs of the key's fingerprint."""
    return base64.b32encode(hashlib.sha256(key.public_bytes_raw()).digest()).decode("ascii")[:NAME]


@dataclass(frozen=True)
class PublicKeys:
    """What is needed to check: public keys by name."""

    keys: Mapping[str, Ed25519PublicKey]

    @classmethod
    def parse(cls, content: bytes) -> "PublicKeys":
        """Read the published file. Raises ValueError when it is not one, or a key does not bear its own name."""
        try:
            listed = json.loads(content)["keys"]
            keys = {
                name: Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
                for name, text in listed.items()
            }
        except (KeyError, TypeError, AttributeError) as wrong:
            raise ValueError("公開鍵のファイルではありません。") from wrong
        if any(name_of(key) != name for name, key in keys.items()):
            raise ValueError("公開鍵の名前と鍵が合いません。")
        return cls(keys)

    def published(self) -> bytes:
        """The file others get."""
        listed = {
            name: base64.b64encode(key.public_bytes_raw()).decode("ascii") for name, key in sorted(self.keys.items())
        }
        return (json.dumps({"version": 1, "keys": listed}, indent=1) + "\n").encode("ascii")


@dataclass(frozen=True)
class Former:
    """A key that was replaced: its public part, and when it was (None where an older file does not say)."""

    public: Ed25519PublicKey
    retired: datetime | None


@dataclass(frozen=True)
class SigningKeys:
    """The secret that signs, and the public parts of those before it, so that what they signed stays checked.

    A secret is gone from the file as soon as another takes its place: nothing is ever signed with it again.
    """

    current: str
    key: Ed25519PrivateKey
    former: Mapping[str, Former]

    @classmethod
    def read(cls, path: Path) -> "SigningKeys":
        """Read the key file. Raises PermissionError when others may read it, FileNotFoundError with what to do."""
        if not path.exists():
            raise FileNotFoundError(f"{path} is missing. Make it with: sasae pki")
        if path.stat().st_mode & 0o077:
            raise PermissionError(f"{path} can be read by others. Mend it with: chmod 600 {path}")
        held = json.loads(path.read_text(encoding="ascii"))
        return cls(held["current"], _private(held["keys"][held["current"]]), _former(held))

    @staticmethod
    def create(path: Path) -> None:
        """Make a key file with one fresh key, unless there is one already."""
        if path.exists():
            return
        name, held = _fresh()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            json.dump({"current": name, "keys": held}, file)

    @staticmethod
    def renew(path: Path, *, now: datetime) -> str:
        """A fresh key signs from now on; of the one before the public part stays. Returns its name."""
        held = json.loads(path.read_text(encoding="ascii"))
        before = {**_former(held), held["current"]: Former(_private(held["keys"][held["current"]]).public_key(), now)}
        name, keys = _fresh()
        while name in before:
            name, keys = _fresh()
        _write(path, name, keys, before)
        return name

    @staticmethod
    def forget(path: Path, names: Collection[str]) -> None:
        """Take keys before away: what they signed is no longer checked. Raises ValueError for the current one."""
        held = json.loads(path.read_text(encoding="ascii"))
        if held["current"] in names:
            raise ValueError("The current key does not go.")
        left = {name: one for name, one in _former(held).items() if name not in names}
        _write(path, held["current"], {held["current"]: held["keys"][held["current"]]}, left)

    def sign(self, content: bytes) -> bytes:
        """64 bytes by the current key."""
        return self.key.sign(content)

    @property
    def public(self) -> PublicKeys:
        """What is published of them."""
        return PublicKeys({**{name: one.public for name, one in self.former.items()}, self.current: self.key.public_key()})


def _fresh() -> tuple[str, dict[str, str]]:
    key = Ed25519PrivateKey.generate()
    name = name_of(key.public_key())
    return name, {name: base64.b64encode(key.private_bytes_raw()).decode("ascii")}


def _private(text: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text))


def _former(held: dict[str, Any]) -> dict[str, Former]:
    """Those before, oldest first. Files of earlier versions kept their secrets and told no moment."""
    told = {
        name: Former(_private(text).public_key(), None) for name, text in held["keys"].items() if name != held["current"]
    }
    for name, one in held.get("former", {}).items():
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(one["public"]))
        told[name] = Former(public, datetime.fromisoformat(one["retired"]) if one["retired"] else None)
    return told


def _write(path: Path, current: str, keys: dict[str, str], former: Mapping[str, Former]) -> None:
    told = {
        name: {
            "public": base64.b64encode(one.public.public_bytes_raw()).decode("ascii"),
            "retired": one.retired.isoformat() if one.retired else "",
        }
        for name, one in former.items()
    }
    content = json.dumps({"current": current, "keys": keys, "former": told}).encode("ascii")
    replace_whole(path, content, 0o600, durable=True)
