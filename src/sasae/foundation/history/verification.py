"""Checking the journal: has anyone changed, removed, inserted or reordered a line?

Of segments that went by right at the end of their period the seals stay: the walk begins where the last of them ended, on
the hash its seal bears.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from sasae.foundation.history.chain import GENESIS, SELECT, entry_hash
from sasae.foundation.history.gone import Gone, gone, left_over
from sasae.foundation.history.seals import SealFile, read_line
from sasae.foundation.history.second_place import SecondPlace, compare
from sasae.kernel.findings import Finding, error, warning

FETCH = 5_000  # rows held in memory at a time
MOST_FINDINGS = 1_000
OVERDUE = timedelta(hours=1)  # an entry not chained by then was missed by the sealer, or slipped in with an old number
BACKDATED = timedelta(hours=1)  # no transaction of ours lasts longer


def verify(second: SecondPlace | None = None) -> list[Finding]:
    """Every disagreement between entries, chain, seals, the file of seals and the second place, up to a thousand.

    Empty: all is well.
    """
    with transaction.atomic():
        ends = _Ends()
        ends.gone, found = gone(ends.seals)
        found += left_over(ends.gone)
        for finding in _chain(ends):
            found.append(finding)
            if len(found) >= MOST_FINDINGS:
                return found
        found += _seals(ends)
        found += _unchained()
        if second is not None:
            found += compare(second)
    return found


def what_is_gone() -> tuple[str, ...]:
    """What went by right at the end of its period, a sentence a removal."""
    return gone(_Ends().seals)[0].words


class _Ends:
    """The hashes at the segments' ends, kept while walking the chain."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT segment, first_seq, last_seq, line FROM history_seal ORDER BY segment")
            self.seals: list[tuple[int, int, int, str]] = cursor.fetchall()
        self._wanted = {last for _, _, last, _ in self.seals}
        self.hashes: dict[int, str] = {}
        self.last = 0
        self.gone = Gone()
        self.begun = 1

    def beginning(self) -> tuple[int, bytes]:
        """Where the chain begins today and on which hash: the start, or the end of the last segment that went by right."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT min(seq) FROM history_chain")
            first = cursor.fetchone()[0]
        for segment, _, last, line in self.seals:
            if segment <= self.gone.last and last + 1 == first and (content := read_line(line)):
                self.last, self.begun = last, first
                return first, bytes.fromhex(content["hash"])
        return 1, GENESIS

    def note(self, seq: int, own: bytes) -> None:
        """Remember where the walk is."""
        self.last = seq
        if seq in self._wanted:
            self.hashes[seq] = own.hex()


def _chain(ends: _Ends) -> Iterator[Finding]:
    """Walk the chain from its beginning and compute every hash again."""
    expected, previous = ends.beginning()
    clock = None
    for seq, entry_id, stored_previous, stored, *row in _rows():
        at = f"{seq}番目"
        if seq != expected:
            yield error("H-101", at, f"鎖の {expected}番目から{seq - 1}番目までがありません。記録が消されています。")
        elif bytes(stored_previous) != previous:
            yield error("H-102", at, "前の記録とつながりません。記録が差し込まれたか、並べ替えられています。")
        if row[0] is None:
            yield error("H-103", at, f"履歴 {entry_id} がありません。記録が消されています。")
        elif entry_hash(bytes(stored_previous), row) != bytes(stored):
            yield error(
                "H-104", at, f"履歴 {entry_id} の内容が、鎖に入れたときと違います。記録が書き換えられています。"
            )
        elif clock is not None and row[1] < clock - BACKDATED:
            yield warning("H-105", at, f"履歴 {entry_id} の日時が前の記録より1時間以上古くなっています。")
        clock = max(filter(None, (clock, row[1])), default=None)
        previous, expected = bytes(stored), seq + 1
        ends.note(seq, previous)


def _rows() -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DECLARE chain_walk NO SCROLL CURSOR FOR SELECT c.seq, c.entry_id, c.previous, c.hash, {SELECT}"  # noqa: S608
            " FROM history_chain c LEFT JOIN history_entry e ON e.id = c.entry_id ORDER BY c.seq"
        )
        while True:
            cursor.execute(f"FETCH {FETCH} FROM chain_walk")
            rows = cursor.fetchall()
            yield from rows
            if len(rows) < FETCH:
                cursor.execute("CLOSE chain_walk")
                return


def _seals(ends: _Ends) -> Iterator[Finding]:
    """Compare the chain with its signed segments, in the database and in the file outside."""
    lines = SealFile.of_settings().lines()
    after = 0
    for segment, first, last, line in ends.seals:
        at = f"区間{segment}"
        content = read_line(line)
        outside = lines[segment - 1] if segment <= len(lines) else None
        if content is None:
            yield error("H-201", at, "封印の署名が正しくありません。")
        elif first != after + 1 or (content["first"], content["last"], content["segment"]) != (first, last, segment):
            yield error("H-202", at, "封印の範囲がつながりません。")
        elif last >= ends.begun and ends.hashes.get(last) != content["hash"]:
            yield error("H-203", at, "封印したときの鎖と、今の鎖が違います。鎖が作り直されています。")
        if outside is None:
            yield error("H-204", at, "データベースの外の封印がありません。")
        elif outside != line:
            yield error("H-205", at, "データベースの外の封印と違います。")
        after = last
    if len(lines) > len(ends.seals):
        yield error(
            "H-206", f"区間{len(ends.seals) + 1}", "データベースの外にある封印が、データベースから消えています。"
        )
    if ends.last > after:
        yield error("H-207", f"{after + 1}番目", "封印のない記録が鎖にあります。")


def _unchained() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id FROM history_entry e WHERE e.at < clock_timestamp() - %s AND NOT EXISTS"
            " (SELECT 1 FROM history_chain c WHERE c.entry_id = e.id) ORDER BY e.id LIMIT 20",
            [OVERDUE],
        )
        for (entry_id,) in cursor.fetchall():
            yield warning(
                "H-301",
                f"履歴 {entry_id}",
                "1時間以上、鎖に入っていません。封印の処理が止まっているか、後から差し込まれています。",
            )
