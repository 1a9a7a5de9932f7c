"""Marker strings in the place of what must not get out, planted by walking the models, and looked for in whatever comes out.

`plant` writes them into every guarded column there is, so that a new column is planted by itself. `found_in` looks for them
in bytes of any kind: in the signs programs write, inside papers, archives and encodings.
"""

import base64
import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import quote

ADDRESS = "標識県隠里市秘匿町九丁目９８７番地６号"
TELEPHONE = "08199887766"
TEXT = "標識の隠家さくら寮三〇三"  # what staff noted of the whereabouts
WHERE = (ADDRESS, TELEPHONE, TEXT)
SIGNS = ("utf-8", "cp932", "utf-16-le", "utf-16-be", "euc-jp")


@cache
def shapes(marker: str) -> tuple[bytes, ...]:
    """The marker as it may stand in bytes: in each encoding, escaped, as part of an address, in hex and base64."""
    plain = [marker.encode(sign) for sign in SIGNS]
    raw = plain[0]
    inner = [base64.b64encode(b"\0" * shift + raw)[4:-4] for shift in range(3)]
    escaped = [json.dumps(marker)[1:-1].encode(), quote(marker).encode(), raw.hex().encode()]
    return tuple(dict.fromkeys([*plain, *inner, *escaped, marker.encode("ascii", "xmlcharrefreplace")]))


def found_in(content: bytes, markers: tuple[str, ...] = WHERE) -> list[str]:
    """The markers that stand in these bytes, or in what the bytes hold."""
    parts = list(opened(content))
    return [one for one in markers if any(shape in part for part in parts for shape in shapes(one))]


def opened(content: bytes) -> Iterator[bytes]:
    """The bytes, and what lies inside them: a paper's text, an archive's members."""
    yield content
    if content.startswith(b"%PDF"):
        from tests.foundation.pdf_text import by_unicode_tables

        yield re.sub(r"\s", "", "".join(by_unicode_tables(content))).encode()
    elif content.startswith(b"PK\x03\x04") and zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for one in archive.infolist():
                yield one.filename.encode()
                if not one.flag_bits & 1:
                    yield from opened(archive.read(one))
    elif content.startswith(b"\x1f\x8b"):
        yield from opened(gzip.decompress(content))


def guarded_columns() -> list[tuple[Any, Any]]:
    """Every column of this service whose text leaves by the release point alone, with its model."""
    from django.apps import apps

    from sasae.foundation.release import GuardedTextField

    return [
        (model, column)
        for model in apps.get_models()
        if model.__module__.startswith("sasae.") and not hasattr(model, "pgh_tracked_model")
        for column in model._meta.concrete_fields
        if isinstance(column, GuardedTextField)
    ]


def marker_of(column: Any) -> str:
    """The marker for a column, by what it holds."""
    if "telephone" in column.name:
        return TELEPHONE
    return ADDRESS if "address" in column.name else TEXT


def plant() -> list[str]:
    """Write the marker into every guarded column of every row. Returns the columns that have no row to hold one."""
    from django.db import Error, transaction

    empty = []
    for model, column in guarded_columns():
        rows = model._base_manager.all()
        try:
            with transaction.atomic():
                rows.update(**{column.name: marker_of(column)})
        except Error:  # rows that only grow: what was written first is the marker, or it is none
            pass
        if not any(_holds(row, column) for row in rows):
            empty.append(f"{model._meta.label_lower}.{column.name}")
    return empty


def _holds(row: Any, column: Any) -> bool:
    from sasae.foundation.release import GuardedText

    return bool(getattr(row, column.name) == GuardedText(marker_of(column)))


def plain_columns(texts: tuple[str, ...]) -> dict[str, list[str]]:
    """The columns of the database in which one of these texts can be read, as a dump or the bytes of a file show it."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema !~ '^(pg_|information)' AND data_type !~ '^(bool|int|big|small|date|time|uuid|numeric)'"
            " AND has_schema_privilege(table_schema, 'USAGE')"
            " AND has_table_privilege(quote_ident(table_schema) || '.' || quote_ident(table_name), 'SELECT')"
        )
        for schema, table, name, kind in cursor.fetchall():
            as_it_is = "" if kind == "bytea" else "::text"
            cursor.execute(f'SELECT DISTINCT "{name}"{as_it_is} FROM "{schema}"."{table}" WHERE "{name}" IS NOT NULL')
            held = [bytes(one) if kind == "bytea" else one.encode("utf-8", "replace") for (one,) in cursor.fetchall()]
            whole = (
                {one for each in held for one in found_in(each, texts)}
                if kind == "bytea"
                else found_in(b"\n".join(held), texts)
            )
            if whole:
                found[f"{table}.{name}"] = sorted(whole)
    return found
