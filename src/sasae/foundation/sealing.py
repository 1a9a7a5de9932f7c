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
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
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
    """The data keys of one service: the current one for writing, all of them for reading, one for the index.

    `former`: index keys before, newest first, while values indexed under them remain. `kept`: by purpose, the keys derived
    for it from index keys that were replaced; they open nothing and tell nothing of any other purpose.
    """

    def __init__(
        self, current: str, keys: dict[str, bytes], index_key: bytes, *,
        former: Sequence[bytes] = (), kept: dict[str, list[bytes]] | None = None,
    ) -> None:  # fmt: skip
        if current not in keys or any(len(key) != 32 for key in [*keys.values(), index_key, *former]):
            raise ImproperlyConfigured("The key file is damaged: a key is missing or has the wrong length.")
        self.current = current
        self._keys = keys
        self._index_key, self._former, self._kept = index_key, former, kept or {}
        self._index_keys: dict[str, list[bytes]] = {}  # derived, by purpose

    @classmethod
    def read(cls, path: Path) -> "KeyRing":
        """Read the key file. Refuses to start when it is missing or others may read it."""
        if not path.exists():
            raise ImproperlyConfigured(f"{path} is missing. Make it with: sasae keys (once, before the first start).")
        if path.stat().st_mode & 0o077:
            raise ImproperlyConfigured(f"{path} can be read by others. Mend it with: chmod 600 {path}")
        held = json.loads(path.read_text(encoding="ascii"))
        keys = {name: base64.b64decode(text) for name, text in held["keys"].items()}
        former = [base64.b64decode(one["key"]) for one in reversed(held.get("former_index", []))]
        kept = {purpose: [base64.b64decode(text) for text in texts] for purpose, texts in held.get("kept", {}).items()}
        return cls(held["current"], keys, base64.b64decode(held["index"]), former=former, kept=kept)

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
    def renew(path: Path, *, now: datetime) -> str:
        """Add a fresh key and write with it from now on; those before go on opening. Returns its name.

        Names differ in their first signs as base64 too, by which a ciphertext inside a text is told from others.
        """
        held = json.loads(path.read_text(encoding="ascii"))
        taken = {begins_with(each) for each in held["keys"]}
        while begins_with(name := secrets.token_hex(KEY_ID // 2)) in taken:
            pass
        held["keys"][name] = base64.b64encode(secrets.token_bytes(32)).decode()
        retired = {**held.get("retired", {}), held["current"]: now.isoformat()}
        _rewrite(path, {**held, "current": name, "retired": retired})
        return name

    @staticmethod
    def renew_index(path: Path, *, keep: Sequence[str] = (), now: datetime) -> None:
        """Another index key; look-ups find what stands under the ones before too, until `forget_index`.

        `keep`: purposes whose fingerprints stand where nobody can compute them anew; the key of that purpose alone is kept.
        """
        held = json.loads(path.read_text(encoding="ascii"))
        before = base64.b64decode(held["index"])
        kept, since = held.get("kept", {}), held.get("kept_retired", {})
        for purpose in keep:
            since[purpose] = [now.isoformat(), *since.get(purpose, [])]
            kept[purpose] = [base64.b64encode(_derived(before, purpose)).decode(), *kept.get(purpose, [])]
        former = [*held.get("former_index", []), {"key": held["index"], "retired": now.isoformat()}]
        fresh = base64.b64encode(secrets.token_bytes(32)).decode()
        _rewrite(path, {**held, "index": fresh, "former_index": former, "kept": kept, "kept_retired": since})

    @staticmethod
    def forget_index(path: Path) -> int:
        """Take the index keys before away. Returns how many."""
        held = json.loads(path.read_text(encoding="ascii"))
        former = held.pop("former_index", [])
        _rewrite(path, held)
        return len(former)

    @staticmethod
    def kept(path: Path, purpose: str) -> list[datetime | None]:
        """When each key that is kept for a purpose was replaced, newest first; None where an older file does not say."""
        held = json.loads(path.read_text(encoding="ascii"))
        told = [datetime.fromisoformat(at) for at in held.get("kept_retired", {}).get(purpose, [])]
        return [*told, *[None] * (len(held.get("kept", {}).get(purpose, [])) - len(told))]

    @staticmethod
    def forget_kept(path: Path, purpose: str, after: int) -> None:
        """Of the keys kept for a purpose leave the newest `after`."""
        held = json.loads(path.read_text(encoding="ascii"))
        for name in ("kept", "kept_retired"):
            if purpose in held.get(name, {}):
                held[name][purpose] = held[name][purpose][:after]
        _rewrite(path, held)

    @staticmethod
    def retired(path: Path) -> dict[str, datetime]:
        """When each key before was replaced; under "" the newest of the index keys before. Older files may not say."""
        held = json.loads(path.read_text(encoding="ascii"))
        found = {name: datetime.fromisoformat(at) for name, at in held.get("retired", {}).items()}
        if former := held.get("former_index"):
            found[""] = datetime.fromisoformat(former[-1]["retired"])
        return found

    @staticmethod
    def forget(path: Path, name: str) -> None:
        """Take a key away. Raises ValueError for the current one, KeyError for one that is not there."""
        held = json.loads(path.read_text(encoding="ascii"))
        if name == held["current"]:
            raise ValueError(f"{name} is the current key.")
        del held["keys"][name]
        held.get("retired", {}).pop(name, None)
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
        return self._fingerprint(self._of(purpose)[0], value)

    def blind_indexes(self, value: str, purpose: str) -> list[str]:
        """The fingerprint, and those it has under the index keys before: what a look-up looks for."""
        return [self._fingerprint(key, value) for key in self._of(purpose)]

    def _of(self, purpose: str) -> list[bytes]:
        keys = self._index_keys.get(purpose)
        if keys is None:
            keys = [_derived(key, purpose) for key in (self._index_key, *self._former)]
            keys = list(dict.fromkeys([*keys, *self._kept.get(purpose, [])]))
            self._index_keys[purpose] = keys
        return keys

    @staticmethod
    def _fingerprint(key: bytes, value: str) -> str:
        return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def begins_with(name: str) -> str:
    """How a ciphertext under a key begins where it stands as base64."""
    return base64.b64encode(name.encode() + b"\0\0").decode()[:5]  # what follows the name decides the signs after these


def _derived(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)


def _rewrite(path: Path, held: dict[str, object]) -> None:
    born = held.get("born") or datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat()
    held = {**held, "born": born}  # of the first keys in it; the file's own time tells of the last change
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


def blind_indexes(value: str, purpose: str = "individual_number") -> list[str]:
    """The same, then those under index keys before: a look-up asks for any of them while an index key is being replaced."""
    return key_ring().blind_indexes(value, purpose)


def present_indexes(values: Iterable[str], purpose: str = "individual_number") -> dict[str, str]:
    """Every fingerprint these values may stand under, with the present one of the same value."""
    ring = key_ring()
    found = (ring.blind_indexes(value, purpose) for value in values)
    return {each: present for present, *before in found for each in (present, *before)}
