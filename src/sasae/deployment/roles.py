"""Who may do what in a database: four log-in roles a service, each able to do its own work and no more.

owner      owns schema and tables, runs migrations; no process that serves requests knows its password
app        reads and writes; inserts and reads where tables only grow; changes no table's shape
journal    inserts into the journal, reads nothing: refusals survive the rollback of what was refused
retention  reads and deletes, in an approved run

    SASAE_ADMIN_DSN='host=… user=… password=…' python -m sasae.deployment.roles [SERVICE …]

makes them, and the databases, on a server of the operator's own; the log-in needs CREATEROLE and CREATEDB, no more. The
embedded server gets them from `sasae up`.
"""

import os
import sys
from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql

from sasae.deployment.home import DATABASES, ROLES, SIMULATORS, Home, create

JOURNAL = "history_entry"
SEALS = "history_seal"
MIGRATIONS = "django_migrations"
EXTENSIONS = ("pg_trgm", "btree_gist")  # both trusted: the database's owner may make them
# Schemas and roles of bodies are stamped when a body joins, by the owner of the intermediary's database alone.
MAKES_ROLES = {"intermediary"}


def make(admin: psycopg.Connection[Any], home: Home, service: str, name: str = "") -> None:
    """Make the service's roles and database (under another `name`: for tests), or bring them up to date.

    `admin` is a log-in that may create roles and databases, in autocommit.
    """
    for role in ROLES:
        _make_role(admin, service, role, home.database(service, role).password)
    name = name or home.database(service, "owner").name
    database, owner = sql.Identifier(name), sql.Identifier(f"{service}_owner")
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        # PostgreSQL 16 and later: who makes a database for another must be able to act as that role.
        if not _superuser(admin):
            admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
        statement = "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'"
        admin.execute(sql.SQL(statement).format(database, owner))
    open_database(admin, service, name)


def open_database(admin: psycopg.Connection[Any], service: str, name: str) -> None:
    """Let the service's roles in, and nobody else."""
    database = sql.Identifier(name)
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    everyone = sql.SQL(", ").join(sql.Identifier(f"{service}_{role}") for role in ROLES)
    admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, everyone))
    admin.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(database, sql.Identifier(f"{service}_app")))


def _make_role(admin: psycopg.Connection[Any], service: str, role: str, password: str) -> None:
    name = f"{service}_{role}"
    exists = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    rights = "LOGIN NOCREATEDB {} NOINHERIT" if role != "owner" else "LOGIN NOCREATEDB {}"
    may = "CREATEROLE" if role == "owner" and service in MAKES_ROLES else "NOCREATEROLE"
    statement = f"{'ALTER' if exists else 'CREATE'} ROLE {{}} {rights.format(may)} PASSWORD {{}}"
    admin.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Literal(password)))
    # Compiling a query takes a second; ours take milliseconds. Distributions' servers compile unless they are told.
    admin.execute(sql.SQL("ALTER ROLE {} SET jit = off").format(sql.Identifier(name)))


def _superuser(admin: psycopg.Connection[Any]) -> bool:
    row = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def open_schema(owner: psycopg.Connection[Any], service: str) -> None:
    """Before the first migration: the schema is the owner's, and what it will hold is granted in advance."""
    app, journal, retention = (sql.Identifier(f"{service}_{role}") for role in ROLES[1:])
    for statement in (
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}, {journal}, {retention}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, DELETE ON TABLES TO {retention}",
    ):
        owner.execute(sql.SQL(statement).format(app=app, journal=journal, retention=retention))
    for extension in EXTENSIONS:
        owner.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))


def protect(owner: psycopg.Connection[Any], service: str, append_only: Iterable[str]) -> None:
    """After migrations: tables that only grow lose what would change them, the journal opens to its own role.

    `append_only` are the tables the apps name so (`AppConfig.append_only`). Raises LookupError when one does not exist.
    """
    app, journal, retention = (sql.Identifier(f"{service}_{role}") for role in ROLES[1:])
    for table in sorted(set(append_only)):
        if not _exists(owner, table):
            raise LookupError(f"{service}: the append-only table {table} does not exist.")
        statement = "REVOKE UPDATE, DELETE, TRUNCATE ON public.{} FROM {}"
        owner.execute(sql.SQL(statement).format(sql.Identifier(table), app))
    if _exists(owner, MIGRATIONS):
        what_is_applied = sql.Identifier(MIGRATIONS)
        owner.execute(sql.SQL("REVOKE INSERT, UPDATE, DELETE ON public.{} FROM {}").format(what_is_applied, app))
        owner.execute(sql.SQL("REVOKE DELETE ON public.{} FROM {}").format(what_is_applied, retention))
    if service != SIMULATORS and _exists(owner, JOURNAL):
        owner.execute(sql.SQL("GRANT INSERT ON public.{} TO {}").format(sql.Identifier(JOURNAL), journal))
        # The journal goes by whole sealed segments; the seals stay.
        owner.execute(sql.SQL("REVOKE DELETE ON public.{} FROM {}").format(sql.Identifier(SEALS), retention))


def _exists(owner: psycopg.Connection[Any], table: str) -> bool:
    row = owner.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{table}"]).fetchone()
    return bool(row and row[0])


def main(services: list[str]) -> int:
    """0 made or brought up to date, 1 the server refuses, 2 unusable call. Passwords are those of SASAE_HOME/secrets."""
    dsn = os.environ.get("SASAE_ADMIN_DSN", "")
    if not dsn or set(services) - set(DATABASES):
        print(
            f"usage: SASAE_ADMIN_DSN=… python -m sasae.deployment.roles [{' '.join(DATABASES)}]  (default: all)",
            file=sys.stderr,
        )
        return 2
    home = create(Home.load().path)
    try:
        with psycopg.connect(dsn, autocommit=True) as admin:
            for service in services or DATABASES:
                make(admin, home, service)
                print(f"{home.database(service, 'owner').name}: {', '.join(f'{service}_{role}' for role in ROLES)}")
    except psycopg.Error as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
