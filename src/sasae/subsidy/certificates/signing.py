"""The office's keys for the code on certificates."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from sasae.formats.certificate_code import SigningKeys, Statement, write
from sasae.formats.qr_code import svg as picture_of

__all__ = ["code_of", "picture_of", "signing_keys"]


def signing_keys() -> SigningKeys:
    """The keys, read again when their file changes."""
    path = Path(settings.SASAE_KEY_FILE).with_name("certificates.keys.json")
    return _read(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=2)
def _read(path: Path, stamp: int) -> SigningKeys:
    return SigningKeys.read(path)


def code_of(claim: Statement) -> str:
    """The line a reader of the QR code gets."""
    return write(claim, signing_keys())
