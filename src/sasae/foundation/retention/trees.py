"""Deleting a row with everything that points to it, and their versions, by the role that can read and delete alone."""

from typing import Any

import pgtrigger
from django.db.models import ForeignObjectRel, Model

BY = "retention"  # the connection


def delete_tree(model: type[Model], **which: Any) -> int:
    """The rows, what points to them (rows of the same kind excepted), and the versions of all. Returns how many rows."""
    with pgtrigger.ignore(databases=[BY]):
        return _delete(model, **which)


def _delete(model: type[Model], **which: Any) -> int:
    rows = model._default_manager.using(BY).filter(**which)
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        return 0
    for relation in model._meta.get_fields():
        if isinstance(relation, ForeignObjectRel) and relation.related_model is not model and _is_key(relation):
            _delete(relation.related_model, **{f"{relation.field.name}__in": keys})  # type: ignore[arg-type]
    return rows._raw_delete(BY) or 0


def tree_of(model: type[Model]) -> list[type[Model]]:
    """The tables `delete_tree` may take rows of, versions left out."""
    found: list[type[Model]] = [model]
    for table in found:  # it grows while it is walked
        for relation in table._meta.get_fields():
            if isinstance(relation, ForeignObjectRel) and _is_key(relation):
                other = relation.related_model
                if other not in found and not hasattr(other, "pgh_tracked_model"):
                    found.append(other)  # type: ignore[arg-type]
    return found


def _is_key(relation: ForeignObjectRel) -> bool:
    """A key of another table to this one; many-to-many tables have keys of their own."""
    return relation.one_to_many or relation.one_to_one
