"""Many new rows in a body's schema: one statement with one parameter, however many rows and columns there are.

An INSERT with a placeholder for each value costs more in preparing the values than in keeping them.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection, models
from psycopg import sql

_INSERT = """
    INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s) {again}
"""


def insert(model: type[models.Model], rows: Sequence[models.Model], *, once: bool = False) -> None:
    """Insert rows that are new. `once`: what is there already stays, and is no error. Called inside `acting_for`.

    The database numbers rows whose key is a number. Raises what an INSERT would.
    """
    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    told = [{field.column: getattr(row, field.attname) for field in fields} for row in rows]
    statement = sql.SQL(_INSERT).format(
        table=sql.Identifier(model._meta.db_table),
        columns=sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
        again=sql.SQL("ON CONFLICT DO NOTHING" if once else ""),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(), [json.dumps(told, default=_written, ensure_ascii=False)])


def _written(value: Any) -> str:
    """Days and times to the microsecond; anything else is a broken program."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a row.")
