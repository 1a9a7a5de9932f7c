"""Rows of any table, whatever it asks for: what a test does not say is filled in so that the table takes it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED
from django.db.models.fields.json import JSONField

from sasae.kernel.clock import TOKYO

ENDED = datetime(2027, 3, 31, 23, 59, tzinfo=TOKYO)  # the last minute of fiscal year 2026
DAY = ENDED.date()
Table = type[models.Model]
_PLAIN: list[tuple[Any, Any]] = [
    (models.DateTimeField, ENDED), (models.DateField, DAY), (models.BooleanField, False), (models.IntegerField, 1),
    (models.BinaryField, b"x"), (JSONField, {}),
]  # fmt: skip


NUMBERS = count(1)  # so that what is unique is


class Rows:
    """Makes rows and remembers them. A key it is not told leads to the row it made last, else to the first there is."""

    def __init__(self, told: Mapping[Table, Callable[[], dict[str, Any]]]) -> None:
        self.told = told  # what rows of a table need besides
        self.made: list[models.Model] = []

    def row(self, table: Table, **said: Any) -> Any:
        """One row, written as it is: no time of the clock's, no default in its place."""
        said = {**(self.told[table]() if table in self.told else {}), **said}
        values = {**self._filled(table, said), **said}
        one = table(**values)
        one.save_base(raw=True, force_insert=True)
        self.made.append(one)
        return one

    def _filled(self, table: Table, said: dict[str, Any]) -> dict[str, Any]:
        fields = [each for each in table._meta.concrete_fields if each.name not in said and not each.null]
        return {each.name: self._value(each) for each in fields if not _fills_itself(each)}

    def _value(self, field: Any) -> Any:
        if isinstance(field, models.ForeignKey):
            return self._found(field.related_model)  # type: ignore[arg-type]
        if field.choices:
            return "" if field.blank else field.choices[0][0]
        for kind, value in _PLAIN:
            if isinstance(field, kind):
                return value
        if isinstance(field, models.UUIDField) or field.name in ("document_id", "proof_document"):
            return str(uuid4())
        if field.unique or field.name == "number":
            return f"{next(NUMBERS)}-{field.name}".upper()[: field.max_length]
        return "" if field.blank else [] if hasattr(field, "base_field") else "x"

    def _found(self, table: Table) -> Any:
        last = [one for one in self.made if isinstance(one, table)]
        return last[-1] if last else table._base_manager.order_by("pk").first() or self.row(table)


def _fills_itself(field: Any) -> bool:
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return False
    return (
        bool(field.primary_key and field.default is NOT_PROVIDED)
        or field.default is not NOT_PROVIDED
        or (field.db_default is not NOT_PROVIDED)
    )


def versions(table: Table) -> Iterable[Table]:
    """The tables that keep the versions of its rows."""
    return getattr(table, "pgh_event_models", {}).values()


def digests(rows: Iterable[models.Model]) -> set[tuple[str, str]]:
    """These rows and all their versions, as they stand in `everything`."""
    asked: list[tuple[Table, str, Any]] = []
    for one in rows:
        asked.append((type(one), one._meta.pk.column, one.pk))
        asked += [(each, "pgh_obj_id", one.pk) for each in versions(type(one))]
    return _read([f"{_all_of(table)} WHERE {column} = %s" for table, column, _ in asked], [key for *_, key in asked])


def everything(tables: Iterable[Table]) -> set[tuple[str, str]]:
    """Every row of these tables."""
    return _read([_all_of(table) for table in tables])


def _all_of(table: Table) -> str:
    return f"SELECT '{table._meta.db_table}', md5(t::text) FROM {table._meta.db_table} t"


def _read(asked: list[str], values: Iterable[Any] = ()) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), list(values))
        return set(cursor.fetchall())
