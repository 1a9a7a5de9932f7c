"""Whether somebody asks for a pack on screen. Asked by the supervisor every few seconds, so nothing heavy is imported here."""

from typing import Any

import psycopg

from sasae.deployment.home import Home

PATIENCE = 3  # seconds to connect
_WAITING = """
    SELECT one.id, before.content FROM assessment_packorder one LEFT JOIN assessment_pack before ON before.id = one.against_id
    WHERE one.state = 'waiting' ORDER BY one.id LIMIT 1
"""


def order_waiting(home: Home) -> tuple[int, bytes | None] | None:
    """Its number, and the earlier pack it is to be compared with; nothing where nobody asks or the database is away."""
    if not (home.path / "secrets" / "database-subsidy-app").exists():
        return None
    try:
        with psycopg.connect(home.database("subsidy", "app").dsn, connect_timeout=PATIENCE, autocommit=True) as one:
            return asked(one)
    except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
        return None


def asked(subsidy: "psycopg.Connection[Any]") -> tuple[int, bytes | None] | None:
    """The same, of the subsidy system's database."""
    found = subsidy.execute(_WAITING).fetchone()
    return (int(found[0]), None if found[1] is None else bytes(found[1])) if found else None
