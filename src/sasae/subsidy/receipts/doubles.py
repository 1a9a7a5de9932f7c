"""The same treatment accepted more than once, looked for over all lines in one question of the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from django.db import connection

from sasae.kernel.findings import Finding, warning
from sasae.subsidy.duplicates.groups import all_merged

FETCHED = 1_000
# Two codes are one clinic where their names agree; a line that gives no name takes that of its code in the same month.
_TOGETHER = """
    WITH line AS (
        SELECT l.id, coalesce(m.one, l.person_id) AS who, l.treatment_month, l.provider, l.point_table, l.setting, l.in_kind_yen,
            max(l.provider_key) OVER (PARTITION BY coalesce(m.one, l.person_id), l.treatment_month, l.provider) AS name
        FROM subsidy_receipts_receiptline l
        LEFT JOIN (SELECT unnest(%s::bigint[]) AS person, unnest(%s::bigint[]) AS one) m ON m.person = l.person_id
        WHERE l.state = 'accepted'
    )
    SELECT who, treatment_month, min(provider), array_agg(id ORDER BY id), array_agg(point_table ORDER BY id),
        array_agg(setting ORDER BY id), array_agg(in_kind_yen ORDER BY id)
    FROM line GROUP BY who, treatment_month, coalesce(nullif(name, ''), provider)
    HAVING count(*) > 1 ORDER BY treatment_month, who, min(id)
"""


@dataclass(frozen=True)
class Double:
    """Accepted lines of one person, month, kind of treatment and provider (by name where it is known, else by code)."""

    person_id: int
    month: str
    provider: str
    lines: tuple[int, ...]
    yen: int


def doubles() -> Iterator[Double]:
    """All there are. A person who was merged counts as one; a line that does not say 入外 or point table may be any."""
    merged = all_merged()
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER, [list(merged), [min(group) for group in merged.values()]])
        while fetched := cursor.fetchmany(FETCHED):
            for person, month, provider, ids, tables, settings, yen in fetched:
                paid = dict(zip(ids, yen, strict=True))
                for lines in _same(list(zip(ids, tables, settings, strict=True))):
                    yield Double(person, month, provider, lines, sum(paid[line] for line in lines))


def _same(said: Sequence[tuple[int, str, str]]) -> list[tuple[int, ...]]:
    """The largest sets of lines that may each be the same treatment, of lines with their point table and 入外.

    A line that leaves something open may belong to several; inpatient and outpatient care never belong together.
    """
    tables = {table for _, table, _ in said} - {""} or {""}
    settings = {setting for _, _, setting in said} - {""} or {""}
    found = {
        tuple(line for line, one, other in said if one in (table, "") and other in (setting, ""))
        for table, setting in product(tables, settings)
    }
    several = [lines for lines in found if len(lines) > 1]
    return sorted(lines for lines in several if not any(set(lines) < set(more) for more in several))


def accepted_twice() -> Iterator[Finding]:
    """The same as findings of the ledger's self-audit: a person let each of them pass, and is reminded."""
    for double in doubles():
        told = "、".join(f"明細{line}" for line in double.lines)
        yield warning(
            "LG-231",
            told,
            f"{double.month}・医療機関{double.provider}の同じ診療が{len(double.lines)}回認定されています。",
        )
