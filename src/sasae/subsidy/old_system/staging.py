"""Rows of a file, COPYed into staging as they are read; which family each belongs to, in sets."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from sasae.foundation import sealing
from sasae.subsidy.old_system.layouts import layouts
from sasae.subsidy.old_system.models import Migration, MigrationFile
from sasae.subsidy.old_system.reading import Reader

_COPY = """COPY subsidy_old_system_stagedrow (migration_id, kind, line, key, person, family, home, values) FROM STDIN"""
PAGE = 5000
SEALED = ("address", "telephone", "account_number")  # of a person: encrypted in staging, too

# Children name their applicant; a person's family is that of the newest cover, else that of the child, else their own.
_FAMILIES = """
    WITH known AS (
        SELECT DISTINCT ON (person) person, applicant FROM (
            SELECT person, values->>'applicant' AS applicant, values->>'valid_from' AS since, 1 AS rank
            FROM subsidy_old_system_stagedrow WHERE migration_id = %(id)s AND kind = 'entitlements'
            UNION ALL
            SELECT person, values->>'applicant', '', 2
            FROM subsidy_old_system_stagedrow WHERE migration_id = %(id)s AND kind = 'children'
        ) told ORDER BY person, rank, since DESC
    )
    UPDATE subsidy_old_system_stagedrow r
    SET family = coalesce(r.values->>'applicant', known.applicant, r.person)
    FROM subsidy_old_system_stagedrow s LEFT JOIN known ON known.person = s.person
    WHERE r.id = s.id AND s.migration_id = %(id)s AND s.kind <> 'control'
"""


def content_of(file: MigrationFile) -> bytes:
    """The file as it came. Its bytes are gone once all is taken over."""
    return sealing.decrypt(file.content or b"", f"old_system/{file.sha256}")


def sealed(text: str) -> str:
    """A text as staging keeps it."""
    return base64.b64encode(sealing.encrypt(text, "old_system/staged")).decode("ascii") if text else ""


def unsealed(text: str) -> str:
    """The text itself, for the one who takes it over."""
    return sealing.decrypt(base64.b64decode(text), "old_system/staged").decode() if text else ""


def stage(file: MigrationFile) -> Reader:
    """Read a file and put its rows into staging, in place of those of an earlier reading."""
    layout = layouts()[file.kind]
    reader = Reader(layout, content_of(file))
    file.migration.rows.filter(kind=file.kind).delete()
    rows = iter(reader)
    while page := _page(rows):
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            for line, values in page:
                key = "/".join(str(values[name]) for name in layout.key)
                person = values[layout.person] if layout.person else ""
                home = values.get("household_no", "")
                if file.kind == "persons":
                    values |= {name: sealed(values[name]) for name in SEALED}
                copy.write_row(
                    (file.migration_id, file.kind, line, key, person, "", home, json.dumps(values, ensure_ascii=False))
                )
    return reader


def _page(rows: Iterator[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    found = []
    for row in rows:
        found.append(row)
        if len(found) == PAGE:
            break
    return found


@contextmanager
def in_sets() -> Iterator[None]:
    """Within this, and a transaction, rows are joined as sets. Of rows that were copied in a moment ago the database knows no
    numbers yet: it would take them for few, and look each up among all the others."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")


def tie_families(migration: Migration) -> None:
    """Say of every row to which family it belongs. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FAMILIES, {"id": migration.pk})
