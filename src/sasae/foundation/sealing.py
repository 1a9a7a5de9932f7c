"""Encryption at rest and the blind index. (Sealing to another system is in `own_keys`.)

Keys live in a file of their own (mode 0600), not in the database and not in the settings: whoever has a copy of the
database alone reads nothing. A ciphertext names its key, so that keys can be renewed while old values stay readable.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sasae.kernel.whole_files import replace_whole

NONCE = 12
KEY_ID = 4  # bytes of the key's name in front of each ciphertext


class CannotOpen(ValueError):
    """The ciphertext was changed, belongs elsewhere, or its key is not in the key file."""


class KeyRing:
    """The data keys of one service: the current one for writing, all of them for reading, one for the index."""

    def __init__(self, current: str, keys: dict[str, bytes], index_key: bytes) -> None:
        if current not in keys or any(len(key) != 32 for key in [*keys.values(), index_key]):
            raise ImproperlyConfigured("The key file is damaged: a key is missing or has the wrong length.")
        self.current = current
        self._keys = keys
        self._index_key = index_key
        self._index_keys: dict[str, bytes] = {}  # derived, one a purpose

    @classmethod
    def read(cls, path: Path) -> "KeyRing":
        """Read the key file. Refuses to start when it is missing or others may read it."""
        if not path.exists():
            raise ImproperlyConfigured(f"{path} is missing. Make it with: sasae keys (once, before the first start).")
        if path.stat().st_mode & 0o077:
            raise ImproperlyConfigured(f"{path} can be read by others. Mend it with: chmod 600 {path}")
        held = json.loads(path.read_text(encoding="ascii"))
        keys = {name: base64.b64decode(text) for name, text in held["keys"].items()}
        return cls(held["current"], keys, base64.b64decode(held["index"]))

    @staticmethod
    def create(path: Path) -> None:
        """Make a key file with one fresh key, unless there is one already."""
        if path.exists():
            return
        name = secrets.token_hex(KEY_ID // 2)
        held = {
            "current": name,
            "keys": {name: base64.b64encode(secrets.token_bytes(32)).decode()},
            "index": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            json.dump(held, file)

    @staticmethod
    def renew(path: Path) -> str:
        """Add a fresh key and write with it from now on; those before go on opening. Returns its name."""
        held = json.loads(path.read_text(encoding="ascii"))
        name = secrets.token_hex(KEY_ID // 2)
        while name in held["keys"]:
            name = secrets.token_hex(KEY_ID // 2)
        held["keys"][name] = base64.b64encode(secrets.token_bytes(32)).decode()
        _rewrite(path, {**held, "current": name})
        return name

    @staticmethod
    def forget(path: Path, name: str) -> None:
        """Take a key away. Raises ValueError for the current one, KeyError for one that is not there."""
        held = json.loads(path.read_text(encoding="ascii"))
        if name == held["current"]:
            raise ValueError(f"{name} is the current key.")
        del held["keys"][name]
        _rewrite(path, held)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all keys, oldest first."""
        return tuple(self._keys)

    def encrypt(self, plain: bytes, context: str) -> bytes:
        """Key name, nonce, ciphertext. `context` (table, column, row) must be given again to open it."""
        nonce = secrets.token_bytes(NONCE)
        box = AESGCM(self._keys[self.current]).encrypt(nonce, plain, context.encode())
        return self.current.encode() + nonce + box

    def decrypt(self, sealed: bytes, context: str) -> bytes:
        """The plain bytes. Raises CannotOpen."""
        name, nonce, box = sealed[:KEY_ID].decode("ascii", "replace"), sealed[KEY_ID:][:NONCE], sealed[KEY_ID + NONCE :]
        key = self._keys.get(name)
        if key is None:
            raise CannotOpen(f"No key {name!r} in the key file.")
        try:
            return AESGCM(key).decrypt(nonce, box, context.encode())
        except (InvalidTag, ValueError):
            raise CannotOpen("The ciphertext was changed or belongs elsewhere.") from None

    def blind_index(self, value: str, purpose: str) -> str:
        """A keyed fingerprint for the exact-match look-up of an encrypted value: 64 hex digits; one key a purpose."""
        key = self._index_keys.get(purpose)
        if key is None:
            key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(self._index_key)
            self._index_keys[purpose] = key
        return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def _rewrite(path: Path, held: dict[str, object]) -> None:
    replace_whole(path, json.dumps(held).encode("ascii"), 0o600, durable=True)


def key_ring() -> KeyRing:
    """The running service's keys, read again when their file changes. Asked for each value: the look at the file is all it costs."""
    place = str(settings.SASAE_KEY_FILE)
    try:
        stamp = os.stat(place).st_mtime_ns  # noqa: PTH116 - a Path would take longer than the encryption
    except FileNotFoundError:
        stamp = 0
    return _key_ring(place, stamp)


@lru_cache(maxsize=2)
def _key_ring(place: str, _stamp: int) -> KeyRing:
    return KeyRing.read(Path(place))


def encrypt(plain: str | bytes, context: str = "") -> bytes:
    """Encrypt for a column of the running service."""
    return key_ring().encrypt(plain.encode() if isinstance(plain, str) else plain, context)


def decrypt(sealed: bytes | memoryview, context: str = "") -> bytes:
    """Decrypt a column of the running service. Raises CannotOpen."""
    return key_ring().decrypt(bytes(sealed), context)


def blind_index(value: str, purpose: str = "individual_number") -> str:
    """The fingerprint of a value for look-up by exact match."""
    return key_ring().blind_index(value, purpose)
