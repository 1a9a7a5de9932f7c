"""Keeping and opening the copy of what was sent. The key is made of the log-in's token, of which only the hash is kept."""

import hashlib
import os
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from sasae.portal.forms.models import Copy
from sasae.portal.signatures.sessions import LASTS

_NONCE = 12  # bytes


def _key(token: str) -> bytes:
    return hashlib.sha256(f"portal copy\0{token}".encode()).digest()


@transaction.atomic
def keep(submission_id: UUID, content: bytes, token: str, *, now: datetime) -> None:
    """Keep the copy; copies of log-ins that are over go."""
    forget(now)
    nonce = os.urandom(_NONCE)
    cipher = nonce + AESGCM(_key(token)).encrypt(nonce, content, submission_id.bytes)
    Copy.objects.update_or_create(submission_id=submission_id, defaults={"cipher": cipher, "kept_at": now})


def forget(now: datetime) -> None:
    """Copies of log-ins that are over go: nobody can open them any more."""
    Copy.objects.filter(kept_at__lt=now - LASTS).delete()


def opened(submission_id: UUID, token: str, *, now: datetime) -> bytes | None:
    """The copy, by the log-in in which it was sent; None for any other, and afterwards."""
    kept = Copy.objects.filter(submission_id=submission_id, kept_at__gte=now - LASTS).first()
    if kept is None:
        return None
    cipher = bytes(kept.cipher)
    try:
        return AESGCM(_key(token)).decrypt(cipher[:_NONCE], cipher[_NONCE:], submission_id.bytes)
    except InvalidTag:
        return None
