"""What one service knows of itself, as JSON: `python -m sasae.deployment.documentation.of_service SERVICE`.

In a process of its own, because settings are chosen once a process. Connects to no database.
"""

import json
import os
import re
import sys
from importlib import import_module
from typing import Any

from sasae.deployment.home import SERVICES

_TABLE = re.compile(r"^CREATE TABLE (\w+) \(\n(.*?)^\);", re.MULTILINE | re.DOTALL)
_COLUMN = re.compile(r"^    ([a-z]\w*)\s+([a-z]+(?:\(\d+\)|\[\])?)(.*?),?$", re.MULTILINE)
_ADDED = re.compile(r"^ALTER TABLE (\w+)\n(.*?);", re.MULTILINE | re.DOTALL)
_ADDED_COLUMN = re.compile(
    r"^    ADD COLUMN (?:IF NOT EXISTS )?([a-z]\w*)\s+([a-z]+(?:\(\d+\)|\[\])?)(.*?),?$", re.MULTILINE
)
_COMMENT = re.compile(r"^COMMENT ON (?:TABLE|COLUMN) ([\w.]+) IS '((?:[^']|'')*)';", re.MULTILINE)
# What the history package adds to a table of versions, in our words.
_OF_VERSIONS = {
    "pgh_id": "版の番号",
    "pgh_created_at": "変更の日時",
    "pgh_label": "変更の種類",
    "pgh_obj_id": "変更された行",
    "pgh_context_id": "変更した場面",
}


def describe(service: str) -> dict[str, Any]:
    """Title, OpenAPI of its contracts, its tables. Configures Django: once a process."""
    os.environ["DJANGO_SETTINGS_MODULE"] = f"sasae.deployment.settings.{service}"
    os.environ["SASAE_LISTENER"] = "contracts"
    import django

    django.setup()
    from django.conf import settings

    api = import_module(f"sasae.{service}.api").api
    tables, of_parts = _tables()
    return {
        "title": settings.SASAE_SERVICE_TITLE,
        "openapi": api.get_openapi_schema(path_prefix=""),
        "tables": tables,
        "of_parts": of_parts,
        "of_bodies": tables_of_bodies(_steps_of_bodies()) if service == "intermediary" else [],
    }


def _tables() -> tuple[list[dict[str, Any]], list[str]]:
    """Our tables with their columns, and the names of those that belong to packages."""
    from django.apps import apps
    from django.db import connection

    ours, of_parts = [], set()
    for app in apps.get_app_configs():
        grown = set(getattr(app, "append_only", []))
        for model in app.get_models():
            meta = model._meta
            if not app.name.startswith("sasae."):
                of_parts.add(meta.db_table)
                continue
            columns = [_column(field, field.db_type(connection)) for field in meta.local_concrete_fields]
            ours.append(
                {
                    "name": meta.db_table, "title": _title(model), "app": app.name,
                    "append_only": meta.db_table in grown, "columns": columns,
                }
            )  # fmt: skip
    return ours, sorted(of_parts)


def _title(model: Any) -> str:
    tracked = getattr(model, "pgh_tracked_model", None)
    return f"{tracked._meta.verbose_name}の変更履歴" if tracked is not None else str(model._meta.verbose_name)


def _column(field: Any, kind: str | None) -> dict[str, Any]:
    """`title` is the word on the screens, `comment` the description the database keeps."""
    refers = field.related_model._meta.db_table if field.is_relation else ""
    return {
        "name": field.column, "type": kind, "null": field.null, "title": str(field.verbose_name),
        "comment": field.db_comment or _OF_VERSIONS.get(field.column, ""), "refers": refers,
    }  # fmt: skip


def _steps_of_bodies() -> str:
    """What the schema of a body is made from, one step after the other."""
    return "\n".join(text for _, text in import_module("sasae.intermediary.bodies.schemas").steps())


def tables_of_bodies(text: str) -> list[dict[str, Any]]:
    """The tables of a body's own schema, from the steps it is made by."""
    comments = {name: said.replace("''", "'") for name, said in _COMMENT.findall(text)}
    inside = {table: _COLUMN.findall(columns) for table, columns in _TABLE.findall(text)}
    for table, added in _ADDED.findall(text):
        inside[table] += _ADDED_COLUMN.findall(added)
    return [
        {
            "name": table, "title": comments.get(table, ""), "app": "", "append_only": False,
            "columns": [
                {
                    "name": name, "type": kind, "null": "NOT NULL" not in rest and "PRIMARY KEY" not in rest,
                    "title": "", "comment": comments.get(f"{table}.{name}", ""), "refers": "",
                }
                for name, kind, rest in columns
            ],
        }
        for table, columns in inside.items()
    ]  # fmt: skip


def main(arguments: list[str]) -> int:
    """Exit 2 for an unknown service."""
    if len(arguments) != 1 or arguments[0] not in SERVICES:
        print(f"usage: python -m sasae.deployment.documentation.of_service {{{','.join(SERVICES)}}}", file=sys.stderr)
        return 2
    print(json.dumps(describe(arguments[0]), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
