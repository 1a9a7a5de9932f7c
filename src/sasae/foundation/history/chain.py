"""Chaining and sealing the journal, so that a change by anyone, the database's owner included, is seen.

Writers insert entries without a chain and never wait for one another. `seal` takes what is committed and not yet chained,
in the order of their numbers; a transaction that commits late is simply chained later. Each segment is closed by a
signed line, kept in the database and in a file outside it (`seals/<service>.jsonl`), which should be copied elsewhere.

The hash of an entry is SHA-256 over the hash before it and the entry as canonical JSON, so that an auditor can check an
export without this program.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from sasae.foundation.history.seals import SealFile, sign_line

GENESIS = bytes(32)
LATE_WINDOW = 200_000  # entry numbers behind the newest chained one that a late commit may still take
_LOCK = 0x5A5AE  # one sealer a database at a time

COLUMNS = (
    "id", "at", "actor_id", "actor_name", "actor_kind", "terminal", "right", "purpose", "event", "subject", "persons",
    "outcome", "detail", "request_id",
)  # fmt: skip
SELECT = (
    'e.id, e.at, e.actor_id, e.actor_name, e.actor_kind, e.terminal, e."right", e.purpose, e.event, e.subject, '
    + ("e.persons, e.outcome, e.detail::text, e.request_id")
)


@dataclass(frozen=True)
class Sealed:
    """What one run of the sealer did."""

    entries: int
    segment: int | None


def entry_hash(previous: bytes, row: Iterable[Any]) -> bytes:
    """The hash of one entry, as read by SELECT, after `previous`."""
    values = dict(zip(COLUMNS, row, strict=True))
    at: datetime = values["at"]
    values["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    values["detail"] = json.loads(values["detail"])
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode()).digest()


def seal(limit: int = 50_000, *, everything: bool = False) -> Sealed:
    """Chain up to `limit` committed entries and close the segment with a signed line.

    `everything` looks for late commits over the whole table instead of the newest part; `verify` says when that is due.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        seq, previous, newest = _head(cursor)
        links = list(_links(_unchained(cursor, limit, 0 if everything else newest - LATE_WINDOW), seq, previous))
        segment = _store(cursor, links) if links else None
    SealFile.of_settings().append_missing()
    return Sealed(len(links), segment)


def _head(cursor: Any) -> tuple[int, bytes, int]:
    """The last link's place and hash, and the newest entry that is chained."""
    cursor.execute("SELECT seq, hash FROM history_chain ORDER BY seq DESC LIMIT 1")
    last = cursor.fetchone()
    cursor.execute("SELECT coalesce(max(entry_id), 0) FROM history_chain")
    newest: int = cursor.fetchone()[0]
    return (last[0], bytes(last[1]), newest) if last else (0, GENESIS, 0)


def _unchained(cursor: Any, limit: int, above: int) -> list[tuple[Any, ...]]:
    cursor.execute(
        f"SELECT {SELECT} FROM history_entry e WHERE e.id > %s AND NOT EXISTS"  # noqa: S608 - constant columns
        " (SELECT 1 FROM history_chain c WHERE c.entry_id = e.id AND c.entry_id > %s) ORDER BY e.id LIMIT %s",
        [above, above, limit],
    )
    return list(cursor.fetchall())


def _links(rows: list[tuple[Any, ...]], seq: int, previous: bytes) -> Iterator[tuple[int, int, bytes, bytes]]:
    for row in rows:
        seq += 1
        own = entry_hash(previous, row)
        yield seq, row[0], previous, own
        previous = own


def _store(cursor: Any, links: list[tuple[int, int, bytes, bytes]]) -> int:
    with cursor.copy("COPY history_chain (seq, entry_id, previous, hash) FROM STDIN") as copy:
        for link in links:
            copy.write_row(link)
    cursor.execute("SELECT coalesce(max(segment), 0) + 1 FROM history_seal")
    segment: int = cursor.fetchone()[0]
    first, last = links[0][0], links[-1][0]
    line = sign_line(
        {
            "service": settings.SASAE_SERVICE,
            "segment": segment,
            "first": first,
            "last": last,
            "previous": links[0][2].hex(),
            "hash": links[-1][3].hex(),
        }
    )
    cursor.execute(
        "INSERT INTO history_seal (segment, first_seq, last_seq, line) VALUES (%s, %s, %s, %s)",
        [segment, first, last, line],
    )
    return segment
