"""Do the network's codes (符号) stand anywhere but where they are exchanged? Looks through all five databases."""

from collections.abc import Iterator

import psycopg
from psycopg import sql

from sasae.deployment.home import SERVICES, Home
from sasae.kernel.findings import Finding, error

_TABLES = """
    SELECT table_schema, table_name FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
    ORDER BY table_schema, table_name
"""
# Whole words of the codes' form; other forms than the stand-in's need another pattern here.
_WORDS = r"\m[0-9A-F]{32}\M"


def search(home: Home) -> Iterator[Finding]:
    """One finding a table that holds codes and should not, with how many."""
    codes = _codes(home)
    if not codes:
        return
    for service in SERVICES:
        with psycopg.connect(home.database(service, "owner").dsn) as connection:
            for schema, table in connection.execute(_TABLES).fetchall():
                if not _exchanged(service, schema, table):
                    here = len(codes & _words(connection, schema, table))
                    if here:
                        at = f"{service} {schema}.{table}"
                        yield error("V-109", at, f"情報連携のための表でないところに、符号が{here}件あります。")


def _exchanged(service: str, schema: str, table: str) -> bool:
    return service == "intermediary" and schema.startswith("body_") and table == "code"


def _codes(home: Home) -> set[str]:
    """Every body's codes, one schema at a time."""
    found: set[str] = set()
    with psycopg.connect(home.database("intermediary", "owner").dsn) as connection:
        for schema, table in connection.execute(_TABLES).fetchall():
            if _exchanged("intermediary", schema, table):
                statement = sql.SQL("SELECT code FROM {} WHERE code IS NOT NULL").format(sql.Identifier(schema, table))
                found |= {code for (code,) in connection.execute(statement)}
    return found


def _words(connection: psycopg.Connection[tuple[object, ...]], schema: str, table: str) -> set[str]:
    statement = sql.SQL("SELECT DISTINCT found[1] FROM {} AS t, regexp_matches(t::text, %s, 'g') AS found").format(
        sql.Identifier(schema, table)
    )
    return {str(word) for (word,) in connection.execute(statement, [_WORDS])}
