"""Values sealed to one receiver, whatever lies between: age (X25519), a key pair a system.

`pki/<name>/sealing.key` is the system's own secret, `pki/<name>/sealing.pub` what others seal to.
"""

import base64
from pathlib import Path

import pyrage


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


def seal(pki_dir: Path, receiver: str, content: bytes) -> bytes:
    """Seal to a system's public key. Raises FileNotFoundError when the receiver has none."""
    recipient = pyrage.x25519.Recipient.from_str((pki_dir / receiver / "sealing.pub").read_text(encoding="ascii"))
    sealed: bytes = pyrage.encrypt(content, [recipient])
    return sealed


def unseal(pki_dir: Path, name: str, sealed: bytes) -> bytes:
    """Open what was sealed to this system. Raises CannotOpen."""
    identity = pyrage.x25519.Identity.from_str((pki_dir / name / "sealing.key").read_text(encoding="ascii"))
    try:
        content: bytes = pyrage.decrypt(sealed, [identity])
    except pyrage.DecryptError as refusal:
        raise CannotOpen("封緘を開けません。宛先が違うか、途中で変わっています。") from refusal
    return content


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
