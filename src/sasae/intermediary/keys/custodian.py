"""The custodian's part: making a body's key. The private part is written encrypted; the passphrase is the custodian's.

bodies/<code>/key.pem (PKCS#8, encrypted)   passphrase   public.jwk
"""

import secrets
from pathlib import Path

from sasae.intermediary.keys.envelope import new_key, public_jwk


def make_key(folder: Path) -> str:
    """Make a body's key unless there is one; returns the public part (JWK, JSON)."""
    public = folder / "public.jwk"
    if not public.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = new_key()
        passphrase = secrets.token_urlsafe(32)
        _write(folder / "passphrase", passphrase.encode())
        _write(folder / "key.pem", key.as_pem(private=True, password=passphrase))
        _write(public, public_jwk(key).encode())
    return public.read_text(encoding="utf-8")


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
