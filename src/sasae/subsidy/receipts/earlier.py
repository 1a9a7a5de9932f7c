"""What was paid for the same treatment already, looked up for many lines at once, and what one set accepts itself."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection

from sasae.subsidy.receipts.waiting import Line

Whose = tuple[int, str]  # person (one for all who are the same), treatment month

# Compared where they lie, line by line through the index of person and month: the cost is that of what was accepted in
# the same month for the same person, however much there is of others and however old the table's statistics are.
_COMPARED = """
    WITH asked AS MATERIALIZED (
        SELECT * FROM json_to_recordset(%s::json) AS told(
            line bigint, person bigint, month varchar, provider varchar, key varchar, "table" varchar, setting varchar,
            insurer varchar
        )
    )
    SELECT asked.line, sum(old.self_pay_yen),
        min(old.id) FILTER (WHERE alike AND exact AND old.provider = asked.provider AND old.insurer_number = asked.insurer),
        min(old.id) FILTER (
            WHERE alike AND old.provider = asked.provider AND NOT (exact AND old.insurer_number = asked.insurer)
        ),
        min(old.id) FILTER (WHERE alike AND old.provider <> asked.provider AND asked.key <> '' AND old.provider_key = asked.key)
    FROM asked CROSS JOIN LATERAL (
        SELECT id, self_pay_yen, provider, provider_key, insurer_number,
            point_table = asked."table" AND setting = asked.setting AS exact,
            (point_table = asked."table" OR '' IN (point_table, asked."table"))
                AND (setting = asked.setting OR '' IN (setting, asked.setting)) AND id <> asked.line AS alike
        FROM subsidy_receipts_receiptline
        WHERE person_id = asked.person AND treatment_month = asked.month AND state = 'accepted' OFFSET 0
    ) AS old
    GROUP BY asked.line
"""


class Compared(NamedTuple):
    """What is the same · what differs in the insurer, or does not say point table or 入外 · what is the same clinic by name
    under another code."""

    same: str = ""
    like: str = ""
    other: str = ""


_NOTHING = Compared()


@dataclass
class Earlier:
    """What was accepted before, by line; what this set accepts, by person and month; what the person bore in a month."""

    kept: dict[int, Compared] = field(default_factory=dict)
    accepted: dict[Whose, list[Line]] = field(default_factory=lambda: defaultdict(list))
    self_pay_yen: dict[Whose, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, whose: Whose, line: Line) -> None:
        """One more that is accepted."""
        self.accepted[whose].append(line)
        self.self_pay_yen[whose] += line.self_pay_yen or 0

    def compared(self, whose: Whose, line: Line) -> Compared:
        """What was paid before that this line may be once more."""
        kept = self.kept.get(line.pk, _NOTHING)
        if whose not in self.accepted:
            return kept
        same, like, other = kept
        for one in self.accepted[whose]:
            exact = one.point_table == line.point_table and one.setting == line.setting
            if not exact and not (_may_be(one.point_table, line.point_table) and _may_be(one.setting, line.setting)):
                continue
            if one.provider == line.provider:
                if exact and one.insurer_number == line.insurer_number:
                    same = same or _told(one.pk)
                else:
                    like = like or _told(one.pk)
            elif line.provider_key and one.provider_key == line.provider_key:
                other = other or _told(one.pk)
        return Compared(same, like, other)


def _may_be(one: str, other: str) -> bool:
    """Whether two may be the same where one may not be said."""
    return one == other or not one or not other


def _told(line: int | None) -> str:
    return f"明細{line}" if line else ""


def earlier_than(lines: Iterable[tuple[Line, int]], groups: Mapping[int, set[int]]) -> Earlier:
    """What is accepted already for the persons of these lines in the lines' months.

    Each line comes with who its person is one of; `groups` are all who are the same, where there are several.
    """
    whose: dict[int, Whose] = {}
    asked = []
    for line, one in lines:
        whose[line.pk] = one, line.treatment_month
        asked += [
            {
                "line": line.pk, "person": person, "month": line.treatment_month, "provider": line.provider,
                "key": line.provider_key, "table": line.point_table, "setting": line.setting,
                "insurer": line.insurer_number,
            }
            for person in groups.get(one, (one,))
        ]  # fmt: skip
    earlier = Earlier()
    with connection.cursor() as cursor:
        cursor.execute(_COMPARED, [json.dumps(asked, ensure_ascii=False)])
        for pk, yen, *found in cursor.fetchall():
            earlier.self_pay_yen[whose[pk]] = int(yen or 0)
            earlier.kept[pk] = Compared(*map(_told, found))
    return earlier
