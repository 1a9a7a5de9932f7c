"""What the database's owner does after a body has ended: its schema is locked, and in the end erased with a certificate.

Both can be stopped anywhere and begun again.
"""

from datetime import date, datetime

from django.db import connection, transaction
from psycopg import sql

from sasae.foundation.history import SYSTEM, record
from sasae.intermediary.bodies.changes import HELD, CannotChangeBody, held
from sasae.intermediary.bodies.models import Body, BodyChange, BodyState, Kind, State
from sasae.intermediary.bodies.schemas import lock, retention_role, tables
from sasae.intermediary.keys.models import KeyVersion
from sasae.intermediary.keys.models import State as KeyState
from sasae.intermediary.provisions.signing import signed

ACTOR = SYSTEM("intermediary")


def lock_ended(now: datetime) -> list[str]:
    """Take from the role of each ended body what it could still write. Returns whose. Runs as the database's owner."""
    done = BodyChange.objects.filter(kind__in=[Kind.MERGER, Kind.LEAVING], state=State.DONE).values("body")
    ended = Body.objects.filter(state=BodyState.CLOSED, locked_at=None, code__in=done)
    codes = list(ended.order_by("code").values_list("code", flat=True))
    for code in codes:
        lock(f"body_{code}")
        with transaction.atomic():
            Body.objects.filter(code=code).update(locked_at=now)
            record(ACTOR, "body.locked", code)
    return codes


def to_erase(on: date) -> list[int]:
    """Approved erasures whose day has come."""
    waiting = BodyChange.objects.filter(kind=Kind.ERASURE, state=State.APPROVED, effective_on__lte=on)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def erase(number: int, *, on: date, now: datetime) -> BodyChange:
    """Drop a body's schema, roles and keys, and certify it; all of it or nothing. Runs as the database's owner."""
    change = held(number, State.DONE)
    body = change.body
    last = _kept_until(body)
    if change.kind != Kind.ERASURE or not last < change.effective_on <= on:
        raise CannotChangeBody(f"記録の保存期限（{last:%Y-%m-%d}）が過ぎていません。", id="I-914")
    if _held_back(body):
        raise CannotChangeBody(HELD, id="I-915")
    counts = {table: _count(body.schema, table) for table in tables(body.schema)}
    _drop(body.schema)
    marks = list(KeyVersion.objects.filter(body=body).order_by("number").values_list("thumbprint", flat=True))
    open_versions = KeyVersion.objects.filter(body=body).exclude(state=KeyState.RETIRED)
    open_versions.update(state=KeyState.RETIRED, ended_by=change.decided_by, ended_at=now)
    body.state, body.kept_until = BodyState.ERASED, last
    body.save(update_fields=["state", "kept_until"])
    change.state, change.done_at, change.counts = State.DONE, now, counts
    change.certificate = _certificate(change, last, marks, now)
    change.save(update_fields=["state", "done_at", "counts", "certificate"])
    record(ACTOR, "body.erased", body.code, counts=f"{len(counts)}表 {sum(counts.values())}行")
    return change


def _kept_until(body: Body) -> date:
    """As the day was reckoned when the body ended, or the last record's that came afterwards."""
    assert body.kept_until is not None
    with connection.cursor() as cursor:
        statement = sql.SQL("SELECT max(keep_until) FROM {}.provision_record").format(sql.Identifier(body.schema))
        cursor.execute(statement.as_string())
        (last,) = cursor.fetchone()
    return max(body.kept_until, last or body.kept_until)


def _held_back(body: Body) -> int:
    """How many holds nobody has lifted; none comes any more until the transaction ends."""
    schema = sql.Identifier(body.schema)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("LOCK TABLE {}.deletion_hold IN EXCLUSIVE MODE").format(schema).as_string())
        statement = sql.SQL("SELECT count(*) FROM {}.deletion_hold WHERE state <> 'lifted'")
        cursor.execute(statement.format(schema).as_string())
        return int(cursor.fetchone()[0])


def _count(schema: str, table: str) -> int:
    with connection.cursor() as cursor:
        statement = sql.SQL("SELECT count(*) FROM {}.{}").format(sql.Identifier(schema), sql.Identifier(table))
        cursor.execute(statement.as_string())
        return int(cursor.fetchone()[0])


def _drop(schema: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)).as_string())
        for name in (schema, retention_role(schema)):
            cursor.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)).as_string())


def _certificate(change: BodyChange, last: date, marks: list[str], now: datetime) -> str:
    """What was erased, when and by whom; counts and public marks, nothing of a person. Signed by the platform."""
    content = {
        "kind": "消去証明書", "body": change.body_id, "name": change.body.name,
        "closed_on": str(change.body.closed_on), "kept_until": str(last), "erased_at": now.isoformat(),
        "proposed_by": change.proposed_by, "approved_by": change.decided_by, "reason": change.reason,
        "rows": change.counts, "roles": [change.body.schema, retention_role(change.body.schema)], "keys": marks,
    }  # fmt: skip
    return signed(content).decode()
