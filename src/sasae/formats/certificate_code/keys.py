"""Keys of the code: one file with the secrets, one that is published. A key's name is taken from the key itself."""

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
class SigningKeys:
    """The secrets: the current key signs, those before it stay known so that what they signed stays checked."""

    current: str
    keys: Mapping[str, Ed25519PrivateKey]

    @classmethod
    def read(cls, path: Path) -> "SigningKeys":
        """Read the key file. Raises PermissionError when others may read it, FileNotFoundError with what to do."""
        if not path.exists():
            raise FileNotFoundError(f"{path} is missing. Make it with: sasae pki")
        if path.stat().st_mode & 0o077:
            raise PermissionError(f"{path} can be read by others. Mend it with: chmod 600 {path}")
        held = json.loads(path.read_text(encoding="ascii"))
        keys = {
            name: Ed25519PrivateKey.from_private_bytes(base64.b64decode(text)) for name, text in held["keys"].items()
        }
        return cls(held["current"], keys)

    @staticmethod
    def create(path: Path) -> None:
        """Make a key file with one fresh key, unless there is one already."""
        if path.exists():
            return
        key = Ed25519PrivateKey.generate()
        name = name_of(key.public_key())
        held = {"current": name, "keys": {name: base64.b64encode(key.private_bytes_raw()).decode("ascii")}}
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            json.dump(held, file)

    @staticmethod
    def renew(path: Path) -> str:
        """Add a fresh key and sign with it from now on; those before stay published. Returns its name."""
        held = json.loads(path.read_text(encoding="ascii"))
        key = Ed25519PrivateKey.generate()
        name = name_of(key.public_key())
        held["keys"][name] = base64.b64encode(key.private_bytes_raw()).decode("ascii")
        replace_whole(path, json.dumps({**held, "current": name}).encode("ascii"), 0o600, durable=True)
        return name

    def sign(self, content: bytes) -> bytes:
        """64 bytes by the current key."""
        return self.keys[self.current].sign(content)

    @property
    def public(self) -> PublicKeys:
        """What is published of them."""
        return PublicKeys({name: key.public_key() for name, key in self.keys.items()})
