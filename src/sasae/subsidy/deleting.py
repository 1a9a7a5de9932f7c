"""What goes together, and its deletion by the role that can read and delete alone.

A unit is what its roots lead to inside a fixed set of tables. It never reaches further: a row of another table that still
points into it, or a row of it that belongs to another unit as well, keeps all of it, and the sentence says which. Rows'
versions go with the rows. What came meanwhile still points at the end of the transaction, and then nothing goes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pgtrigger
from django.apps import apps
from django.db.models import ForeignKey, ForeignObjectRel, Model, QuerySet

from sasae.foundation.printing.models import PrintedDocument

BY = "retention"  # the connection
Table = type[Model]
Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Scope:
    """The tables a kind may take rows of, and the keys that lead up to rows that go with those below them."""

    tables: frozenset[Table]
    upward: Mapping[Table, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class Unit:
    """The keys of the rows that go together, table by table."""

    scope: Scope
    using: str
    keys: dict[Table, set[Any]]

    def rows(self, table: Table) -> Rows:
        """The unit's rows of one table."""
        return table._base_manager.using(self.using).filter(pk__in=self.keys.get(table, ()))


def collect(roots: Iterable[Rows], scope: Scope, using: str) -> Unit:
    """Everything the roots lead to inside the scope."""
    unit = Unit(scope, using, defaultdict(set))
    fresh = {rows.model: set(rows.using(using).values_list("pk", flat=True)) for rows in roots}
    while fresh := {table: new for table, keys in fresh.items() if (new := keys - unit.keys[table])}:
        for table, keys in fresh.items():
            unit.keys[table] |= keys
        fresh = _next(fresh, unit)
    return unit


def _next(fresh: dict[Table, set[Any]], unit: Unit) -> dict[Table, set[Any]]:
    found: dict[Table, set[Any]] = defaultdict(set)
    for table, keys in fresh.items():
        for key in pointing(table):
            if key.model in unit.scope.tables:
                rows = key.model._base_manager.using(unit.using).filter(**{f"{key.name}__in": keys})
                found[key.model] |= set(rows.values_list("pk", flat=True))
        for up in unit.scope.upward.get(table, ()):
            above = table._meta.get_field(up).related_model
            led = unit.rows(table).filter(pk__in=keys, **{f"{up}__isnull": False}).values_list(up, flat=True)
            found[above] |= set(led)  # type: ignore[index]
    return found


def pointing(table: Table) -> Iterator["ForeignKey[Any, Any]"]:
    """The keys of other tables to this one; versions go with their rows, and what is only seen through a view is no row."""
    for relation in table._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and isinstance(relation.field, ForeignKey):
            other = relation.field.model
            if other._meta.managed and not hasattr(other, "pgh_tracked_model"):
                yield relation.field


def why_shared(unit: Unit) -> str:
    """Why a unit cannot go: what points into it from elsewhere, or belongs to another as well. Empty where it can."""
    for table, keys in unit.keys.items():
        for key in pointing(table) if keys else ():
            others = key.model._base_manager.using(unit.using).filter(**{f"{key.name}__in": keys})
            if others.exclude(pk__in=unit.keys.get(key.model, ())).exists():
                return f"「{key.model._meta.verbose_name}」から使われているため"
        for one in table._meta.concrete_fields if keys else ():
            if isinstance(one, ForeignKey) and one.related_model in unit.scope.tables:
                rows = unit.rows(table).filter(**{f"{one.name}__isnull": False})
                if rows.exclude(**{f"{one.name}__in": unit.keys.get(one.related_model, ())}).exists():  # type: ignore[arg-type]
                    return f"「{table._meta.verbose_name}」がほかの世帯・ほかの記録にもかかるため"
    return ""


def wipe(unit: Unit) -> None:
    """Delete the unit's rows, their versions and the papers printed of them, inside the caller's transaction."""
    papers = _papers_of(unit)
    with pgtrigger.ignore(databases=[BY]):
        for table, keys in unit.keys.items():
            for versions in getattr(table, "pgh_event_models", {}).values():
                versions._base_manager.using(BY).filter(pgh_obj_id__in=keys)._raw_delete(BY)
            unit.rows(table)._raw_delete(BY)
        PrintedDocument.objects.using(BY).filter(pk__in=papers)._raw_delete(BY)


def _papers_of(unit: Unit) -> set[str]:
    """The printed papers its rows name, and no other row does."""
    named: set[str] = set()
    for table in unit.keys:
        if table in naming_papers():
            named |= {str(one) for one in unit.rows(table).values_list("document_id", flat=True) if one}
    for table in naming_papers():
        if not named:
            break
        others = table._base_manager.using(unit.using).filter(document_id__in=named)
        still = others.exclude(pk__in=unit.keys.get(table, ())).values_list("document_id", flat=True)
        named -= {str(one) for one in still}
    return named


def naming_papers() -> list[Table]:
    """The tables whose rows name a printed paper."""
    return [
        one
        for one in apps.get_models()
        if one._meta.managed
        and not hasattr(one, "pgh_tracked_model")
        and any(each.name == "document_id" for each in one._meta.concrete_fields)
    ]
