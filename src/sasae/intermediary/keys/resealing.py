"""What is sealed to which version of a body's key, and sealing it anew to the one in use.

The agent opens and seals; nothing of it is plain on the platform. A JWE of ours begins with the thumbprint of its key,
so what is left is found by its beginning. Answers and permits stay as they travelled, for they are evidence: an old key opens them
until the retention period ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from psycopg import sql

from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.keys.client import reseal_many
from sasae.intermediary.keys.envelope import CannotOpen, beginning, thumbprint

CHUNK = 200


@dataclass(frozen=True)
class Place:
    """A column that holds sealed texts, and how its rows are told apart."""

    table: str
    column: str
    key: str
    what: str


RESEALED = (
    Place("copy_batch", "sealed_key", "id", "副本の一括登録の鍵"),
    Place("copy", "payload", "id", "副本（一括登録の鍵によらないもの）"),
    Place("provision", "reason", "permit_no", "提供の判断の理由"),
    Place("provision", "proposed_reason", "permit_no", "提供の起案の理由"),
    Place("protection", "reason", "id", "保護の登録の理由"),
    Place("protection", "asked_why", "id", "保護の解除の理由"),
)
AS_IT_CAME = (
    Place("inquiry", "sealed_answer", "processing_no", "届いた回答"),
    Place("permit_use", "sealed_permit", "permit_no", "使われた許可証"),
)
_SEALED = "{column} LIKE 'ey%%.%%.%%.%%.%%'"  # a row of a batch holds no JWE of its own
_NO_MARK = "{column} LIKE 'ey%%.%%.%%.%%.%%' AND {column} NOT LIKE 'eyJraWQiOi%%'"  # who sealed it did not say to which
UNKNOWN = "どの版に封じたか分からないもの"


def left_of(body: Body, mark: str) -> dict[str, int]:
    """How many there are that only this version opens, by what they are. What does not say to which version it was
    sealed counts for each of them."""
    with acting_for(body.code), connection.cursor() as cursor:
        counts = {UNKNOWN: 0}
        for place in (*RESEALED, *AS_IT_CAME):
            text = (
                f"SELECT count(*) FILTER (WHERE {{column}} LIKE %s), count(*) FILTER (WHERE {_NO_MARK}) FROM {{table}}"
            )
            cursor.execute(_for(place, text), [beginning(mark) + "%"])
            counts[place.what], unknown = cursor.fetchone()
            counts[UNKNOWN] += unknown
    return {what: count for what, count in counts.items() if count}


def reseal(body: Body) -> Iterator[int]:
    """Chunk by chunk, each committed by itself; stopped anywhere and begun again it goes on. Yields how many were done.

    Raises AgentAway. What the agent cannot open stays as it is, and is passed by.
    """
    mark = thumbprint(body.public_key)
    if not mark:
        return  # revoked, and no other is in use yet
    for place in RESEALED:
        last = None
        while rows := _next(body, place, beginning(mark) + "%", last):
            last = rows[-1][0]
            yield _sealed_anew(body, place, rows, mark)


def _next(body: Body, place: Place, wanted: str, last: object) -> list[tuple[object, str]]:
    text = f"SELECT {{key}}, {{column}} FROM {{table}} WHERE {_SEALED} AND {{column}} NOT LIKE %(wanted)s"
    after = " AND {key} > %(last)s" if last is not None else ""
    order = " ORDER BY {key} LIMIT %(chunk)s"
    with acting_for(body.code), connection.cursor() as cursor:
        cursor.execute(_for(place, text + after + order), {"wanted": wanted, "last": last, "chunk": CHUNK})
        return list(cursor.fetchall())


def _sealed_anew(body: Body, place: Place, rows: list[tuple[object, str]], mark: str) -> int:
    answers = reseal_many(body.code, [(f"reseal-{place.table}-{key}", text) for key, text in rows], mark)
    done = 0
    with acting_for(body.code), connection.cursor() as cursor:
        for (key, before), after in zip(rows, answers, strict=True):
            if isinstance(after, CannotOpen):
                continue
            change = _for(place, "UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s")
            cursor.execute(change, [after, key, before])
            done += cursor.rowcount
    return done


def _for(place: Place, text: str) -> str:
    names = {"table": place.table, "column": place.column, "key": place.key}
    return sql.SQL(text).format(**{name: sql.Identifier(each) for name, each in names.items()}).as_string()
