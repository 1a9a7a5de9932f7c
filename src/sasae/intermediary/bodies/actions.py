"""Taking a body onto the platform, and acting for one body."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

from django.db import connection, transaction
from psycopg import sql

from sasae.foundation.history import SYSTEM, record
from sasae.intermediary.bodies.models import Body

_CODE = re.compile(r"[0-9]{6}")
CHANGES = files(__package__) / "body_changes.sql"
_READ_WRITE = ("code", "copy", "inquiry", "provision")


@transaction.atomic
def take_in(code: str, name: str, *, caller: str, public_key: str, registers: list[str]) -> Body:
    """Stamp the schema and role of a new body, or bring those of an old one up to date. Runs as the database's owner.

    `caller` is the certificate name of the body's linkage platform, `public_key` a JWK (X25519).
    """
    if not _CODE.fullmatch(code):
        raise ValueError(f"団体コードは6桁の数字です: {code}")
    body, new = Body.objects.update_or_create(
        code=code,
        defaults={"name": name, "caller": caller, "public_key": public_key, "registers": registers},
    )
    if not _exists(body.schema):
        _stamp(body.schema)
    bring_up_to_date(body.schema)
    if new:
        record(SYSTEM("intermediary"), "body.taken_in", code, name=name)
    return body


@transaction.atomic
def bring_up_to_date(schema: str) -> None:
    """Add to a body's schema what later versions need. Runs as the database's owner; run again it changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET LOCAL search_path TO {}").format(sql.Identifier(schema)))
        cursor.execute(CHANGES.read_text(encoding="utf-8"))
        cursor.execute("SET LOCAL search_path TO DEFAULT")


def _exists(schema: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
        return cursor.fetchone() is not None


def _stamp(schema: str) -> None:
    name = sql.Identifier(schema)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [schema])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
        cursor.execute(sql.SQL("GRANT {} TO intermediary_app").format(name))
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(name))
        cursor.execute(sql.SQL("SET LOCAL search_path TO {}").format(name))
        cursor.execute((files(__package__) / "body.sql").read_text(encoding="utf-8"))
        cursor.execute("SET LOCAL search_path TO DEFAULT")
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(name, name))
        for table in _READ_WRITE:
            grant = sql.SQL("GRANT SELECT, INSERT, UPDATE ON {}.{} TO {}")
            cursor.execute(grant.format(name, sql.Identifier(table), name))
        cursor.execute(sql.SQL("GRANT SELECT, INSERT ON {}.provision_record TO {}").format(name, name))
        cursor.execute(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA {} TO {}").format(name, name))
        # A body's role may add to the journal, so that what is shown is recorded where it is shown; it cannot read it.
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
        cursor.execute(sql.SQL("GRANT INSERT ON public.history_entry TO {}").format(name))


@contextmanager
def acting_for(body_code: str) -> Iterator[None]:
    """Work in one body's schema as that body's role; nothing of another body can be reached inside.

    Always in a transaction: role and search path go with it, also when it is rolled back.
    """
    if not _CODE.fullmatch(body_code):
        raise ValueError(f"団体コードは6桁の数字です: {body_code}")
    name = sql.Identifier(f"body_{body_code}")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(name).as_string())
            cursor.execute(sql.SQL("SET LOCAL search_path TO {}, public").format(name).as_string())
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("SET LOCAL search_path TO DEFAULT")
