"""Who is affected: drawn from the journal in one statement, or named by hand; and how each of them was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from sasae.foundation.history import Actor, record
from sasae.foundation.history.models import HistoryEntry, Outcome
from sasae.foundation.incidents.actions import CannotGoOn, in_work, line
from sasae.foundation.incidents.actions.following import parts
from sasae.foundation.incidents.models import Affected, Incident, Telling
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import one_line
from sasae.kernel.wareki import to_wareki

LONGEST = timedelta(days=366)  # a period that is drawn at once
MOST_TYPED = 500
TOLD = {Telling.TOLD, Telling.EXCUSED, Telling.APART}
_DRAW = """
    INSERT INTO incidents_affected AS known (incident_id, person, drawn, shown, first_at, last_at, protected, state, note, told_by)
    SELECT %s, person, true, count(*), min(at), max(at), false, 'waiting', '', ''
      FROM ({rows}) AS entry CROSS JOIN unnest(entry.persons) AS person
     GROUP BY person
    ON CONFLICT (incident_id, person) DO UPDATE
       SET shown = GREATEST(known.shown, EXCLUDED.shown), first_at = LEAST(known.first_at, EXCLUDED.first_at),
           last_at = GREATEST(known.last_at, EXCLUDED.last_at), drawn = true
    RETURNING person
"""
_MARK = """
    UPDATE incidents_affected AS known SET protected = true
      FROM {table} AS p
     WHERE known.incident_id = %s AND NOT known.protected AND p.{person} = known.person AND p.{until} >= %s
"""


@dataclass(frozen=True)
class Wanted:
    """Which lines of the journal: whose, at which terminal, on which days, seen or done."""

    since: date
    until: date
    actor: str = ""
    terminal: str = ""
    event: str = ""
    purpose: str = ""

    def words(self) -> str:
        """The condition, as the time line keeps it."""
        named = {"操作者": self.actor, "端末": self.terminal, "出来事": self.event, "目的": self.purpose}
        said = [f"{label} {text}" for label, text in named.items() if text]
        return "、".join([f"{to_wareki(self.since)}から{to_wareki(self.until)}まで", *said])

    def narrow(self, rows: QuerySet[HistoryEntry]) -> QuerySet[HistoryEntry]:
        """Those lines; what was refused showed nobody."""
        first = datetime.combine(self.since, time(), TOKYO)
        rows = rows.filter(at__gte=first, at__lt=datetime.combine(self.until + timedelta(days=1), time(), TOKYO))
        rows = rows.exclude(outcome=Outcome.REFUSED).exclude(persons=[])
        rows = rows.filter(Q(actor_id=self.actor) | Q(actor_name=self.actor)) if self.actor else rows
        exact = {"terminal": self.terminal, "event": self.event, "purpose": self.purpose}
        return rows.filter(**{name: text for name, text in exact.items() if text})


@transaction.atomic
def draw(number: str, wanted: Wanted, rows: QuerySet[HistoryEntry], *, by: Actor, at: datetime) -> int:
    """Everybody in those lines, in one statement. `rows` are the lines the user may read. Returns how many persons."""
    one = in_work(number)
    if wanted.until < wanted.since or wanted.until - wanted.since > LONGEST:
        raise CannotGoOn.one("IC-130", "until", "期間は1年までで、始まりを終わりより前にしてください。")
    if not (wanted.actor or wanted.terminal or wanted.event or wanted.purpose):
        raise CannotGoOn.one("IC-131", "actor", "操作者・端末・出来事・目的のどれかを入れてください。")
    return _drawn(one, wanted, rows, by=by, at=at)


@transaction.atomic
def draw_at_once(one: Incident, wanted: Wanted, *, by: Actor, at: datetime) -> int:
    """The same of an incident that was reported this moment, out of the whole journal: who found it has read those lines."""
    return _drawn(one, wanted, HistoryEntry.objects.all(), by=by, at=at)


def _drawn(one: Incident, wanted: Wanted, rows: QuerySet[HistoryEntry], *, by: Actor, at: datetime) -> int:
    query, values = wanted.narrow(rows).order_by().values("persons", "at").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_DRAW.format(rows=query), [one.pk, *values])
        persons = [person for (person,) in cursor.fetchall()]
    _mark_protected(one.pk, at.astimezone(TOKYO).date())
    line(one, f"影響を受ける人を操作履歴から{len(persons)}人拾った（{wanted.words()}）。", by=by, at=at)
    record(by, "incident.drawn", one.number, persons, condition=wanted.words())
    return len(persons)


def _mark_protected(incident: int, on: date) -> None:
    place = getattr(settings, "SASAE_PROTECTED_PERSONS", None)
    if place is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_MARK.format(**dict(zip(("table", "person", "until"), place, strict=True))), [incident, on])


@transaction.atomic
def seen_without_need(one: Incident, person: str, looks: int, first: datetime, last: datetime, *, by: Actor, at: datetime) -> None:
    """The one person somebody looked at without need, with the looks the journal has of it."""
    Affected.objects.create(incident=one, person=person, drawn=True, shown=looks, first_at=first, last_at=last)
    _mark_protected(one.pk, at.astimezone(TOKYO).date())
    line(one, f"影響を受ける人を操作履歴から1人拾った（{looks}回の閲覧）。", by=by, at=at)
    record(by, "incident.named", one.number, [person])


@transaction.atomic
def name(number: str, persons: str, *, by: Actor, at: datetime) -> int:
    """Persons known otherwise, as those of a lost paper, by number, one a line. Returns how many were new."""
    one = in_work(number)
    wanted = parts(persons)
    if not wanted or len(wanted) > MOST_TYPED or any(len(each) > 40 for each in wanted):
        raise CannotGoOn.one("IC-132", "persons", f"本人の番号を1行に1つ、{MOST_TYPED}件まで入れてください。")
    known = set(one.affected.filter(person__in=wanted).values_list("person", flat=True))
    fresh = [each for each in wanted if each not in known]
    Affected.objects.bulk_create([Affected(incident=one, person=each, drawn=False) for each in fresh])
    _mark_protected(one.pk, at.astimezone(TOKYO).date())
    line(one, f"影響を受ける人を{len(fresh)}人入れた。", by=by, at=at)
    record(by, "incident.named", number, fresh)
    return len(fresh)


@transaction.atomic
def settle(number: str, persons: Sequence[str], state: str, note: str, *, by: Actor, at: datetime) -> int:
    """How these were told, why they are not, or that nothing of theirs was concerned. Returns how many."""
    one = in_work(number)
    if state not in TOLD:
        raise CannotGoOn.one("IC-133", "state", "通知の結果を選んでください。")
    said = one_line(note, CannotGoOn.said, missing="通知の方法、または理由を入れてください。", at="note", most=300)
    rows = one.affected.select_for_update().filter(person__in=list(persons)).exclude(state=state)
    chosen = list(rows.values_list("person", flat=True))
    if not chosen:
        raise CannotGoOn.one("IC-134", "", "記録する人を選んでください。")
    one.affected.filter(person__in=chosen).update(state=state, note=said, told_by=by.id, told_at=at)
    told = Telling(state).label
    line(one, f"{len(chosen)}人の通知を記録した（{told}：{said}）"[:500], by=by, at=at)
    record(by, "incident.told", number, chosen, telling=told)
    return len(chosen)
