"""A subsidy system of its own for a question in bench/, and a population made by the database from a few families.

with subsidy(folder) as city:
    settle(100)                                   # tests/subsidy/renewals/families.py: decided by the law
    multiply(city, TABLES, until=40)              # 4,000 families: rows copied inside PostgreSQL, numbers changed
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sasae.deployment import database, keys, roles
from sasae.deployment.benchmark import Failed
from sasae.deployment.home import Home, create, free_ports

STEP = 1_000  # ids of the first families are below it; those of the k-th copy begin at k times it
BEYOND = 100_000_000  # ids from here on are out of the way of further families
SIGNS = "00000007000"  # how the 宛名番号 of the first families begin; those of the k-th copy begin with 7000 + k
FAMILY_TABLES = (
    "subsidy_people_person", "subsidy_people_insurance", "subsidy_applications_application",
    "subsidy_entitlements_examination", "subsidy_entitlements_family", "subsidy_entitlements_recipient",
    "subsidy_entitlements_familymember", "subsidy_entitlements_entitlement",
)  # fmt: skip
NUMBERS = {
    ("subsidy_applications_application", "receipt_number"): (
        "left(t.receipt_number, 10) || lpad((right(t.receipt_number, 8)::int + k * 1000)::text, 8, '0')"
    ),
    ("subsidy_entitlements_recipient", "number"): "lpad((t.number::int + k * 1000)::text, 7, '0')",
}


@dataclass(frozen=True)
class City:
    """The installation, and its database as the server's superuser sees it."""

    home: Home
    dsn: str

    def connect(self) -> psycopg.Connection[Any]:
        """A connection of the superuser; each statement is its own transaction."""
        return psycopg.connect(self.dsn, autocommit=True)


def subsidy(folder: Path) -> AbstractContextManager[City]:
    """The subsidy system by itself."""
    return alone(folder, "subsidy")


@contextmanager
def alone(folder: Path, service: str, *, durable: bool = False) -> Iterator[City]:
    """A server, one service's database and keys, and Django set up on them; ended at the end. Raises Failed.

    `durable`: a commit waits for the disk, as in an installation.
    """
    home = create(folder / "home", free_ports())
    os.environ["SASAE_HOME"] = str(home.path)
    os.environ["DJANGO_SETTINGS_MODULE"] = f"sasae.deployment.settings.{service}"
    server = database.of_home(home, durable=durable)
    server.start()
    try:
        with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
            roles.make(connection, home, service)
        command = [sys.executable, "-m", "sasae.deployment.migrate", service]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failed(f"データベースを用意できません：{done.stderr[-300:]}")
        keys.issue_all(home)
        keys.make_data_keys(home, service)
        import django

        django.setup()
        from sasae.foundation.batch.worker_pace import settle

        settle()  # as a worker does when it starts
        yield City(home, server.superuser_dsn(home.database(service, "owner").name))
        from django.db import connections

        connections.close_all()
    finally:
        server.stop()


@contextmanager
def loading(city: City) -> Iterator[psycopg.Connection[Any]]:
    """A connection on which rows are put in as a restore does, without triggers; statistics are taken at the end."""
    with city.connect() as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection
        connection.execute("SET session_replication_role = origin")
        connection.execute("ANALYZE")


def multiply(
    city: City, tables: Sequence[str], *, since: int = 1, until: int, expressions: Mapping[tuple[str, str], str] = NUMBERS
) -> None:  # fmt: skip
    """Copies since..until-1 of the first families' rows: ids and 宛名番号 moved on, also inside JSON and texts.

    `expressions` make what must be otherwise in a column, from the row `t` and the copy's number `k`.
    """
    if since >= until:
        return
    with loading(city) as connection:
        for table in tables:
            if since == 1:
                _refuse_many(connection, table)
            columns = _columns(connection, table)
            made = [_copied(table, name, kind, expressions) for name, kind in columns]
            connection.execute(
                sql.SQL(
                    "INSERT INTO {table} ({names}) SELECT {made} FROM {table} t, generate_series(%s::int, %s::int) k"
                    " WHERE t.id < %s ORDER BY k, t.id"
                ).format(
                    table=sql.Identifier(table), names=sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns),
                    made=sql.SQL(", ").join(made),
                ),
                [since, until - 1, STEP],
            )  # fmt: skip
            next_id(connection, table)


def next_id(connection: psycopg.Connection[Any], table: str) -> None:
    """Let the table's own numbering go on beyond all copies: what the work itself adds stays out of their way."""
    connection.execute(
        sql.SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, (SELECT max(id) FROM {})))").format(
            sql.Identifier(table)
        ),
        [table, BEYOND],
    )


def _refuse_many(connection: psycopg.Connection[Any], table: str) -> None:
    """The first families' ids must leave room for one another's copies."""
    query = sql.SQL("SELECT count(*) FROM {} WHERE id >= %s AND id < %s").format(sql.Identifier(table))
    beyond = connection.execute(query, [STEP, BEYOND]).fetchone()
    if beyond and beyond[0]:
        raise Failed(f"{table} の元の行が{STEP}行を超えています。")


def _columns(connection: psycopg.Connection[Any], table: str) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT column_name, udt_name FROM information_schema.columns"
        " WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    ).fetchall()


def _copied(table: str, name: str, kind: str, expressions: Mapping[tuple[str, str], str]) -> sql.Composable:
    if (table, name) in expressions:
        return sql.SQL(expressions[table, name].replace("%", "%%"))
    column = sql.Identifier("t", name)
    if kind == "int8" and (name == "id" or name.endswith("_id")):
        return sql.SQL("{} + k * {}").format(column, sql.Literal(STEP))
    moved = sql.SQL("replace({}::text, {}, lpad((7000 + k)::text, 11, '0'))").format(column, sql.Literal(SIGNS))
    if kind == "jsonb":
        return sql.SQL("{}::jsonb").format(moved)
    return moved if kind in ("text", "varchar") else column


def copy_out(connection: psycopg.Connection[Any], query: sql.Composable, file: Path) -> None:
    """The rows of a query into a file, by COPY."""
    with file.open("wb") as spool, connection.cursor().copy(sql.SQL("COPY ({}) TO STDOUT").format(query)) as rows:
        for block in rows:
            spool.write(block)


def copy_in(connection: psycopg.Connection[Any], table: str, file: Path) -> None:
    """The rows of such a file into a table, by COPY."""
    statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
    with file.open("rb") as spool, connection.cursor().copy(statement) as rows:
        while block := spool.read(1 << 16):
            rows.write(block)


def by_name(name: str) -> Any:
    """Somebody who works in a question."""
    from sasae.foundation.history import SYSTEM

    return SYSTEM(name)


def reset_peak() -> None:
    """Begin to measure this process's highest memory anew, where the system can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_megabytes() -> float | None:
    """The highest memory (resident set) since then; None where the system does not tell."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / 1024, 1)
    return None
