"""Two people at one record: who saves on an old version is shown what changed meanwhile, and loses nothing typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sasae.foundation.release import GuardedText
from sasae.foundation.screens.lists import plain


@dataclass(frozen=True)
class Change:
    """One field somebody changed meanwhile."""

    by: str
    at: datetime
    label: str
    before: str
    after: str


class ChangedMeanwhile(ValueError):
    """The record is no longer as it was seen; `changes` say who changed what, `version` is the one to save on now."""

    def __init__(self, version: int, changes: list[Change]) -> None:
        super().__init__("入力しているあいだに、ほかの人がこの記録を変更しました。")
        self.version = version
        self.changes = changes


def require_version(row: Any, seen: int, labels: Mapping[str, str]) -> None:
    """Raises ChangedMeanwhile when the row, locked by the caller, has gone on since the version that was seen."""
    if row.version != seen:
        raise ChangedMeanwhile(row.version, changes_since(row, seen, labels))


def changes_since(row: Any, seen: int, labels: Mapping[str, str]) -> list[Change]:
    """What was changed after a version, in order, from the versions the database keeps."""
    kept = type(row).pgh_event_model.objects.filter(pgh_obj_id=row.pk, version__gte=seen).order_by("version", "pgh_id")
    versions = list({one.version: one for one in kept}.values())
    if seen == 0:
        versions.insert(0, type(row)(assigned_to="", due_on=None, plan="", version=0))
    return [
        Change(after.changed_by, after.changed_at, label, _said(before, name), _said(after, name))
        for before, after in zip(versions, versions[1:], strict=False)
        for name, label in labels.items()
        if getattr(before, name) != getattr(after, name)
    ]


def _said(row: Any, name: str) -> str:
    """A field as the page says it: a choice by its word; a guarded text is not repeated here, the page shows it below."""
    value = getattr(row, name)
    if isinstance(value, GuardedText):
        return "（内容は下に出ています）"
    word = getattr(row, f"get_{name}_display", None)
    return plain(word() if word and value else value)
