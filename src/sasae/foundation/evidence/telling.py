"""Lines of one person from this system's journal: who looked, who worked on it, to whom it was passed on, and why.

A line is composed of office, act and purpose; no text of the journal, no name and no other person's number is ever in it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from sasae.contracts.evidence import Act, Line
from sasae.foundation.accounts.models import User
from sasae.foundation.evidence.references import reference_of
from sasae.foundation.evidence.rules import city, office_of, purpose_in_words, rules
from sasae.foundation.history.models import HistoryEntry, Outcome

OWN = "evidence."  # operations by which the person asked for this very answer
_SAME_REQUEST = timedelta(seconds=60)  # how far apart the entries of one request are looked for
_TOGETHER = 30  # persons: in a longer list, a mass run, who stands beside whom says nothing of anybody
_ALSO = """
    SELECT e.id, other.persons
      FROM unnest(%s::bigint[]) AS asked(id)
      JOIN history_entry e ON e.id = asked.id
      JOIN history_entry other ON other.at BETWEEN e.at - %s AND e.at + %s
                              AND other.request_id = e.request_id AND e.request_id <> ''
     WHERE cardinality(other.persons) <= %s
"""
Among = Callable[[set[str]], set[str]]


def lines_of(
    persons: Sequence[str], *, since: datetime, limit: int, protected_among: Among, hidden: bool
) -> tuple[list[Line], bool]:
    """Newest first, at most `limit`; whether there are older ones.

    `persons` are the numbers this system knows the one person by. `protected_among` says who of others is under 支援措置:
    what was done together with such a person is left out without a trace. `hidden`: the person is, so no ward is named.
    """
    rows = list(_entries(persons, since)[: limit * 3 + 1])
    more = len(rows) > limit * 3
    kept = _without(rows[: limit * 3], set(persons), protected_among)
    offices = {} if hidden else _offices(row.actor_id for row in kept if row.actor_kind == "staff")
    lines = [_line(row, offices) for row in _once_a_request(kept)]
    return lines[:limit], more or len(lines) > limit


def _entries(persons: Sequence[str], since: datetime) -> QuerySet[HistoryEntry]:
    rows = HistoryEntry.objects.filter(persons__overlap=list(persons), at__gte=since)
    rows = rows.exclude(outcome=Outcome.REFUSED).exclude(actor_kind="resident")
    rows = rows.exclude(right__in=rules()["inspection"].rights).exclude(event__startswith="protected.")
    rows = rows.exclude(event__startswith="question.")
    own = Q(detail__has_key="operation") & Q(detail__operation__startswith=OWN)  # without the key the answer is NULL
    return rows.exclude(own).exclude(right__startswith=OWN).order_by("-at", "-pk")


def _without(rows: list[HistoryEntry], own: set[str], protected_among: Among) -> list[HistoryEntry]:
    """Leave out what was shown or done together with a protected person, in the same entry or the same request.

    Long lists are told: they would hide every mass run from everybody, and who stands in them says nothing of the others.
    """
    together = {row.pk: set(row.persons) if len(row.persons) <= _TOGETHER else set() for row in rows}
    with connection.cursor() as cursor:
        cursor.execute(_ALSO, [list(together), _SAME_REQUEST, _SAME_REQUEST, _TOGETHER])
        for entry_id, persons in cursor.fetchall():
            together[entry_id] |= set(persons)
    others = set().union(*together.values()) - own if together else set()
    protected = protected_among(others) if others else set()
    return [row for row in rows if not together[row.pk] & protected]


def _offices(logins: Iterable[str]) -> dict[str, str]:
    users = User.objects.filter(login_id__in=set(logins)).exclude(office="")
    return dict(users.values_list("login_id", "office"))


def _once_a_request(rows: list[HistoryEntry]) -> list[HistoryEntry]:
    """One line a request and act: the newest entry stands for those beside it."""
    seen: set[tuple[str, Act]] = set()
    kept = []
    for row in rows:
        key = (row.request_id, _act(row))
        if row.request_id and key in seen:
            continue
        seen.add(key)
        kept.append(row)
    return kept


def _act(row: HistoryEntry) -> Act:
    if row.actor_kind == "system" and row.event != "contract.carried_out":
        return Act.PASSED_ON
    return Act.LOOKED if row.outcome == Outcome.SHOWN else Act.WORKED


def _line(row: HistoryEntry, offices: dict[str, str]) -> Line:
    act, staff = _act(row), row.actor_kind == "staff"
    purpose = row.purpose or str(row.detail.get("purpose", ""))
    if row.actor_kind == "batch":
        purpose = purpose or row.actor_name
    office = offices.get(row.actor_id, city()) if staff else office_of(settings.SASAE_SERVICE)
    return Line(
        reference=reference_of(row), system=settings.SASAE_SERVICE, at=row.at, act=act, office=office[:100],
        why=purpose_in_words(purpose)[:120], to_whom=_receiver(row) if act is Act.PASSED_ON else "",
        automatic=not staff,
    )  # fmt: skip


def _receiver(row: HistoryEntry) -> str:
    return office_of(str(row.detail.get("caller") or row.actor_id))
