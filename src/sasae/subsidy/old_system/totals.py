"""Counts and yen by year, ward and kind: of the staged rows, of the old system's control file, of our own tables. In sets."""

from typing import Any

from django.db import connection

from sasae.kernel.findings import Finding, error, warning
from sasae.reference.municipalities import name_of
from sasae.subsidy.old_system.layouts import layouts
from sasae.subsidy.old_system.models import Migration

KINDS = ("persons", "families", "entitlements", "certificates", "payments", "receivables")
_DAY = {"entitlements": "valid_from", "certificates": "issued_on", "payments": "paid_on", "receivables": "decided_on"}
_YEN = {
    "payments": "(r.values->>'yen')::bigint",
    "receivables": "(r.values->>'yen')::bigint - coalesce((r.values->>'paid')::bigint, 0)",
}
Key = tuple[str, int, str]
Figures = dict[Key, tuple[int, int]]

_STAGED = """
    SELECT {year} AS year, coalesce(p.values->>'ward_code', q.ward_code, '') AS ward, count(*), coalesce(sum({yen}), 0)
    FROM subsidy_old_system_stagedrow r
    LEFT JOIN subsidy_old_system_stagedrow p ON p.migration_id = r.migration_id AND p.kind = 'persons' AND p.key = r.person
    LEFT JOIN subsidy_people_person q ON q.atena_no = r.person
    {landed}
    WHERE r.migration_id = %(id)s AND r.kind = %(kind)s GROUP BY 1, 2"""

# What of a staged row must be in our own tables for it to count as landed.
_LANDED = {
    "persons": "JOIN subsidy_people_person t ON t.atena_no = r.key",
    "families": "JOIN subsidy_entitlements_family t ON t.applicant_id = q.id",
    "entitlements": """JOIN (
            SELECT n.number, n.person_id, e.valid_from::text AS since, e.valid_to::text AS until
            FROM subsidy_entitlements_recipient n JOIN subsidy_entitlements_entitlement e ON e.recipient_id = n.id OFFSET 0
        ) t ON t.number = r.values->>'recipient_number' AND t.person_id = q.id
        AND t.since = r.values->>'valid_from' AND t.until = r.values->>'valid_to'""",
    "certificates": "JOIN subsidy_certificates_certificate t ON t.number = r.key",
    "payments": """JOIN subsidy_old_system_pastpayment t ON t.number = r.key AND t.yen = (r.values->>'yen')::bigint
        JOIN subsidy_ledger_posting b ON b.cause = 'opening:' || t.number""",
    "receivables": """JOIN subsidy_old_system_openreceivable t ON t.number = r.key
        JOIN subsidy_recovery_receivable d ON d.origin = t.number AND d.yen = t.yen - t.paid
        JOIN subsidy_ledger_posting b ON b.cause = 'opening-due:' || t.number""",
}


def staged(migration: Migration, *, landed: bool = False) -> Figures:
    """What the files hold; with `landed`, only what stands in our own tables and books."""
    found: Figures = {}
    for kind in KINDS:
        year = f"left(r.values->>'{_DAY[kind]}', 4)::int" if kind in _DAY else "0"
        question = _STAGED.format(year=year, yen=_YEN.get(kind, "0"), landed=_LANDED[kind] if landed else "")
        with connection.cursor() as cursor:
            cursor.execute(question, {"id": migration.pk, "kind": kind})
            found |= {(kind, row[0], row[1]): (row[2], int(row[3])) for row in cursor.fetchall()}
    return found


def control(migration: Migration) -> Figures:
    """What the old system says it handed over."""
    rows = migration.rows.filter(kind="control").values_list("values", flat=True)
    return {(row["what"], row["year"], row["ward_code"]): (row["count"], row["yen"]) for row in rows}


def compared(ours: Figures, theirs: Figures) -> list[dict[str, Any]]:
    """Every line of either side, each with whether both agree."""
    lines = []
    for key in sorted(ours.keys() | theirs.keys(), key=lambda key: (KINDS.index(key[0]), *key[1:])):
        mine, other = ours.get(key, (0, 0)), theirs.get(key, (0, 0))
        lines.append(
            {
                "kind": layouts()[key[0]].label, "year": key[1], "ward": name_of(key[2]) if key[2] else "（区なし）",
                "count": mine[0], "yen": mine[1], "their_count": other[0], "their_yen": other[1], "same": mine == other,
            }
        )  # fmt: skip
    return lines


def disagreements(lines: list[dict[str, Any]], *, stop: bool) -> list[Finding]:
    """Where a sum is another than the old system's. It stops an import: each is explained by better files first."""
    told = error if stop else warning
    return [
        told(
            "OS-401", f"{one['kind']}・{one['year'] or '全体'}・{one['ward']}",
            f"ファイルは{one['count']:,}件 {one['yen']:,}円、合計表は{one['their_count']:,}件 {one['their_yen']:,}円です。",
        )
        for one in lines
        if not one["same"]
    ]  # fmt: skip
