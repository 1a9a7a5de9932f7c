"""Values sealed to one receiver, whatever lies between: age (X25519), a key pair a system.

`pki/<name>/sealing.key` is the system's own secret, `pki/<name>/sealing.pub` what others seal to. The secrets that were
replaced stand below the present one and open what was sealed to them.
"""

import base64
from pathlib import Path

import pyrage

from sasae.kernel.whole_files import replace_whole


class CannotOpen(ValueError):
    """The bytes were not sealed to this system, or were altered."""


def create(pki_dir: Path, name: str) -> str:
    """Make the system's sealing key unless it has one; returns the public part."""
    folder = pki_dir / name
    folder.mkdir(parents=True, exist_ok=True)
    public = folder / "sealing.pub"
    if not public.exists():
        identity = pyrage.x25519.Identity.generate()
        secret = folder / "sealing.key"
        secret.touch(mode=0o600)
        secret.write_text(str(identity), encoding="ascii")
        public.write_text(str(identity.to_public()), encoding="ascii")
    return public.read_text(encoding="ascii")


def renew(pki_dir: Path, name: str) -> str:
    """Put a fresh key above the ones before; returns its public part. Raises FileNotFoundError where there was none.

    The secret is in place before others hear of it: nothing is ever sealed to a key its owner does not hold.
    """
    folder = pki_dir / name
    identity = pyrage.x25519.Identity.generate()
    held = (folder / "sealing.key").read_text(encoding="ascii").strip()
    replace_whole(folder / "sealing.key", f"{identity}\n{held}\n".encode("ascii"), 0o600, durable=True)
    replace_whole(folder / "sealing.pub", str(identity.to_public()).encode("ascii"))
    return str(identity.to_public())


def seal(pki_dir: Path, receiver: str, content: bytes) -> bytes:
    """Seal to a system's public key. Raises FileNotFoundError when the receiver has none."""
    recipient = pyrage.x25519.Recipient.from_str((pki_dir / receiver / "sealing.pub").read_text(encoding="ascii"))
    sealed: bytes = pyrage.encrypt(content, [recipient])
    return sealed


def unseal(pki_dir: Path, name: str, sealed: bytes) -> bytes:
    """Open what was sealed to this system. Raises CannotOpen."""
    return opened(_secrets(pki_dir, name), sealed)


def seal_text(pki_dir: Path, receiver: str, text: str) -> str:
    """`seal` for a text in a JSON message: base64 of the sealed UTF-8 bytes."""
    return base64.b64encode(seal(pki_dir, receiver, text.encode())).decode("ascii")


def unseal_text(pki_dir: Path, name: str, sealed: str) -> str:
    """The reverse of `seal_text`. Raises CannotOpen."""
    try:
        raw = base64.b64decode(sealed, validate=True)
    except ValueError as broken:
        raise CannotOpen("封緘の形が違います。") from broken
    return unseal(pki_dir, name, raw).decode()


def before(pki_dir: Path, name: str) -> list[str]:
    """The secrets that were replaced and still open, newest first."""
    return _secrets(pki_dir, name)[1:]


def all_of(pki_dir: Path, name: str) -> list[str]:
    """Every secret that opens, the present one first."""
    return _secrets(pki_dir, name)


def opened(secrets: list[str], sealed: bytes) -> bytes:
    """What was sealed to one of these secrets. Raises CannotOpen."""
    try:
        content: bytes = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(secret) for secret in secrets])
    except pyrage.DecryptError as refusal:
        raise CannotOpen("封緘を開けません。宛先が違うか、途中で変わっています。") from refusal
    return content


def opens(secrets: list[str], sealed: bytes) -> bool:
    """Whether one of these secrets opens what was sealed."""
    try:
        opened(secrets, sealed)
    except CannotOpen:
        return False
    return True


def forget(pki_dir: Path, name: str, gone: list[str]) -> None:
    """Take replaced secrets away. Raises ValueError for the present one."""
    held = _secrets(pki_dir, name)
    if held[0] in gone:
        raise ValueError("The present key does not go.")
    left = "".join(f"{secret}\n" for secret in held if secret not in gone)
    replace_whole(pki_dir / name / "sealing.key", left.encode("ascii"), 0o600, durable=True)


def _secrets(pki_dir: Path, name: str) -> list[str]:
    return (pki_dir / name / "sealing.key").read_text(encoding="ascii").split()
