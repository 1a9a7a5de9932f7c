"""Many new rows of a model by COPY: the quickest way in, with the database's own checks and triggers."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, connections, models
from django.db.models.fields.related import ForeignKey
from psycopg import sql
from psycopg.types.json import Jsonb

_AS_THEY_ARE = (models.CharField, models.IntegerField, models.DateField, models.BooleanField, ForeignKey)


def copy_in(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Insert rows that are new. Those without a primary key get one. Raises what an INSERT would (IntegrityError …)."""
    if not rows:
        return
    for row, key in zip((row for row in rows if row.pk is None), _keys(model, rows), strict=True):
        row.pk = key
    fields = model._meta.concrete_fields
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    )
    values = [_value(field) for field in fields]
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([value(row) for value in values])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _value(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """How a column's value is had from a row: most go as they are, encrypted and binary ones as their field writes them."""
    if isinstance(field, _AS_THEY_ARE):
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            return lambda row: field.pre_save(row, True)
        return attrgetter(field.attname)
    wrapper = connections[connection.alias]
    return lambda row: _opened(field.get_db_prep_save(field.pre_save(row, True), wrapper))


def _opened(value: Any) -> Any:
    """What psycopg writes: the wrapper of binary values opened, JSON in its own."""
    if isinstance(value, Jsonb):
        return value
    return bytes(value) if isinstance(value, memoryview) else getattr(value, "obj", value)


def _keys(model: type[models.Model], rows: Sequence[Any]) -> list[int]:
    wanted = sum(1 for row in rows if row.pk is None)
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, wanted],  # type: ignore[union-attr]
        )
        return [row[0] for row in cursor.fetchall()]
