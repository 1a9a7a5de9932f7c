"""Taking a body onto the platform, and acting for one body."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from sasae.foundation.history import SYSTEM, record
from sasae.intermediary.bodies.models import Body, BodyState
from sasae.intermediary.bodies.schemas import bring_up_to_date, retention_role, stamp
from sasae.intermediary.keys.joining import first_version
from sasae.kernel import clock

_CODE = re.compile(r"[0-9]{6}")
_ENTER = sql.SQL("SET LOCAL ROLE {name}; SET LOCAL search_path TO {name}, public")  # one way to the server and back


def take_in(code: str, name: str, *, caller: str, public_key: str, registers: list[str]) -> Body:
    """Stamp the schema and role of a new body, or bring those of an old one up to date. Runs as the database's owner.

    The key of a body that is here already stays the one in use: it is replaced by a version (keys/actions). `caller` is the certificate name of the body's linkage platform, `public_key` a JWK (X25519). Nobody can act for the
    body before its schema is whole; interrupted and begun again it goes on.
    """
    if Body.objects.filter(code=code).exclude(state=BodyState.ACTIVE).exists():
        raise ValueError(f"団体 {code} は終わった団体です。同じ団体コードではもう加えられません。")
    prepare(code)
    with transaction.atomic():
        body, new = Body.objects.update_or_create(
            code=code,
            defaults={"name": name, "caller": caller, "registers": registers},
            create_defaults={"name": name, "caller": caller, "registers": registers, "public_key": public_key},
        )
        first_version(body, now=clock.now())
        if new:
            record(SYSTEM("intermediary"), "body.taken_in", code, name=name)
    return body


def prepare(code: str) -> None:
    """The schema and the roles of a body, whole. Nobody acts for it before it is taken in."""
    if not _CODE.fullmatch(code):
        raise ValueError(f"団体コードは6桁の数字です: {code}")
    schema = f"body_{code}"
    stamp(schema)
    bring_up_to_date(schema)


@contextmanager
def deleting_for(body_code: str) -> Iterator[CursorWrapper]:
    """Delete in one body's schema as the role that can do that and nothing else. A transaction on a connection of its own."""
    if not _CODE.fullmatch(body_code):
        raise ValueError(f"団体コードは6桁の数字です: {body_code}")
    schema = f"body_{body_code}"
    with transaction.atomic(using="retention"), connections["retention"].cursor() as cursor:
        role = sql.Identifier(retention_role(schema))
        cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(role).as_string())
        cursor.execute(sql.SQL("SET LOCAL search_path TO {}").format(sql.Identifier(schema)).as_string())
        yield cursor
        cursor.execute("RESET ROLE")
        cursor.execute("SET LOCAL search_path TO DEFAULT")


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
            cursor.execute(_ENTER.format(name=name).as_string())
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE; SET LOCAL search_path TO DEFAULT")
