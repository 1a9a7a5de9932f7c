"""What a supporter needs to see of an installation, as one ZIP, with nobody's personal data in it.

Only figures and names of our own making go in: versions, what the doctor and the status say, settings without passwords,
migrations, sizes and row counts of tables, and the end of the logs. No row of a table is read but those of the migrations.
Logs hold no personal data by rule; what could be a number of a person, or an address of mail, is struck out all the same.
"""

import json
import platform
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from sasae import __version__
from sasae.deployment import control, database, migrate
from sasae.deployment.health import examine
from sasae.deployment.home import DATABASES, Home

LINES = 2_000  # of each log, from its end
STRUCK = "［伏せた］"
_PERSONAL = re.compile(r"(?<![0-9A-Za-z])\+?\d(?:[-. ]?\d){6,}(?![0-9A-Za-z])|[\w.+-]+@[\w-]+\.[\w.]+")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?")
_SECRET = re.compile(r"(password|secret|token|key)(\s*[=:]\s*)\S+", re.IGNORECASE)
_TABLES = """
    SELECT n.nspname || '.' || c.relname, greatest(c.reltuples, 0)::bigint, pg_total_relation_size(c.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%%'
    ORDER BY 3 DESC, 1
"""


def bundle(home: Home, out: Path, at: datetime) -> list[str]:
    """Write the ZIP, which must not be there yet. Returns the names of what is in it. Raises FileExistsError."""
    with zipfile.ZipFile(out, "x", zipfile.ZIP_DEFLATED) as archive:
        out.chmod(0o600)
        for name, text in _parts(home, at):
            archive.writestr(name, text)
        return archive.namelist()


def _parts(home: Home, at: datetime) -> Iterator[tuple[str, str]]:
    yield "about.json", _json(_about(at))
    yield "doctor.json", _json([look.as_dict() for look in examine(home.path)])
    yield (
        "status.json",
        _json([{"name": name, "said": said, "well": well} for name, said, well in control.status(home)]),
    )
    yield "settings.json", _json(home.settings)
    yield "databases.json", _json({service: _database(home, service) for service in DATABASES})
    for log in sorted(home.logs_dir.glob("*.log")):
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LINES:]
        yield f"logs/{log.name}", "\n".join([*map(struck, lines), ""])


def struck(line: str) -> str:
    """A line of a log without what could be a person's number, a telephone number, an address of mail or a secret."""
    kept: list[str] = []

    def put_aside(moment: re.Match[str]) -> str:
        kept.append(moment[0])
        return f"\0{chr(0xE000 + len(kept) - 1)}"

    plain = _SECRET.sub(rf"\1\2{STRUCK}", _PERSONAL.sub(STRUCK, _MOMENT.sub(put_aside, line)))
    return re.sub("\0(.)", lambda mark: kept[ord(mark[1]) - 0xE000], plain)


def _about(at: datetime) -> dict[str, Any]:
    return {
        "made_at": at.isoformat(timespec="seconds"),
        "sasae": __version__,
        "schemas": {service: migrate.fingerprint(service) for service in DATABASES},
        "python": platform.python_version(),
        "postgres": database.major(),
        "system": platform.platform(),
        "packages": sorted(
            f"{name}=={version(name)}" for name in ("django", "psycopg", "procrastinate", "cryptography")
        ),
    }


def _database(home: Home, service: str) -> dict[str, Any]:
    """Migrations, sizes and row counts as the server estimates them; why not, where it cannot be asked."""
    try:
        with psycopg.connect(home.database(service, "owner").dsn, connect_timeout=3, autocommit=True) as owner:
            size = owner.execute("SELECT pg_database_size(current_database()), version()").fetchone()
            there = owner.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone()
            done = (
                owner.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
                if there == (True,)
                else ()
            )
            return {
                "bytes": size and size[0],
                "server": size and size[1],
                "migrations": [name for (name,) in done],
                "tables": [
                    {"name": name, "rows": rows, "bytes": bytes_} for name, rows, bytes_ in owner.execute(_TABLES)
                ],
            }
    except psycopg.Error as trouble:
        return {"trouble": type(trouble).__name__}


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"
