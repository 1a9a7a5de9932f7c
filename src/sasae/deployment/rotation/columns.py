"""Every column of a service that holds values under its data key, and what each value is bound to. Needs Django."""

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.apps import apps
from django.db import connection, models

from sasae.foundation.history.versions import event_models
from sasae.foundation.release import SealedTextField

BINARY, TEXT, JSON = "binary", "text", "json"


@dataclass(frozen=True)
class Column:
    """One column. `contexts`: templates of what a value is bound to; the first that a row can fill counts."""

    model: type[models.Model]
    name: str
    contexts: tuple[str, ...]
    kind: str

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def place(self) -> str:
        """`table.column`."""
        return f"{self.table}.{self.name}"

    @property
    def paths(self) -> list[str]:
        """What of a row the contexts speak of."""
        named = (name for context in self.contexts for _, name, _, _ in string.Formatter().parse(context) if name)
        return list(dict.fromkeys(named))

    def contexts_of(self, rows: Sequence[Any]) -> dict[Any, str]:
        """What the values of these rows (primary keys) are bound to."""
        if not self.paths:
            return dict.fromkeys(rows, self.contexts[0])
        told = self.model._base_manager.filter(pk__in=rows).values_list("pk", *self.paths)
        return {pk: self._filled(dict(zip(self.paths, values, strict=True))) for pk, *values in told}

    def _filled(self, values: dict[str, Any]) -> str:
        for context in self.contexts:
            needed = [name for _, name, _, _ in string.Formatter().parse(context) if name]
            if all(values[name] is not None for name in needed):
                return context.format(**values)
        return ""

    @property
    def key_type(self) -> str:
        """The database's type of the primary key."""
        found = self.model._meta.pk.rel_db_type(connection)  # type: ignore[attr-defined]
        return str(found)


@dataclass(frozen=True)
class Indexed:
    """A column of fingerprints for look-up, and the column of the same row its value lies in, encrypted."""

    name: str
    cipher: Column

    @property
    def place(self) -> str:
        """`table.column`."""
        return f"{self.cipher.table}.{self.name}"


def columns() -> list[Column]:
    """Those of the running service; rows first, their versions after them."""
    found = [_named(line, _model(line)) for line in _listed("sealed_columns.yaml") if _installed(line)]
    found += [
        Column(model, field.name, (field._context,), TEXT)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedTextField)
    ]
    found += [
        Column(version, column.name, column.contexts, column.kind)
        for column in found
        if column.kind != TEXT
        for version in _versions(column.model)
        if column.name in {field.name for field in version._meta.concrete_fields}
    ]
    return sorted(found, key=lambda column: hasattr(column.model, "pgh_tracked_model"))


def indexed() -> list[Indexed]:
    """The columns of fingerprints of the running service, those of the versions after the rows'."""
    told = {(line["model"], line["cipher"]): line["column"] for line in _listed("indexed_columns.yaml")}
    return [
        Indexed(name, column)
        for column in columns()
        if (name := told.get((_of(column.model)._meta.label, column.name)))
        and name in {field.name for field in column.model._meta.concrete_fields}
    ]


def _of(model: type[models.Model]) -> type[models.Model]:
    tracked: type[models.Model] = getattr(model, "pgh_tracked_model", model)
    return tracked


def _versions(model: type[models.Model]) -> Iterator[type[models.Model]]:
    return (each for each in event_models(model._meta.app_label) if _of(each) is model)


def _named(line: dict[str, Any], model: type[models.Model]) -> Column:
    return Column(model, line["column"], tuple(line["context"]), line.get("kind", BINARY))


def _installed(line: dict[str, Any]) -> bool:
    return str(line["model"]).partition(".")[0] in apps.app_configs


def _model(line: dict[str, Any]) -> type[models.Model]:
    found: type[models.Model] = apps.get_model(line["model"])
    return found


@lru_cache(maxsize=4)
def _listed(name: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))
    return told
