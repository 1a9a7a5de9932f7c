"""The same treatment accepted more than once, looked for over all lines in one question of the database."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from sasae.kernel.findings import Finding, warning
from sasae.subsidy.duplicates.groups import all_merged

FETCHED = 1_000
_DOUBLES = """
    SELECT coalesce(m.one, l.person_id), l.treatment_month, min(l.provider), array_agg(l.id ORDER BY l.id),
           sum(l.in_kind_yen)
    FROM subsidy_receipts_receiptline l
    LEFT JOIN (SELECT unnest(%s::bigint[]) AS person, unnest(%s::bigint[]) AS one) m ON m.person = l.person_id
    WHERE l.state = 'accepted'
    GROUP BY coalesce(m.one, l.person_id), l.treatment_month, l.point_table, l.setting,
             coalesce(nullif(l.provider_key, ''), l.provider)
    HAVING count(*) > 1 ORDER BY 2, 1
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
    """All there are. A person who was merged counts as one."""
    merged = all_merged()
    with connection.cursor() as cursor:
        cursor.execute(_DOUBLES, [list(merged), [min(group) for group in merged.values()]])
        while fetched := cursor.fetchmany(FETCHED):
            for person, month, provider, lines, yen in fetched:
                yield Double(person, month, provider, tuple(lines), int(yen))


def accepted_twice() -> Iterator[Finding]:
    """The same as findings of the ledger's self-audit: a person let each of them pass, and is reminded."""
    for double in doubles():
        told = "、".join(f"明細{line}" for line in double.lines)
        yield warning(
            "LG-231",
            told,
            f"{double.month}・医療機関{double.provider}の同じ診療が{len(double.lines)}回認定されています。",
        )
