"""Users of the demonstration: public passwords and authenticator keys, for made-up people only."""

import base64
import hashlib
import hmac
import struct
from dataclasses import dataclass

PASSWORD = "Sasae-demo-2026"  # noqa: S105 - public on purpose
STEP = 30  # seconds a code lives


@dataclass(frozen=True)
class DemoUser:
    """A member of staff of the demonstration and the rights the story needs."""

    login_id: str
    name: str
    office: str
    rights: tuple[str, ...]
    ward: str = ""
    office_code: str = ""


def totp_key(login_id: str) -> bytes:
    """The authenticator's key of a demonstration log-in: fixed, so that the story can be played again."""
    return hashlib.sha256(f"sasae demonstration {login_id}".encode()).digest()[:20]


def totp_secret(login_id: str) -> str:
    """The same key as an authenticator app wants it (base32)."""
    return base64.b32encode(totp_key(login_id)).decode()


def totp_code(login_id: str, at: float) -> str:
    """The six digits at a moment (Unix seconds), RFC 6238 with SHA-1."""
    digest = hmac.new(totp_key(login_id), struct.pack(">Q", int(at // STEP)), hashlib.sha1).digest()
    start = digest[-1] & 15
    number: int = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
