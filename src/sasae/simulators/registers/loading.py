"""Loading a town into the tables: one transaction, COPY; killed anywhere, nothing or everything of it is there."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from sasae.kernel import clock
from sasae.simulators.registers import models
from sasae.simulators.town import Town, export

TABLES: dict[str, type[Model]] = {
    "persons": models.Person,
    "kin": models.Kin,
    "protections": models.Protection,
    "changes": models.Change,
    "incomes": models.Income,
    "enrolments": models.Enrolment,
    "insurances": models.Insurance,
    "accounts": models.BankAccount,
    "families": models.SingleParentFamily,
    "staff_changes": models.StaffChange,
    "elsewhere": models.Elsewhere,
}


class AnotherTown(RuntimeError):
    """The tables hold another town; systems that read its feed would mix the two."""


def load(town: Town, *, replace: bool = False) -> bool:
    """Load a town. False: this very town was there already. Raises AnotherTown unless `replace`."""
    digest = export.digest(town)
    with transaction.atomic():
        there = models.LoadedTown.objects.select_for_update().first()
        if there is not None and there.digest == digest and not replace:
            return False
        if there is not None and not replace:
            raise AnotherTown(f"人口 {there.size:,}、種 {there.seed} の町が入っています。")
        _empty()
        for part, model in TABLES.items():
            _copy(model, *export.rows(getattr(town, part)))
        models.LoadedTown.objects.create(size=town.size, seed=town.seed, digest=digest, loaded_at=clock.now())
    with connection.cursor() as cursor:
        for model in TABLES.values():
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(model._meta.db_table)))
    return True


def _empty() -> None:
    with connection.cursor() as cursor:
        for model in (*TABLES.values(), models.CardSerial, models.LoadedTown):
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(model._meta.db_table)))


def _copy(model: type[Model], names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    if not names:
        return
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
