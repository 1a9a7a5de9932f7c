"""The custodian's part: making a body's key. The private part is written encrypted; the passphrase is the custodian's.

bodies/<code>/key.pem (PKCS#8, encrypted)   passphrase   public.jwk      later versions: key-2.pem   public-2.jwk
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


def make_next(folder: Path, number: int) -> str:
    """Make version `number` beside the ones before, under the same passphrase; returns the public part.

    key-2.pem   public-2.jwk   and so on. One that was made and not yet used is made again.
    """
    key = new_key()
    passphrase = (folder / "passphrase").read_text(encoding="utf-8").strip()
    _write(folder / f"key-{number}.pem", key.as_pem(private=True, password=passphrase))
    _write(folder / f"public-{number}.jwk", public_jwk(key).encode())
    return (folder / f"public-{number}.jwk").read_text(encoding="utf-8")


def destroy(folder: Path, number: int) -> None:
    """Take a retired version's private part away. What was sealed to it never opens again."""
    private = folder / ("key.pem" if number == 1 else f"key-{number}.pem")
    if private.exists():
        private.write_bytes(bytes(private.stat().st_size))
        private.unlink()


def destroy_all(folder: Path) -> int:
    """Take away every private part that lies here, and the passphrase. Returns how many keys there were."""
    keys = sorted(folder.glob("key*.pem"))
    for secret in [*keys, *folder.glob("passphrase")]:
        secret.write_bytes(bytes(secret.stat().st_size))
        secret.unlink()
    return len(keys)


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
