"""Bringing one service's database up to date, as its owner: `python -m sasae.deployment.migrate <service>`.

Grants before, migrations, grants after; then the database's comment says which migrations it holds, so that the next
start need not load Django to find that there is nothing to do.
"""

import hashlib
import os
import sys
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sasae.deployment import roles
from sasae.deployment.database import check_server
from sasae.deployment.home import DATABASES, SIMULATORS, Home

_PARTS_WITH_TABLES = ("django", "procrastinate", "django-axes", "django-otp", "django-pghistory", "django-pgtrigger")


def fingerprint(service: str) -> str:
    """What the schema and the grants of a service are made from, as a short hash."""
    source = Path(str(files("sasae")))
    folders = [source / service] if service == SIMULATORS else [source / "foundation", source / service]
    paths = [path for folder in folders for path in sorted(folder.rglob("migrations/*.py"))]
    paths += [path for folder in folders for path in sorted(folder.rglob("apps.py"))]
    paths += [path for folder in folders for path in sorted(folder.rglob("steps/*.sql"))]
    made_from = hashlib.sha256()
    for path in [*paths, Path(roles.__file__), Path(__file__)]:
        made_from.update(str(path.relative_to(source)).encode() + path.read_bytes())
    made_from.update(" ".join(version(part) for part in _PARTS_WITH_TABLES).encode())
    return made_from.hexdigest()[:16]


def said_by(service: str, home: Home) -> str:
    """The database's comment: which migrations it holds whole; empty before the first time."""
    with psycopg.connect(home.database(service, "app").dsn, autocommit=True) as connection:
        said = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return str(said[0] or "") if said else ""


def is_current(service: str, home: Home) -> bool:
    """Whether it is this program's."""
    return said_by(service, home) == comment(service)


def migrate(service: str, home: Home, name: str = "") -> None:
    """Migrate this process's service (`name`: another database of it, for tests). Configures Django: once a process."""
    os.environ["SASAE_HOME"] = str(home.path)
    os.environ["SASAE_DB_ROLE"] = "owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = f"sasae.deployment.settings.{service}"
    import django
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    place = home.database(service, "owner")
    name = name or place.name
    for database in settings.DATABASES.values():
        database["NAME"] = name
        database["OPTIONS"].pop("pool", None)
    django.setup()
    with _connect(place.dsn, name) as owner:
        check_server(owner)
        roles.open_schema(owner, service)
    call_command("migrate", interactive=False, verbosity=1 if sys.stdout.isatty() else 0)
    if service == "intermediary":
        call_command("bring_bodies_up_to_date")
    append_only = [table for app in apps.get_app_configs() for table in getattr(app, "append_only", [])]
    with _connect(place.dsn, name) as owner:
        roles.protect(owner, service, append_only)
        statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
        owner.execute(statement.format(sql.Identifier(name), sql.Literal(comment(service))))


def comment(service: str) -> str:
    """What a database that this program has brought up to date says of itself."""
    return f"sasae {service} {fingerprint(service)}"


def _connect(dsn: str, name: str) -> psycopg.Connection[Any]:
    return psycopg.connect(dsn, dbname=name, autocommit=True)


def main(arguments: list[str]) -> int:
    """Exit 0 when the database is up to date, 2 when the service is not known."""
    if len(arguments) not in (1, 2) or arguments[0] not in DATABASES:
        print(f"usage: python -m sasae.deployment.migrate {{{','.join(DATABASES)}}} [DATABASE]", file=sys.stderr)
        return 2
    migrate(arguments[0], Home.load(), *arguments[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
