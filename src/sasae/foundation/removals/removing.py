"""How long the journal is kept, which of its segments are due, and taking them away: whole sealed segments, the oldest first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, connections, transaction

from sasae.kernel.clock import TOKYO
from sasae.kernel.dated import load_dated

PERIOD = load_dated("sasae.foundation.removals", "period.yaml", int)
APRIL = 4  # 会計年度 begins (地方自治法208条)
BY = "retention"  # the connection of the role that reads and deletes
_FIRST_KEPT = """
    SELECT min(c.seq) FROM history_chain c JOIN history_entry e ON e.id = c.entry_id WHERE e.at >= %s
"""
_WHOLE = """
    SELECT min(segment), max(segment), max(last_seq) FROM history_seal
    WHERE segment < (SELECT max(segment) FROM history_seal)
      AND first_seq >= (SELECT min(seq) FROM history_chain) AND (last_seq < %s OR %s::bigint IS NULL)
"""
_WHAT = """
    SELECT count(*), min(e.at), max(e.at) FROM history_chain c JOIN history_entry e ON e.id = c.entry_id WHERE c.seq <= %s
"""


@dataclass(frozen=True)
class Segments:
    """Segments that are due together, and what is in them."""

    first: int
    last: int
    last_seq: int
    entries: int
    oldest: datetime
    newest: datetime


def before(on: date) -> date:
    """What was written before this day is past its period: the first of April after the last whole year it is kept."""
    year = on.year if on.month >= APRIL else on.year - 1
    return date(year - PERIOD.on(on), APRIL, 1)


def due(on: date) -> Segments | None:
    """The oldest segments all of whose entries are past their period; the newest segment always stays."""
    day = before(on)
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_KEPT, [datetime(day.year, day.month, day.day, tzinfo=TOKYO)])
        kept = cursor.fetchone()[0]
        cursor.execute(_WHOLE, [kept, kept])
        first, last, last_seq = cursor.fetchone()
        if first is None:
            return None
        cursor.execute(_WHAT, [last_seq])
        entries, oldest, newest = cursor.fetchone()
    return Segments(first, last, last_seq, entries, oldest, newest)


def take_away(segment: int) -> None:
    """One segment's entries and links, in one transaction of the role that may; its seal stays. Gone already: nothing."""
    with transaction.atomic(using=BY), connections[BY].cursor() as cursor:
        cursor.execute("SELECT first_seq, last_seq FROM history_seal WHERE segment = %s", [segment])
        first, last = cursor.fetchone()
        range_: list[Any] = [first, last]
        cursor.execute(
            "DELETE FROM history_entry WHERE id IN (SELECT entry_id FROM history_chain WHERE seq BETWEEN %s AND %s)",
            range_,
        )
        cursor.execute("DELETE FROM history_chain WHERE seq BETWEEN %s AND %s", range_)
