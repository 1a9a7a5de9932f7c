"""What was signed in an application file, as far as it can be told without the key: by the digest in its own list.

The signature covers application.json; where that stands sealed, manifest.csv says which SHA-256 it has when opened. A
manifest that lied would not fit the signature.
"""

from dataclasses import dataclass
from hashlib import sha256

from sasae.formats.application_zip import members as m
from sasae.formats.application_zip.archive import Limits, open_members
from sasae.formats.application_zip.rules import RULES
from sasae.formats.issues import Issues

_HEX = 64


@dataclass(frozen=True)
class SignedParts:
    """The digest that was signed, the signature, and the certificate beside it."""

    digest: bytes
    signature: bytes
    certificate: bytes
    sealed: bool
    others: tuple[tuple[int, bytes, bytes], ...] = ()  # co-signatures: number, signature, certificate


def signed_parts(content: bytes) -> SignedParts | None:
    """None when the file cannot be opened or holds no signature."""
    opened = open_members(content, _as_it_is, Limits(), Issues(RULES))
    rows = m.read_csv(opened.get(m.MANIFEST, b""), m.MANIFEST_COLUMNS)
    if rows is None or any(name not in opened for name in (m.APPLICATION, m.SIGNATURE, m.CERTIFICATE)):
        return None
    listed = {name: digest for name, _, digest in rows}.get(m.APPLICATION, "")
    if len(listed) != _HEX or set(listed) - set("0123456789abcdef"):
        return None
    sealed = sha256(opened[m.APPLICATION]).hexdigest() != listed
    others = tuple(
        (number, opened.get(m.cosign(number, "p7s"), b""), opened.get(m.cosign(number, "cer"), b""))
        for number in range(1, 10)
        if m.cosign(number, "p7s") in opened or m.cosign(number, "cer") in opened
    )
    return SignedParts(bytes.fromhex(listed), opened[m.SIGNATURE], opened[m.CERTIFICATE], sealed, others)


def _as_it_is(sealed: bytes) -> bytes:
    return sealed
