"""What every account must stand at by the cases, told by each area in its `balances.py`, and compared in the database.

An area's `balances.py` has

- `BALANCES`: functions that give querysets made by `balance()`. All areas' rows are added up, so that an area tells only
  of what it books itself: claims say that a grant is owed, payments say that what they sent is owed no more.
- `CHECKS`: functions that look at the area's own rows and give findings (optional).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from sasae.kernel.findings import Finding
from sasae.subsidy.ledger.models import Account, PostingLine, Scheme

Rows = QuerySet[Any, Any]
Key = tuple[int, str, str, str, str]  # person, provider, treatment month, scheme, account
FETCHED = 2000


def balance(
    rows: Rows, account: Account, *, yen: Combinable | str, scheme: Scheme | Combinable, person: str = "person",
    provider: str = "provider", month: str = "treatment_month",
) -> Rows:  # fmt: skip
    """Rows of an area as amounts of an account, a debit positive. The paths lead from a row to its key."""
    text = models.TextField()
    return rows.order_by().values_list(
        Cast(F(f"{person}_id"), models.BigIntegerField()),
        Cast(F(provider), text),
        Cast(F(month), text),
        Cast(Value(scheme.value) if isinstance(scheme, Scheme) else scheme, text),
        Cast(Value(account.value), text),
        Cast(F(yen) if isinstance(yen, str) else yen, models.BigIntegerField()),
    )


@cache
def _areas() -> list[ModuleType]:
    ours = [app.name for app in apps.get_app_configs() if app.name.startswith("sasae.subsidy.")]
    return [import_module(f"{name}.balances") for name in ours if find_spec(f"{name}.balances")]


def all_balances() -> list[Rows]:
    """What the areas say, set by set."""
    return [tell() for area in _areas() for tell in area.BALANCES]


def all_checks() -> Iterator[Finding]:
    """What the areas find wrong with their own rows."""
    checks: Iterable[Callable[[], Iterable[Finding]]] = [
        check for area in _areas() for check in getattr(area, "CHECKS", ())
    ]
    for check in checks:
        yield from check()


def one_after_another(parts: Sequence[Rows]) -> tuple[str, list[Any]]:
    """These sets as one of the database: the text of the query and its parameters."""
    told = [part.query.sql_with_params() for part in parts]
    return " UNION ALL ".join(f"({sql})" for sql, _ in told), [each for _, params in told for each in params]


def disagreements() -> Iterator[tuple[Key, int, int]]:
    """Every key on which books and cases disagree: the key, the books' balance, the cases'. Yen.

    The database adds up and compares; only what differs is fetched.
    """
    books, booked = one_after_another([_books()])
    cases, derived = one_after_another(all_balances())
    query = f"""
        SELECT person, provider, month, scheme, account, sum(books)::bigint, sum(cases)::bigint FROM (
            SELECT b.*, 0 FROM ({books}) AS b (person, provider, month, scheme, account, books)
            UNION ALL
            SELECT person, provider, month, scheme, account, 0, cases
            FROM ({cases}) AS c (person, provider, month, scheme, account, cases)
        ) AS told (person, provider, month, scheme, account, books, cases)
        GROUP BY person, provider, month, scheme, account HAVING sum(books) <> sum(cases)
        ORDER BY person, provider, month, scheme, account"""  # noqa: S608 - the parts are querysets, their values parameters
    with connection.cursor() as cursor:
        cursor.execute(query, [*booked, *derived])
        while fetched := cursor.fetchmany(FETCHED):
            for row in fetched:
                yield tuple(row[:5]), row[5], row[6]  # type: ignore[misc]


def _books() -> Rows:
    return PostingLine.objects.order_by().values_list(
        "person_id", "provider", "treatment_month", "scheme", "account", "yen"
    )
