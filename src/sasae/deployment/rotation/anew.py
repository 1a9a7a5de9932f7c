"""Values encrypted anew under the present data key, and fingerprints made anew under the present index key.

    python -m sasae.deployment.rotation.anew SERVICE data|index        (what `sasae keys anew` runs, as the database's owner)

Rows are taken in portions, each a transaction of its own that locks no more than it changes and passes over what somebody
else holds. What is done is told by the value itself, so it may be killed at any moment and run again: it goes on with what
is left and does nothing twice. The content does not change, so no version is written; of a version that was kept, the
ciphertext alone is replaced. The journal's chain holds no ciphertext, and says that this was done.
"""

import base64
import binascii
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pgtrigger
from django.db import connection, models, transaction
from psycopg import sql

from sasae.deployment.rotation.columns import BINARY, JSON, TEXT, Column, Indexed, columns, indexed
from sasae.foundation import sealing
from sasae.foundation.history import SYSTEM, record

ROWS, BYTES = 500, 16 * 1024 * 1024  # of a portion at most; a single larger value is a portion by itself
PASSES, BETWEEN = 60, 1.0  # over what was held by others; seconds
_TYPES = {BINARY: "bytea", TEXT: "text", JSON: "jsonb"}


@dataclass
class Done:
    """What became of a column's values: made anew, not to be opened (their primary keys), met by another row's."""

    anew: int = 0
    shut: list[str] = field(default_factory=list)
    met: list[str] = field(default_factory=list)
    held: int = 0  # by others, until the end

    @property
    def whole(self) -> bool:
        """Whether nothing is left."""
        return not (self.shut or self.met or self.held)


def encrypt_anew(column: Column, passes: int = PASSES) -> Done:
    """Every value of the column under a key before, under the present one."""
    names = [name for name in sealing.key_ring().names if name != sealing.key_ring().current]
    done = Done()
    if not names:
        return done
    _passes(done, passes, lambda: _pass(column, _under(column, names), lambda rows: _encrypted(column, rows, done), done))
    return done


def index_anew(one: Indexed, passes: int = PASSES) -> Done:
    """Every fingerprint of the column that is not the present key's, computed anew from the value it stands for."""
    done = Done()
    filled = sql.SQL("{} IS NOT NULL").format(sql.Identifier(one.cipher.name))
    _passes(done, passes, lambda: _pass(one.cipher, filled, lambda rows: _indexed(one, rows, done), done))
    return done


def _passes(done: Done, passes: int, turn: Callable[[], None]) -> None:
    for number in range(passes):
        done.shut, done.met, done.held = [], [], 0
        turn()
        if not done.held:
            return
        time.sleep(BETWEEN if number < passes - 1 else 0)


def _under(column: Column, names: Sequence[str]) -> sql.Composable:
    """Whether a value is under one of these keys."""
    place, starts = sql.Identifier(column.name), [sealing.begins_with(name) for name in names]
    if column.kind == BINARY:
        return sql.SQL("substring({} from 1 for 4) = ANY({})").format(
            place, sql.Literal([name.encode() for name in names])
        )
    if column.kind == TEXT:
        return sql.SQL("left({}, 5) = ANY({})").format(place, sql.Literal(starts))
    return sql.SQL("{}::text LIKE ANY({})").format(place, sql.Literal([f'%"{start}%' for start in starts]))


def _pass(column: Column, wanted: sql.Composable, work: Callable[[dict[Any, Any]], None], done: Done) -> None:
    """Once over the table in the order of its primary key, portion after portion."""
    for portion in _portions(column, wanted):
        with transaction.atomic():
            rows = _locked(column, portion)
            done.held += len(portion) - len(rows)
            if rows:
                without_triggers(column.model)
                work(rows)


def _portions(column: Column, wanted: sql.Composable) -> Iterator[list[Any]]:
    key = sql.Identifier(str(column.model._meta.pk.column))
    query = sql.SQL(
        "SELECT {key}, octet_length({value}) FROM {table} WHERE ({wanted}) {after} ORDER BY {key} LIMIT {most}"
    )
    last: Any = None
    while True:
        after = sql.SQL("AND {} > {}").format(key, sql.Literal(last)) if last is not None else sql.SQL("")
        asked = query.format(
            key=key, value=_value(column), table=sql.Identifier(column.table), wanted=wanted, after=after,
            most=sql.Literal(ROWS),
        )  # fmt: skip
        found = _fetched(asked)
        if not found:
            return
        portion: list[Any] = []
        size = 0
        for pk, length in found:
            if portion and size + length > BYTES:
                break
            portion.append(pk)
            size += length
        yield portion
        last = portion[-1]


def _locked(column: Column, portion: list[Any]) -> dict[Any, Any]:
    """The values, of rows nobody else is at; nobody is waited for, so nobody can be stood against."""
    key = sql.Identifier(str(column.model._meta.pk.column))
    query = sql.SQL(
        "SELECT {key}, {value} FROM {table} WHERE {key} = ANY({keys}) ORDER BY {key} FOR NO KEY UPDATE SKIP LOCKED"
    )
    table, keys = sql.Identifier(column.table), sql.Literal(portion)
    return dict(_fetched(query.format(key=key, value=_value(column), table=table, keys=keys)))


