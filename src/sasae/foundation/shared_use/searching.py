"""Finding the signs: one statement over the journal's lines of some days, and each sign kept once.

travel    the same ID at terminals of two sites, sooner than one gets from one to the other
weave     the same ID at two terminals in turn
together  another ID signs in at the same machine at once; only where an address is one machine, for an office may have one
          address for all its staff
"""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from sasae.foundation.history import BATCH, Line, record_each
from sasae.foundation.shared_use.models import Search, SignKind
from sasae.kernel.clock import TOKYO
from sasae.kernel.dated import load_dated
from sasae.kernel.wareki import to_wareki

LIMITS = load_dated(__package__, "limits.yaml", dict[str, int])
BY = BATCH("shared_use", "使い回しの兆しの抽出")
DAY = timedelta(days=1)
_OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_ADDRESS = rf"^({_OCTET}\.){{3}}{_OCTET}$|^[0-9a-f]*:[0-9a-f:]*:[0-9a-f]*$"
_FOUND = """
    WITH lines AS MATERIALIZED (
        SELECT e.id, e.at, e.actor_id, e.terminal, e.event FROM history_entry e
        WHERE e.at >= %(before)s AND e.at < %(until)s AND e.actor_kind = 'staff' AND e.terminal <> ''),
    machines AS MATERIALIZED (
        SELECT t.terminal, p.site, coalesce(p.single, t.address IS NULL) AS single
        FROM (SELECT DISTINCT terminal, CASE WHEN terminal ~ %(address)s THEN terminal::inet END AS address FROM lines) t
        LEFT JOIN LATERAL (
            SELECT s.name AS site, w.single FROM shared_use_placing w JOIN places_site s ON s.id = w.site_id
            WHERE w.ended_at IS NULL
                AND CASE WHEN w.network THEN t.address <<= w.pattern::inet ELSE starts_with(t.terminal, w.pattern) END
            ORDER BY CASE WHEN w.network THEN masklen(w.pattern::inet) ELSE length(w.pattern) END DESC LIMIT 1) p ON true),
    placed AS MATERIALIZED (
        SELECT l.*, m.site, m.single FROM lines l JOIN machines m ON m.terminal = l.terminal),
    legs AS (
        SELECT actor_id, at, terminal, site, lag(at) OVER turn AS at0, lag(terminal) OVER turn AS terminal0,
            lag(site) OVER turn AS site0
        FROM placed WHERE site IS NOT NULL WINDOW turn AS (PARTITION BY actor_id ORDER BY at, id)),
    changes AS (
        SELECT *, lag(terminal0) OVER (PARTITION BY actor_id ORDER BY at, id) AS terminal1 FROM (
            SELECT id, actor_id, at, terminal, site, lag(terminal) OVER turn AS terminal0
            FROM placed WINDOW turn AS (PARTITION BY actor_id ORDER BY at, id)) l
        WHERE terminal <> terminal0),
    returns AS (
        SELECT actor_id, at, terminal, site, terminal0,
            lag(at, %(weave_returns)s - 1) OVER (PARTITION BY actor_id ORDER BY at, id) AS at0
        FROM changes WHERE terminal = terminal1),
    starts AS (
        SELECT actor_id, at, terminal, site, lag(actor_id) OVER turn AS actor0, lag(at) OVER turn AS at0
        FROM placed WHERE event = 'session.started' AND single WINDOW turn AS (PARTITION BY terminal ORDER BY at, id)),
    together AS (
        SELECT * FROM starts WHERE actor_id <> actor0 AND at - at0 < %(together)s),
    signs AS (
        SELECT 'travel' AS kind, actor_id, at, terminal, site, at0, terminal0, site0, '' AS other
        FROM legs WHERE site <> site0 AND at - at0 < %(travel)s
        UNION ALL SELECT 'weave', actor_id, at, terminal, site, at0, terminal0, NULL, '' FROM returns WHERE at - at0 < %(weave)s
        UNION ALL SELECT 'together', actor_id, at, terminal, site, at0, terminal, NULL, actor0 FROM together
        UNION ALL SELECT 'together', actor0, at, terminal, site, at0, terminal, NULL, actor_id FROM together)
    INSERT INTO shared_use_sign (login_id, day, kind, times, seen, found_at, decide_by, state, words, decided_by, incident)
    SELECT actor_id, (at AT TIME ZONE 'Asia/Tokyo')::date, kind, count(*), to_jsonb((array_agg(jsonb_build_object(
            'at', at, 'terminal', terminal, 'site', coalesce(site, ''), 'before', at0, 'terminal_before', terminal0,
            'site_before', coalesce(site0, ''), 'other', other) ORDER BY at))[1:%(told)s]),
        %(now)s, %(decide_by)s, 'open', '', '', ''
    FROM signs WHERE at >= %(from)s GROUP BY 1, 2, 3
    ON CONFLICT (login_id, day, kind) DO NOTHING RETURNING login_id, day, kind, times
"""


def search(first: date, last: date, *, on: date, now: datetime) -> int:
    """The signs of these days, both included, found and kept in one transaction. Returns how many are new."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('shared_use/search', 0))")
            cursor.execute(_FOUND, _given(first, last, on, now))
            found = cursor.fetchall()
        told = {"kind": SignKind, "day": to_wareki}
        record_each(BY, "shared_use.found", [
            Line(who, detail={"kind": told["kind"](kind).label, "day": told["day"](day), "times": times}) for who, day, kind, times in found
        ])  # fmt: skip
        counts = Counter(day for _, day, _, _ in found)
        days = [first + DAY * place for place in range((last - first).days + 1)]
        Search.objects.bulk_create([Search(day=day, found=counts[day], at=now) for day in days], ignore_conflicts=True)
    return len(found)


def search_due(real: date, *, on: date, now: datetime) -> int:
    """Every day up to yesterday that was not searched yet; the first time yesterday alone."""
    yesterday = real - DAY
    last = Search.objects.aggregate(last=Max("day"))["last"]
    first = yesterday if last is None else last + DAY
    return search(first, yesterday, on=on, now=now) if first <= yesterday else 0


def _given(first: date, last: date, on: date, now: datetime) -> dict[str, Any]:
    """The limits of the first day. Lines before it are read as far as a sign of it may reach back."""
    limits = LIMITS.on(first)
    spans = {
        "travel": timedelta(minutes=limits["travel_minutes"]), "weave": timedelta(minutes=limits["weave_minutes"]),
        "together": timedelta(seconds=limits["together_seconds"]),
    }  # fmt: skip
    begin = datetime.combine(first, time(), TOKYO)
    return {
        **spans, "weave_returns": limits["weave_returns"], "told": limits["told"], "address": _ADDRESS, "from": begin,
        "before": begin - max(spans.values()), "until": datetime.combine(last + DAY, time(), TOKYO), "now": now,
        "decide_by": on + timedelta(days=limits["decide_days"]),
    }  # fmt: skip
