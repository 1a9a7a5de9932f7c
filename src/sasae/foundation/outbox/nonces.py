"""Used signatures, remembered by the database: every process of a service sees the same ones."""

from datetime import datetime

from django.db import connection

from sasae.kernel import clock


class DatabaseNonces:
    """The NonceStore of a service."""

    def seen(self, caller: str, nonce: str, expires: datetime) -> bool:
        """Whether this nonce was used before; if not, it is used now. Two at once: one of them sees it."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO outbox_nonce (caller, nonce, expires_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [caller, nonce, expires],
            )
            return bool(cursor.rowcount == 0)


def forget_expired() -> int:
    """Drop nonces whose signatures are too old to pass. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM outbox_nonce WHERE expires_at < %s", [clock.real_now()])
        return int(cursor.rowcount)
