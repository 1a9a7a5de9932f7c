"""Writing to the journal. Plain INSERTs: the journal's role may not even read back what it wrote."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import psycopg
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections
from django.db.backends.utils import CursorWrapper

from sasae.foundation.history.actor import Actor
from sasae.foundation.history.sentences import check
from sasae.foundation.history.situation import current

_INSERT = """
    INSERT INTO history_entry (actor_id, actor_name, actor_kind, terminal, "right", purpose, event, subject, persons,
                               outcome, detail, request_id)
    VALUES {rows}
"""
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s::varchar[], %s, %s::jsonb, %s)"
_MARKED = """
    (%s, %s, %s, %s, %s, %s, %s, %s, %s::varchar[], %s, %s::jsonb || coalesce(
        (SELECT jsonb_build_object('protected', jsonb_agg(DISTINCT p.{person})) FROM {table} p
         WHERE p.{person} = ANY(ARRAY(SELECT unnest(%s::varchar[]))) AND p.{until} >= %s HAVING count(*) > 0), '{{}}'), %s)
"""  # whoever of them is protected on the day is marked in the same statement
_PERSONS = 8  # their place among a line's values
_AT_ONCE = 500  # lines in one statement
_READY = 10  # statements a connection keeps ready: with marks and without, on few or many types


@dataclass(frozen=True)
class Line:
    """One of many lines of the same event."""

    subject: str
    persons: Iterable[str] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)


def record(actor: Actor, event: str, subject: str, persons: Iterable[str] = (), **detail: Any) -> None:
    """Write what was done, inside the current transaction: both stay or neither does.

    Raises UnknownEvent, and ValueError when `detail` lacks what the event's sentence names.
    """
    _write("default", "done", actor, event, [Line(subject, persons, detail)])


def record_each(actor: Actor, event: str, lines: Iterable[Line]) -> None:
    """As `record`, one line for each of many that were done in the same transaction, in one statement."""
    every = list(lines)
    for first in range(0, len(every), _AT_ONCE):
        _write("default", "done", actor, event, every[first : first + _AT_ONCE])


def shown(
    actor: Actor, event: str, subject: str, persons: Iterable[str], *, on: date | None = None, **detail: Any
) -> None:
    """Write whose data was shown to whom: one row, however many persons.

    With `on`, those of them who are protected on the day are marked, where the service says where that stands
    (SASAE_PROTECTED_PERSONS: table, columns of the person's number and of the last day).
    """
    told = getattr(settings, "SASAE_PROTECTED_PERSONS", None)
    if on is None or told is None:
        _write("default", "shown", actor, event, [Line(subject, persons, detail)])
        return
    values = _values("shown", actor, event, Line(subject, persons, detail))
    with _kept_ready("default") as cursor:
        cursor.execute(_marked(*told), [*values[:-1], values[_PERSONS], on, values[-1]])


def refuse(actor: Actor, event: str, subject: str, reason: str, persons: Iterable[str] = (), **detail: Any) -> None:
    """Write a refusal on a connection of its own, so that it survives the rollback of what was refused."""
    _write("journal", "refused", actor, event, [Line(subject, persons, {**detail, "reason": reason})])


def _write(using: str, outcome: str, actor: Actor, event: str, lines: Sequence[Line]) -> None:
    values = [value for line in lines for value in _values(outcome, actor, event, line)]
    with _kept_ready(using) if len(lines) == 1 else connections[using].cursor() as cursor:
        cursor.execute(_INSERT.format(rows=", ".join([_ROW] * len(lines))), values)


@cache
def _marked(table: str, person: str, until: str) -> str:
    return _INSERT.format(rows=_MARKED.format(table=table, person=person, until=until))


class _KeptReady(psycopg.Cursor[Any]):
    """Sends a statement that the server has read and planned once a connection: half of what a line cost was the planning.

    The name is for pghistory, which puts a statement of its own in front of those of cursors without one; two cannot be
    kept ready together, and the journal's lines have no versions that it would have to know of.
    """

    name = "journal"

    def execute(self, query: Any, params: Any = None, **_: Any) -> Any:
        return super().execute(query, params, prepare=True)


def _kept_ready(using: str) -> CursorWrapper:
    """A cursor of Django's over one that keeps its statement ready; who listens to statements is told of the plain one's."""
    base = connections[using]
    if base.queries_logged:  # a statement that is kept ready does not say its text again
        plain: CursorWrapper = base.cursor()
        return plain
    base.ensure_connection()
    base.connection.prepare_threshold = 0
    base.connection.prepared_max = _READY  # it also remembers as many texts of Django's own cursors, values and all
    made: Any = _KeptReady(base.connection)
    return base.make_cursor(made)


def _values(outcome: str, actor: Actor, event: str, line: Line) -> tuple[Any, ...]:
    detail = dict(line.detail)
    check(event, detail)
    here = current()
    if here.reason and "reason" not in detail:
        detail["reason"] = here.reason
    if here.cover:
        detail["cover"] = here.cover
    return (
        actor.id, actor.name, actor.kind, here.terminal, here.right, here.purpose, event, line.subject[:200],
        _array(line.persons), outcome,
        json.dumps(detail, cls=DjangoJSONEncoder, ensure_ascii=False), here.request_id,
    )  # fmt: skip


def _array(persons: Iterable[object]) -> str:
    """An array as PostgreSQL writes one: the driver takes several times as long for it."""
    inside = (str(person).replace("\\", r"\\").replace('"', r"\"") for person in persons)
    return "{" + ",".join(f'"{one}"' for one in inside) + "}"
