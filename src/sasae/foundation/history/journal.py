"""Writing to the journal. Plain INSERTs: the journal's role may not even read back what it wrote."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections

from sasae.foundation.history.actor import Actor
from sasae.foundation.history.sentences import check
from sasae.foundation.history.situation import current

_INSERT = """
    INSERT INTO history_entry (actor_id, actor_name, actor_kind, terminal, "right", purpose, event, subject, persons,
                               outcome, detail, request_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::varchar[], %s, %s::jsonb, %s)
"""


def record(actor: Actor, event: str, subject: str, persons: Iterable[str] = (), **detail: Any) -> None:
    """Write what was done, inside the current transaction: both stay or neither does.

    Raises UnknownEvent, and ValueError when `detail` lacks what the event's sentence names.
    """
    _write("default", "done", actor, event, subject, persons, detail)


def shown(actor: Actor, event: str, subject: str, persons: Iterable[str], **detail: Any) -> None:
    """Write whose data was shown to whom: one row, however many persons."""
    _write("default", "shown", actor, event, subject, persons, detail)


def refuse(actor: Actor, event: str, subject: str, reason: str, persons: Iterable[str] = (), **detail: Any) -> None:
    """Write a refusal on a connection of its own, so that it survives the rollback of what was refused."""
    _write("journal", "refused", actor, event, subject, persons, {**detail, "reason": reason})


def _write(
    using: str, outcome: str, actor: Actor, event: str, subject: str, persons: Iterable[str], detail: dict[str, Any]
) -> None:
    check(event, detail)
    here = current()
    if here.reason and "reason" not in detail:
        detail = {**detail, "reason": here.reason}
    row = (
        actor.id, actor.name, actor.kind, here.terminal, here.right, here.purpose, event, subject[:200],
        [str(person) for person in persons], outcome, json.dumps(detail, cls=DjangoJSONEncoder, ensure_ascii=False),
        here.request_id,
    )  # fmt: skip
    with connections[using].cursor() as cursor:
        cursor.execute(_INSERT, row)
