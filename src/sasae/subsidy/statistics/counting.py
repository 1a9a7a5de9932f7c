"""Counting the ledger: every line of cost of some months, by ward, family, treatment and body. One statement for all.

A month's figures are those of what was booked in it. What came from the old system counts in the month it was paid. A
person stands with the ward they live in when it is counted: a closed month keeps it, whoever moves later. A protected person
stands with those whose ward is not told.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from sasae.kernel.period import Month
from sasae.reference.municipalities import name_of
from sasae.subsidy.ledger.models import Scheme
from sasae.subsidy.statistics.models import Side

# Whom a protection reaches: themselves, and who was merged with them, in either direction.
_HIDDEN = """
    hidden AS (
        SELECT id FROM subsidy_people_person WHERE protected_until >= %(on)s
        UNION SELECT m.kept_id FROM subsidy_duplicates_merge m JOIN subsidy_people_person p ON p.id = m.other_id
            WHERE m.state = 'merged' AND p.protected_until >= %(on)s
        UNION SELECT m.other_id FROM subsidy_duplicates_merge m JOIN subsidy_people_person p ON p.id = m.kept_id
            WHERE m.state = 'merged' AND p.protected_until >= %(on)s
    )"""
_WARD = "CASE WHEN p.id IN (SELECT id FROM hidden) THEN '' ELSE p.ward_code END"
_FAMILY = """
    family AS (
        SELECT DISTINCT ON (m.person_id) m.person_id, a.role
        FROM subsidy_entitlements_familymember m
        JOIN subsidy_entitlements_family f ON f.id = m.family_id
        JOIN subsidy_entitlements_familymember a ON a.family_id = f.id AND a.person_id = f.applicant_id
        ORDER BY m.person_id, m.since DESC, m.id DESC
    )"""
_MONTH = "to_char(coalesce(old.paid_on, b.\"on\"), 'YYYY-MM')"
_BOOKED = """
        FROM subsidy_ledger_postingline l
        JOIN subsidy_ledger_posting b ON b.id = l.posting_id
        LEFT JOIN subsidy_old_system_pastpayment old ON b.cause = 'opening:' || old.number"""
_WITHIN = """
        WHERE l.account IN ('in_kind', 'reimbursement')
        AND (b."on" BETWEEN %(first)s AND %(last)s OR old.paid_on BETWEEN %(first)s AND %(last)s)"""
_BY_SCHEME = f"""
    SELECT month, scheme, sum(yen)::bigint FROM (SELECT {_MONTH} AS month, l.scheme, l.yen {_BOOKED} {_WITHIN}) told
    WHERE month BETWEEN %(from)s AND %(to)s GROUP BY month, scheme"""
_COSTS = f"""
    WITH {_HIDDEN}, {_FAMILY}, told AS (
        SELECT {_MONTH} AS month, l.person_id, l.yen, l.scheme, {_WARD} AS ward, coalesce(family.role, '') AS family,
            coalesce(nullif(r.point_table, ''), left(l.treatment, 1)) AS treatment, coalesce(f.reviewer, '') AS body
        {_BOOKED}
        JOIN subsidy_people_person p ON p.id = l.person_id
        LEFT JOIN family ON family.person_id = l.person_id
        LEFT JOIN subsidy_receipts_receiptline r
            ON b.cause ~ '^receipt[^:]*:[0-9]+' AND r.id = substring(b.cause FROM '^receipt[^:]*:([0-9]+)')::bigint
        LEFT JOIN subsidy_receipts_receiptfile f ON f.id = r.file_id
        {_WITHIN}
    )
    SELECT month, grouping(scheme, ward, family, treatment, body) AS sides,
        coalesce(scheme, '') , coalesce(ward, ''), coalesce(family, ''), coalesce(treatment, ''), coalesce(body, ''),
        sum(sign(yen))::int, count(DISTINCT person_id) FILTER (WHERE yen > 0), sum(yen)::bigint
    FROM told WHERE month BETWEEN %(from)s AND %(to)s
    GROUP BY GROUPING SETS ((month), (month, scheme), (month, ward), (month, family), (month, treatment), (month, body))"""
_COVERED = f"""
    WITH {_HIDDEN}
    SELECT grouping(ward, role), coalesce(ward, ''), coalesce(role, ''), count(DISTINCT recipient_id) FROM (
        SELECT e.recipient_id, {_WARD} AS ward, coalesce(a.role, '') AS role
        FROM subsidy_entitlements_entitlement e
        JOIN subsidy_entitlements_recipient n ON n.id = e.recipient_id
        JOIN subsidy_people_person p ON p.id = n.person_id
        JOIN subsidy_entitlements_family f ON f.id = e.family_id
        LEFT JOIN subsidy_entitlements_familymember a ON a.family_id = f.id AND a.person_id = f.applicant_id AND a.until IS NULL
        WHERE NOT e.annulled AND e.valid_from <= %(on)s AND e.valid_to >= %(on)s
    ) covered GROUP BY GROUPING SETS ((), (ward), (role))"""
_SIDES = {0b01111: Side.SCHEME, 0b10111: Side.WARD, 0b11011: Side.FAMILY, 0b11101: Side.TREATMENT, 0b11110: Side.BODY,
          0b11111: Side.TOTAL}  # fmt: skip
_COLUMN = {side: place for place, side in enumerate([Side.SCHEME, Side.WARD, Side.FAMILY, Side.TREATMENT, Side.BODY])}
LABELS: dict[Side, dict[str, str]] = {
    Side.SCHEME: {"1": "現物給付", "2": "償還払い"},
    Side.FAMILY: {"11": "母子家庭", "10": "父子家庭", "20": "養育者家庭"},
    Side.TREATMENT: {"1": "医科", "3": "歯科", "4": "調剤", "5": "柔道整復", "6": "訪問看護", "7": "はり・きゅう・マッサージ",
                     "8": "治療用装具"},
    Side.BODY: {"1": "支払基金", "2": "国保連合会"},
}
NOT_TOLD = {
    Side.WARD: "区を示さないもの", Side.FAMILY: "家族の記録がないもの", Side.TREATMENT: "区分のわからないもの（旧システムの分など）",
    Side.BODY: "審査支払機関を通らないもの",
}  # fmt: skip


@dataclass(frozen=True)
class Count:
    """One figure."""

    side: Side
    value: str
    grants: int = 0
    persons: int = 0
    yen: int = 0
    covered: int = 0

    @property
    def label(self) -> str:
        """What it is counted for, in words."""
        if not self.value:
            return NOT_TOLD.get(self.side, "全体")
        if self.side is Side.WARD:
            return name_of(self.value)
        return LABELS[self.side].get(self.value, self.value)


def costs(first: Month, last: Month) -> dict[str, list[Count]]:
    """The figures of these months, both included, by month, counted now from the ledger."""
    asked = {"first": first.first, "last": last.last, "from": str(first), "to": str(last), "on": last.last}
    found: dict[str, list[Count]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_COSTS, asked)
        for month, sides, *values, grants, persons, yen in cursor.fetchall():
            side = _SIDES[sides]
            value = values[_COLUMN[side]] if side in _COLUMN else ""
            found[month].append(Count(side, value, grants, persons, yen))
    return dict(found)


def yen_by_month(first: Month, last: Month) -> dict[str, dict[str, int]]:
    """Yen by month and 助成区分, as the ledger has them now; both 区分 of a month are always there."""
    asked = {"first": first.first, "last": last.last, "from": str(first), "to": str(last)}
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Scheme.values, 0))
    with connection.cursor() as cursor:
        cursor.execute(_BY_SCHEME, asked)
        for month, scheme, yen in cursor.fetchall():
            found[month][scheme] = yen
    return found


def covered(month: Month) -> dict[tuple[Side, str], int]:
    """Who is covered on the last day of a month."""
    with connection.cursor() as cursor:
        cursor.execute(_COVERED, {"on": month.last})
        rows = cursor.fetchall()
    sides = {0b01: Side.WARD, 0b10: Side.FAMILY, 0b11: Side.TOTAL}
    return {(sides[side], ward or role): count for side, ward, role, count in rows}


def month_now(month: Month) -> list[Count]:
    """Everything of one month, counted now."""
    told = {(one.side, one.value): one for one in costs(month, month).get(str(month), [])}
    here = covered(month)
    keys = sorted(told.keys() | here.keys(), key=lambda key: (list(Side).index(key[0]), not key[1], key[1]))
    return [_with_cover(told.get(key) or Count(*key), here.get(key, 0)) for key in keys]


def _with_cover(one: Count, count: int) -> Count:
    return Count(one.side, one.value, one.grants, one.persons, one.yen, count)
