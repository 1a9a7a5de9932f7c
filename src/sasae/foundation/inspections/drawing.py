"""Drawing a month's sheets: the most telling cases of each office, the same ones whenever it is done."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from sasae.foundation.accounts.models import User
from sasae.foundation.history import Actor, Line, record_each
from sasae.foundation.history.as_of import versions
from sasae.foundation.inspections.models import Case, Sheet, SheetState
from sasae.foundation.inspections.radar import THRESHOLDS, Asked, found_in, midnight, month_after
from sasae.kernel.dated import load_dated

DATES = load_dated(__package__, "inspections.yaml", dict[str, int])
NO_OFFICE = "所属なし"
_EVERY = 1_000_000  # lines of a month: all of them
_WORKED = """
    SELECT e.actor_id, count(*) FROM history_entry e WHERE e.at >= %s AND e.at < %s AND e.outcome = 'shown'
        AND e.actor_kind = 'staff' AND cardinality(e.persons) > 0 GROUP BY 1
"""
_SEEN = """
    SELECT c.place, l.at, l.purpose, l.subject, coalesce(l.detail ->> 'case', '')
    FROM unnest(%(places)s::int[], %(actors)s::text[], %(persons)s::text[]) c (place, actor, person) CROSS JOIN LATERAL (
        SELECT e.at, e.purpose, e.subject, e.detail, e.id FROM history_entry e
        WHERE e.actor_id = c.actor AND e.at >= %(from)s AND e.at < %(until)s AND e.outcome = 'shown'
            AND e.persons @> ARRAY[c.person]::varchar[] AND cardinality(e.persons) <= %(most_persons)s
        ORDER BY e.at, e.id LIMIT %(looks_told)s) l ORDER BY c.place, l.at, l.id
"""
_DAYS = """
    SELECT c.place, l.day, l.shown
    FROM unnest(%(places)s::int[], %(actors)s::text[]) c (place, actor) CROSS JOIN LATERAL (
        SELECT (e.at AT TIME ZONE 'Asia/Tokyo')::date AS day, sum(cardinality(e.persons)) AS shown FROM history_entry e
        WHERE e.actor_id = c.actor AND e.at >= %(from)s AND e.at < %(until)s AND e.outcome = 'shown'
        GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(looks_told)s) l ORDER BY c.place, l.shown DESC, l.day
"""


@dataclass(frozen=True)
class Office:
    """Where somebody worked at the month's end."""

    key: str
    code: str
    name: str


def draw(month: date, *, by: Actor, on: date) -> list[Sheet]:
    """The sheets of a month, of each office whose staff looked at persons in it; none where they were drawn already."""
    with transaction.atomic():
        if Sheet.objects.filter(month=month).exists():
            return []
        looks = _looks(month)
        offices = offices_of(looks, month)
        lines: dict[str, list[Asked]] = defaultdict(list)
        for line in found_in(month, most=_EVERY).lines:
            lines[offices[line.actor_id].key].append(line)
        sheets = Sheet.objects.bulk_create(
            _sheet(
                month, office, [who for who in looks if offices[who].key == office.key], looks, lines[office.key], on
            )
            for office in sorted({office.key: office for office in offices.values()}.values(), key=lambda one: one.key)
        )
        cases = [case for sheet in sheets for case in _cases(sheet, lines[sheet.office_key])]
        _tell_what_was_seen(cases, month)
        Case.objects.bulk_create(cases)
        counts = Counter(case.sheet_id for case in cases)
        told = [Line(str(one), detail={"cases": counts[one.pk], "found": one.found, "sheet": one.pk}) for one in sheets]
        record_each(by, "inspections.drawn", told)
    return sheets


def offices_of(logins: Iterable[str], month: date) -> dict[str, Office]:
    """The office of each at the month's end; of an ID that is younger, today's."""
    names = sorted(set(logins))
    until = midnight(month_after(month))
    rows = [*User.objects.filter(login_id__in=names), *versions(User, until, login_id__in=names)]
    found = {row.login_id: _office(row.office_code, row.office) for row in rows}
    return {name: found.get(name, _office("", "")) for name in names}


def _office(code: str, name: str) -> Office:
    return Office(code or name or NO_OFFICE, code, name or code or NO_OFFICE)


def chosen(lines: Sequence[Asked], most: int, of_one: int) -> list[Asked]:
    """The first lines of an office, of one operator no more than so many: one busy operator does not fill the sheet."""
    had: Counter[str] = Counter()
    kept = []
    for line in lines:
        if had[line.actor_id] < of_one and len(kept) < most:
            kept.append(line)
            had[line.actor_id] += 1
    return kept


def _looks(month: date) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_WORKED, [midnight(month), midnight(month_after(month))])
        return dict(cursor.fetchall())


def _sheet(
    month: date, office: Office, staff: list[str], looks: dict[str, int], lines: list[Asked], on: date
) -> Sheet:  # fmt: skip
    days = DATES.on(month)
    explain, decide, confirm = (on + timedelta(days=days[f"{step}_days"]) for step in ("explain", "decide", "confirm"))
    return Sheet(
        month=month, office_key=office.key, office_code=office.code, office=office.name, drawn_on=on, explain_by=explain,
        decide_by=decide, confirm_by=confirm, operators=len(staff), looks=sum(looks[who] for who in staff),
        found=len(lines), state=SheetState.OPEN if lines else SheetState.READY,
    )  # fmt: skip


def _cases(sheet: Sheet, lines: list[Asked]) -> list[Case]:
    kept = chosen(lines, THRESHOLDS.on(sheet.month)["cases"], DATES.on(sheet.month)["one_operator"])
    every, told = (Counter(line.actor_id for line in some) for some in (lines, kept))
    return [
        Case(
            sheet=sheet, position=place, actor_id=line.actor_id, actor_name=line.actor or line.actor_id, person=line.person,
            signals=list(line.signals), score=line.score, looks=line.looks, first_at=line.first, last_at=line.last, seen=[],
            others=every[line.actor_id] - told[line.actor_id],
        )
        for place, line in enumerate(kept, start=1)
    ]  # fmt: skip


def _tell_what_was_seen(cases: list[Case], month: date) -> None:
    """The first looks of each case; of a case about an operator alone the days with the most persons. Two questions."""
    given: dict[str, Any] = {
        "from": midnight(month), "until": midnight(month_after(month)),
        "looks_told": DATES.on(month)["looks_told"], "most_persons": THRESHOLDS.on(month)["most_persons"],
    }  # fmt: skip
    of_persons = [place for place, case in enumerate(cases) if case.person]
    alone = [place for place, case in enumerate(cases) if not case.person]
    with connection.cursor() as cursor:
        persons = [cases[place].person for place in of_persons]
        cursor.execute(_SEEN, {**given, "places": of_persons, "actors": _actors(cases, of_persons), "persons": persons})
        for place, at, purpose, screen, case in cursor.fetchall():
            cases[place].seen.append({"at": at.isoformat(), "purpose": purpose, "screen": screen, "case": case})
        cursor.execute(_DAYS, {**given, "places": alone, "actors": _actors(cases, alone)})
        for place, day, shown in cursor.fetchall():
            cases[place].seen.append({"day": day.isoformat(), "persons": int(shown)})


def _actors(cases: list[Case], places: list[int]) -> list[str]:
    return [cases[place].actor_id for place in places]
