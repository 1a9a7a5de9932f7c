"""Files of a run are kept as they leave or came: put together in the database, piece by piece."""

import hashlib
from collections.abc import Iterable, Iterator

from django.db import connection

from sasae.kernel import clock
from sasae.subsidy.payments.models import PaymentRun
from sasae.subsidy.payments.outputs import Output

BLOCK = 1 << 20  # bytes that go to the database at once
_PIECES = "CREATE TEMPORARY TABLE IF NOT EXISTS payment_pieces (place int, content bytea) ON COMMIT DROP"
_KEEP = """
    INSERT INTO subsidy_payments_paymentfile (run_id, kind, part, name, media_type, content, sha256, made_at)
    SELECT %s, %s, %s, %s, %s, coalesce(string_agg(content, ''::bytea ORDER BY place), ''::bytea), %s, %s
    FROM payment_pieces
"""


def keep(run: PaymentRun, output: Output) -> None:
    """Keep a file. Whoever makes its pieces may ask the database meanwhile; nobody holds the whole."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        cursor.execute(_PIECES)
        cursor.execute("DELETE FROM payment_pieces")
        for place, block in enumerate(_blocks(output.pieces)):
            digest.update(block)
            cursor.execute("INSERT INTO payment_pieces VALUES (%s, %s)", [place, block])
        about = [run.pk, output.kind, output.part, output.name, output.media_type]
        cursor.execute(_KEEP, [*about, digest.hexdigest(), clock.real_now()])


def _blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    block = bytearray()
    for piece in pieces:
        block += piece
        if len(block) >= BLOCK:
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)
