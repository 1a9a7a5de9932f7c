"""What of the journal is gone by right: segments whose removal another person approved, as the signed lines say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from sasae.foundation.history.seals import read_line
from sasae.kernel.findings import Finding, error
from sasae.kernel.wareki import to_wareki

Seals = Sequence[tuple[int, int, int, str]]  # segment, first and last place in the chain, signed line
_REMOVALS = """
    SELECT id, first_segment, last_segment, last_seq, entries, oldest, newest, approved_by, line, state
    FROM removals_removal WHERE state IN ('approved', 'done', 'confirmed') ORDER BY first_segment
"""


@dataclass
class Gone:
    """Up to where the chain may be missing, and what is said of it. `last`: the last segment; `seq`: its last place."""

    last: int = 0
    seq: int = 0
    finished: int = 0  # up to which place it must be missing
    words: tuple[str, ...] = ()


def gone(seals: Seals) -> tuple[Gone, list[Finding]]:
    """The approved removals, each beginning where the one before ended; one that is not as it was signed is a finding."""
    known = {segment: (last, line) for segment, _, last, line in seals}
    found, findings = Gone(), []
    with connection.cursor() as cursor:
        cursor.execute(_REMOVALS)
        rows = cursor.fetchall()
    for number, first, last, last_seq, entries, oldest, newest, by, line, state in rows:
        told, seal = read_line(line), known.get(last)
        content = read_line(seal[1]) if seal else None
        signed = (number, first, last, last_seq, entries, by)
        names = ("removal", "first", "last", "last_seq", "entries", "approved_by")
        if (
            told is None
            or content is None
            or tuple(told.get(name) for name in names) != signed
            or told["hash"] != content["hash"]
        ):
            findings.append(error("H-501", f"消去 {number}", "操作履歴の消去の承認が、署名したときと違います。"))
            continue
        if first != found.last + 1:
            findings.append(error("H-502", f"消去 {number}", "操作履歴の消去が、前の消去とつながりません。"))
            continue
        said = f"区間{first}から{last}まで{entries:,}件（{to_wareki(oldest.date())}から{to_wareki(newest.date())}まで）は、保存期間を過ぎたため消しました（消去 {number}）。"
        finished = last_seq if state != "approved" else found.finished
        found = Gone(last, last_seq, finished, (*found.words, said))
    return found, findings


def left_over(found: Gone) -> Iterator[Finding]:
    """Links that should be gone and are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM history_chain WHERE seq <= %s", [found.finished])
        count = cursor.fetchone()[0]
    if count:
        yield error(
            "H-503",
            f"{found.finished}番目まで",
            f"消したはずの記録が{count}件残っています。消去をもう一度行ってください。",
        )
