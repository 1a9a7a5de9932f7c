"""The radar: of a month's looks those a supervisor should ask about, the most telling first, found by one statement.

Where the names of persons stand the service says by SASAE_RADAR_PERSONS (table, columns of number and name).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from sasae.foundation.inspections.signals import SIGNALS, Signal
from sasae.kernel import clock
from sasae.kernel.dated import load_dated

THRESHOLDS = load_dated(__package__, "radar.yaml", dict[str, Any])
INSPECTING = ["history.view", "history.export", "inspections.view"]  # who looks for others' looks is not asked about it
_FOUND = """
    WITH seen AS MATERIALIZED (
        SELECT e.at, e.actor_id, e.persons, e.detail FROM history_entry e
        WHERE e.at >= %(from)s AND e.at < %(until)s AND e.outcome = 'shown' AND e.actor_kind = 'staff'
            AND cardinality(e.persons) BETWEEN 1 AND %(most_persons)s AND e."right" <> ALL(%(inspecting)s)
            AND e.subject NOT LIKE 'inspections:%%'),
    work AS MATERIALIZED (
        SELECT DISTINCT p.person, (e.at AT TIME ZONE 'Asia/Tokyo')::date AS day
        FROM history_entry e CROSS JOIN unnest(e.persons) p (person)
        WHERE e.at >= %(from)s - %(window)s AND e.at < %(until)s + %(window)s AND e.outcome = 'done' AND e.actor_kind = 'staff'),
    each AS MATERIALIZED (
        SELECT s.at, s.actor_id, p.person, (s.at AT TIME ZONE 'Asia/Tokyo')::date AS day, s.detail ? 'past' AS past,
            coalesce(s.detail -> 'protected' ? p.person, false) AS protected, s.detail ? 'case' AS cased
        FROM seen s CROSS JOIN unnest(s.persons) p (person)),
    worked AS (
        SELECT DISTINCT e.person, e.day FROM each e JOIN work w ON w.person = e.person
            AND w.day BETWEEN e.day - %(case_days)s AND e.day + %(case_days)s
        WHERE NOT e.cased),
    looks AS MATERIALIZED (
        SELECT e.at, e.actor_id, e.person, e.past, e.protected, NOT e.cased AND w.person IS NULL AS idle
        FROM each e LEFT JOIN worked w ON w.person = e.person AND w.day = e.day),
    days AS MATERIALIZED (
        SELECT e.actor_id, (e.at AT TIME ZONE 'Asia/Tokyo')::date AS day, sum(cardinality(e.persons)) AS shown
        FROM history_entry e WHERE e.at >= %(from)s - %(usual)s AND e.at < %(until)s AND e.outcome = 'shown'
            AND e.actor_kind = 'staff' GROUP BY 1, 2),
    lists AS MATERIALIZED (
        SELECT DISTINCT ON (g.kind) g.id, g.kind FROM inspections_stafflist g WHERE g.as_of < %(after)s
        ORDER BY g.kind, g.as_of DESC, g.id DESC),
    ties AS MATERIALIZED (
        SELECT g.kind, t.staff_number, t.person FROM inspections_tie t JOIN lists g ON g.id = t.staff_list_id
        WHERE t.staff_number <> ''){named},
    marks AS ({marks}),
    scored AS (
        SELECT m.actor_id, m.person, array_agg(m.name ORDER BY m.weight DESC, m.name) AS names, sum(m.weight) AS score
        FROM marks m GROUP BY 1, 2),
    alarms AS (SELECT *, count(*) OVER () AS every FROM scored WHERE score >= %(alarm)s)
    SELECT a.actor_id, coalesce(max(u.name), ''), a.person, a.names, a.score, count(l.at), min(l.at), max(l.at), a.every
    FROM alarms a LEFT JOIN accounts_user u ON u.login_id = a.actor_id
        LEFT JOIN looks l ON l.actor_id = a.actor_id AND (l.person = a.person OR a.person = '')
    GROUP BY a.actor_id, a.person, a.names, a.score, a.every
    ORDER BY a.score DESC, count(l.at) DESC, md5(%(first)s::text || a.actor_id || ' ' || a.person) LIMIT %(limit)s
"""
_NAMED = """,
    named AS MATERIALIZED (
        SELECT p.{person} AS person, regexp_replace(translate(p.{name}, '　', ' '), ' +', ' ') AS name
        FROM {table} p WHERE p.{person} IN (SELECT person FROM looks))
"""


@dataclass(frozen=True)
class Asked:
    """One line: whom to ask about whom, and why. `person` is empty where it is about the operator alone."""

    actor_id: str
    actor: str
    person: str
    signals: tuple[str, ...]
    score: int
    looks: int
    first: datetime
    last: datetime

    @property
    def words(self) -> str:
        """Why, in Japanese."""
        return "、".join(SIGNALS[name].words for name in self.signals)


@dataclass(frozen=True)
class Found:
    """What a month's looks tell: so many lines as were wanted, and how many there were."""

    month: date
    lines: tuple[Asked, ...]
    every: int


def found_in(month: date, *, most: int | None = None) -> Found:
    """The lines of the month that begins on this day, by the thresholds of its first day. `most`: other than ten.

    The order is the same whenever it is asked for; lines that are equally telling come in an order nobody can choose.
    """
    told = THRESHOLDS.on(month)
    after = month_after(month)
    days = {name: timedelta(days=told[f"{name}_days"]) for name in ("case", "usual")}
    given = {
        **told, "first": month, "after": after, "from": midnight(month), "until": midnight(after), "window": days["case"],
        "usual": days["usual"], "limit": most or told["cases"], "inspecting": INSPECTING,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_statement(told["weights"]), given)
        rows = cursor.fetchall()
    lines = tuple(
        Asked(by, name, person, tuple(names), score, *when) for by, name, person, names, score, *when, _ in rows
    )
    return Found(month, lines, rows[0][-1] if rows else 0)


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month + timedelta(days=31)).replace(day=1)


def midnight(day: date) -> datetime:
    """The first moment of a day in Japan."""
    return datetime.combine(day, time(), clock.TOKYO)


def _statement(weights: dict[str, int]) -> str:
    place = getattr(settings, "SASAE_RADAR_PERSONS", None)
    asked = [one for one in SIGNALS.values() if place or not one.needs_names]
    named = _NAMED.format(**dict(zip(("table", "person", "name"), place, strict=True))) if place else ""
    return _FOUND.format(named=named, marks=" UNION ALL ".join(_mark(one, weights[one.name]) for one in asked))


def _mark(one: Signal, weight: int) -> str:
    return f"SELECT m.actor_id, m.person, '{one.name}' AS name, {int(weight)} AS weight FROM ({one.sql}) m (actor_id, person)"  # noqa: S608 - our own words
