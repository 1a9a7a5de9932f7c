"""What is written onto a medium: a container sealed to the medium's key, or a ZIP encrypted with AES-256 and a password.

The ZIP holds one member, the bundle as it is: names inside an encrypted ZIP stand in the clear.
"""

import io
import secrets

import pyrage
import pyzipper

from sasae.foundation.custody.models import Medium, Sealing
from sasae.kernel.findings import Refusal

_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"  # none that looks like another


class CannotTakeOut(Refusal):
    """The step is not taken; the text says why, in Japanese."""


def check_recipient(key: str) -> None:
    """Whether it is a public key. Raises CannotTakeOut."""
    try:
        pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as unread:
        raise CannotTakeOut("公開鍵を読めません。age1で始まる鍵を入れてください。", id="MC-101", at="recipient") from unread


def new_password() -> str:
    """Twenty signs, drawn by lot."""
    return "".join(secrets.choice(_SIGNS) for _ in range(20))


def sealed(medium: Medium, content: bytes, name: str, password: str) -> bytes:
    """The container as it is written onto this medium."""
    if medium.sealing == Sealing.AGE:
        made: bytes = pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(medium.recipient)])
        return made
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_STORED, encryption=pyzipper.WZ_AES) as archive:
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        archive.setpassword(password.encode())
        archive.writestr(name, content)
    return out.getvalue()


def suffix(medium: Medium) -> str:
    """How the name of such a file ends."""
    return "age" if medium.sealing == Sealing.AGE else "zip"