def _value(column: Column) -> sql.Composed:
    return sql.SQL("{}::text" if column.kind == JSON else "{}").format(sql.Identifier(column.name))


def _fetched(query: sql.Composed) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def without_triggers(model: Any) -> None:
    """For this transaction: no version of a row whose content stays, and no refusal where the table only grows.

    The triggers stop slips of the owner, who alone may do this: the application's roles lack the grant.
    """
    registered: Iterable[tuple[Any, pgtrigger.Trigger]] = pgtrigger.registered()
    ids = [trigger.get_pgid(each) for each, trigger in registered if each is model]
    if ids:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + ",".join(ids) + "}"])


def _encrypted(column: Column, rows: dict[Any, Any], done: Done) -> None:
    contexts, fresh = column.contexts_of(list(rows)), {}
    for pk, value in rows.items():
        try:
            fresh[pk] = _again(column.kind, value, contexts[pk])
        except (sealing.CannotOpen, binascii.Error, UnicodeEncodeError):
            done.shut.append(str(pk))
    _write(column, column.name, fresh, _TYPES[column.kind])
    done.anew += len(fresh)


def _again(kind: str, value: Any, context: str) -> Any:
    if kind == BINARY:
        return sealing.encrypt(sealing.decrypt(value, context), context)
    if kind == TEXT:
        return _text_again(value, context)
    ring = sealing.key_ring()
    starts = tuple(sealing.begins_with(name) for name in ring.names if name != ring.current)
    parts = value.split('"')  # base64 needs no escape, so a sealed text stands whole between two quotes
    return '"'.join(_text_again(part, context) if part.startswith(starts) else part for part in parts)


def _text_again(text: str, context: str) -> str:
    plain = sealing.decrypt(base64.b64decode(text.encode("ascii"), validate=True), context)
    return base64.b64encode(sealing.encrypt(plain, context)).decode("ascii")


def _indexed(one: Indexed, rows: dict[Any, Any], done: Done) -> None:
    column = one.cipher
    contexts, fresh = column.contexts_of(list(rows)), {}
    present = dict(column.model._base_manager.filter(pk__in=list(rows)).values_list("pk", one.name))
    for pk, value in rows.items():
        try:
            index = sealing.blind_index(sealing.decrypt(value, contexts[pk]).decode())
        except sealing.CannotOpen:
            done.shut.append(str(pk))
            continue
        if index != present[pk]:
            fresh[pk] = index
    if _is_unique(column.model, one.name):
        taken = set(
            column.model._base_manager.filter(**{f"{one.name}__in": fresh.values()}).values_list(one.name, flat=True)
        )
        done.met += [str(pk) for pk, index in fresh.items() if index in taken]
        fresh = {pk: index for pk, index in fresh.items() if index not in taken}
    _write(column, one.name, fresh, "text")
    done.anew += len(fresh)


def _is_unique(model: type[models.Model], name: str) -> bool:
    found = model._meta.get_field(name)
    return bool(getattr(found, "unique", False))


def _write(column: Column, name: str, fresh: dict[Any, Any], kind: str) -> None:
    if not fresh:
        return
    given = sql.SQL("bytea" if kind == "bytea" else "text")
    query = sql.SQL(
        "UPDATE {table} t SET {name} = given.value::{kind} FROM unnest(%s::{key_type}[], %s::{given}[]) AS given(pk, value)"
        " WHERE t.{key} = given.pk"
    ).format(
        table=sql.Identifier(column.table), name=sql.Identifier(name), kind=sql.SQL(kind), given=given,
        key_type=sql.SQL(column.key_type), key=sql.Identifier(str(column.model._meta.pk.column)),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(query, [list(fresh), list(fresh.values())])


WORK: dict[str, tuple[Callable[[], Sequence[Any]], Callable[[Any], Done], str]] = {
    "data": (columns, encrypt_anew, "keys.data_anew"),
    "index": (indexed, index_anew, "keys.index_anew"),
}


def run(kind: str, say: Callable[[str], None]) -> bool:
    """All columns of the running service; says what was done. False when something is left."""
    listed, work, event = WORK[kind]
    whole, count = True, 0
    for column in listed():
        done = work(column)
        count += done.anew
        whole = whole and done.whole
        if done.anew:
            say(f"{column.place}：{done.anew:,}件を新しい鍵にしました")
        if done.shut:
            say(f"{column.place}：{len(done.shut):,}件は開けません（行 {'、'.join(done.shut[:5])}）")
        if done.met:
            say(f"{column.place}：{len(done.met):,}件は、同じ番号の行が別にあります（行 {'、'.join(done.met[:5])}）")
        if done.held:
            say(f"{column.place}：{done.held:,}件は、ほかの処理が使っています。もう一度実行してください")
    if count:
        record(SYSTEM("keys"), event, "", count=count)
    return whole


def main(service: str, kind: str) -> int:
    """0 nothing is left, 1 something is."""
    os.environ["SASAE_DB_ROLE"] = "owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = f"sasae.deployment.settings.{service}"
    import django

    django.setup()
    return 0 if run(kind, lambda text: print(text, flush=True)) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
