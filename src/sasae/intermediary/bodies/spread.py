"""Bodies on several machines (Citus, schema-based sharding): what is in the way, and moving the schemas there.

Nothing else in the code knows of it: a body's work is the same statement wherever its schema stands. What can be asked
of Citus is asked by its own functions, so that this module runs, and says so, where there is none.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.schemas import retention_role
from sasae.kernel.findings import Finding, error, warning

OLDEST = (13, 2)  # the version the rules of the bodies' schemas were tried with
_SWITCH = "citus.enable_schema_based_sharding"


def obstacles() -> list[Finding]:
    """What is in the way of spreading, all at once. Errors stop it; warnings are to be looked at."""
    found = []
    if not settings.SASAE_SPREAD_BODIES:
        found.append(
            error("BS-01", "sasae.toml", "設定 spread_bodies = true がありません。書いてから、もう一度行ってください。")
        )
    if not _there("citus_schema_distribute"):
        text = "データベースに Citus がありません。管理者が CREATE EXTENSION citus を行ってください。"
        return [*found, error("BS-02", "citus", text)]
    if _version() < OLDEST:
        found.append(warning("BS-03", "citus", f"Citus {_text(OLDEST)} より古い版では試していません。"))
    workers = _rows("SELECT * FROM citus_get_active_worker_nodes()")
    if not workers:
        found.append(error("BS-04", "citus", "働く機械がありません。citus_add_node で加えてください。"))
    if _rows(f"SELECT current_setting('{_SWITCH}', true)")[0][0] != "on":
        text = f"管理者が ALTER DATABASE … SET {_SWITCH} TO on を行ってください。後から加わる団体が分散されません。"
        found.append(error("BS-11", "citus", text))
    return [*found, *_of_workers(), *_of_roles()]


def _of_workers() -> list[Finding]:
    """A transaction that writes to a body and to the journal is committed in two phases: the machines must allow it."""
    found = []
    for row in _rows("SELECT nodename, success, result FROM run_command_on_workers('SHOW max_prepared_transactions')"):
        name, well, said = str(row[0]), bool(row[1]), str(row[2])
        if not well:
            found.append(error("BS-05", name, f"この機械に届きません：{said}"))
        elif not said.isdigit() or int(said) == 0:
            found.append(
                error("BS-06", name, "max_prepared_transactions が 0 です。max_connections 以上にしてください。")
            )
    return found


def _of_roles() -> list[Finding]:
    """The coordinator opens its lines to the machines in the name of the acting role, which therefore must log in there."""
    every = [name for code in _codes() for name in (f"body_{code}", retention_role(f"body_{code}"))]
    cannot = _rows("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s) AND NOT rolcanlogin", [every])[0][0]
    if not cannot:
        return []
    return [
        warning("BS-07", "roles", f"{cannot}個の団体のロールがログインできません。分散のときに、できるようにします。")
    ]


def spread() -> Iterator[tuple[str, bool]]:
    """Every body in turn: its code, and whether it was moved now. Runs as the database's owner; run again it goes on."""
    for code in _codes():
        yield code, _spread_one(f"body_{code}")


def _spread_one(schema: str) -> bool:
    """The roles, then the schema: two transactions, for they reach the machines over different lines."""
    with transaction.atomic(), connection.cursor() as cursor:
        for role in (schema, retention_role(schema)):
            cursor.execute(sql.SQL("ALTER ROLE {} LOGIN").format(sql.Identifier(role)).as_string())
    if schema in spread_schemas():
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT citus_schema_distribute(%s::regnamespace)", [schema])
    return True


def spread_schemas() -> set[str]:
    """The schemas that stand on machines of their own."""
    return {str(name) for (name,) in _rows("SELECT schema_name::text FROM citus_schemas")}


def unreachable() -> list[Finding]:
    """Acts once for every body: whose schema does not answer under its own role."""
    found = []
    for code in _codes():
        try:
            with acting_for(code), connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM code LIMIT 1")
        except DatabaseError as failure:
            found.append(error("BS-08", code, f"団体のロールで読めません：{str(failure).splitlines()[0]}"))
    return found


def doubtful() -> list[Finding]:
    """Whether the setting and the database say the same, for whoever starts or looks."""
    here = bool(_there("citus_schema_distribute") and spread_schemas())
    if here and not settings.SASAE_SPREAD_BODIES:
        text = "団体は分散されていますが、設定 spread_bodies がありません。新しい団体が加わると、その機械に届かなくなります。"
        return [error("BS-09", "sasae.toml", text)]
    if settings.SASAE_SPREAD_BODIES and not here and _codes():
        return [warning("BS-10", "sasae.toml", "設定 spread_bodies がありますが、団体はまだ分散されていません。")]
    return []


def _codes() -> list[str]:
    return list(Body.objects.kept().order_by("code").values_list("code", flat=True))


def _there(function: str) -> bool:
    return bool(_rows("SELECT EXISTS (SELECT 1 FROM pg_proc WHERE proname = %s)", [function])[0][0])


def _version() -> tuple[int, ...]:
    (said,) = _rows("SELECT citus_version()")[0]
    numbers = next((word for word in str(said).split() if word[:1].isdigit()), "0").split("-")[0]
    return tuple(int(part) for part in numbers.split(".")[:2] if part.isdigit())


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _rows(question: str, given: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return list(cursor.fetchall())
