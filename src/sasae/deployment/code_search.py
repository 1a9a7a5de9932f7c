"""Do the network's codes (符号) stand anywhere but where they are exchanged? Looks through all five databases."""

from collections.abc import Iterator

import psycopg
from psycopg import sql

from sasae.deployment.home import SERVICES, Home
from sasae.kernel.findings import Finding, error

# From the catalogue itself: the information schema leaves out what the asking role may not read.
_TABLES = """
    SELECT n.nspname, c.relname, has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_t%'
    ORDER BY 1, 2
"""
# Whole words of the codes' form; other forms than the stand-in's need another pattern here.
_WORDS = r"\m[0-9A-F]{32}\M"


def search(home: Home) -> Iterator[Finding]:
    """One finding a table that holds codes and should not, with how many; and one a table that cannot be looked into."""
    codes = _codes(home)
    if not codes:
        return
    for service in SERVICES:
        with psycopg.connect(home.database(service, "owner").dsn) as connection:
            for schema, table, readable in connection.execute(_TABLES).fetchall():
                at = f"{service} {schema}.{table}"
                if not readable:
                    yield error("V-110", at, "データベースの所有者が読めない表です。符号があるか、確かめられません。")
                elif not _exchanged(service, schema, table):
                    here = len(codes & _words(connection, schema, table))
                    if here:
                        yield error("V-109", at, f"情報連携のための表でないところに、符号が{here}件あります。")


def _exchanged(service: str, schema: str, table: str) -> bool:
    return service == "intermediary" and schema.startswith("body_") and table == "code"


def _codes(home: Home) -> set[str]:
    """Every body's codes, one schema at a time."""
    found: set[str] = set()
    with psycopg.connect(home.database("intermediary", "owner").dsn) as connection:
        for schema, table, readable in connection.execute(_TABLES).fetchall():
            if readable and _exchanged("intermediary", schema, table):
                statement = sql.SQL("SELECT code FROM {} WHERE code IS NOT NULL").format(sql.Identifier(schema, table))
                found |= {code for (code,) in connection.execute(statement)}
    return found


def _words(connection: psycopg.Connection[tuple[object, ...]], schema: str, table: str) -> set[str]:
    # Names no column has: a table's own columns would go before them.
    statement = sql.SQL(
        "SELECT DISTINCT (code_found.code_words)[1] FROM {} AS searched_row,"
        " regexp_matches(searched_row::text, %s, 'g') AS code_found (code_words)"
    ).format(sql.Identifier(schema, table))
    return {str(word) for (word,) in connection.execute(statement, [_WORDS])}
