"""Carrying a request out once: the effect, its journal line and its answer are one transaction."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction

from sasae.foundation import sealing
from sasae.foundation.outbox.models import ReceivedMessage
from sasae.kernel import clock

KEPT = timedelta(days=30)  # how long an answer can be had again; contracts repeat for hours, not weeks


class OtherBody(Exception):
    """The key was used before, for a message with another body."""


class AnswerGone(Exception):
    """The message was carried out so long ago that its answer is no longer kept."""


def once(caller: str, operation: str, key: str, body: bytes, carry_out: Callable[[], bytes]) -> bytes:
    """The answer of `carry_out`, run now or read back if this key was carried out before.

    A second request at the same moment waits for the first. Raises OtherBody, AnswerGone, and what `carry_out` raises,
    in which case nothing is kept and the key is free again.
    """
    digest = hashlib.sha256(body).hexdigest()
    with transaction.atomic():
        row = _take(caller, operation, key, digest)
        if row is None:
            return _read_back(caller, operation, key, digest)
        answer = carry_out()
        kept = sealing.encrypt(answer, _context(caller, operation, key))
        ReceivedMessage.objects.filter(pk=row).update(response=kept)
        return answer


def _take(caller: str, operation: str, key: str, digest: str) -> int | None:
    """The new row's number, or None when the key is taken. Waits for a transaction that is just taking it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO outbox_received (caller, operation, key, body_sha256) VALUES (%s, %s, %s, %s)
               ON CONFLICT (caller, operation, key) DO NOTHING RETURNING id""",
            [caller, operation, key, digest],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _read_back(caller: str, operation: str, key: str, digest: str) -> bytes:
    known = ReceivedMessage.objects.get(caller=caller, operation=operation, key=key)
    if known.body_sha256 != digest:
        raise OtherBody(key)
    if known.response is None:
        raise AnswerGone(key)
    return sealing.decrypt(known.response, _context(caller, operation, key))


def forget_answers() -> int:
    """Drop the answers kept long enough; that the message was carried out stays known. Returns how many."""
    old = ReceivedMessage.objects.filter(received_at__lt=clock.real_now() - KEPT, response__isnull=False)
    return old.update(response=None)


def _context(caller: str, operation: str, key: str) -> str:
    return f"outbox_received/{caller}/{operation}/{key}"
