"""The list of everything that can be changed, grouped and searched; one field with its history."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sasae.subsidy.wordings.catalogue import GROUPS
from sasae.subsidy.wordings.fields import Field
from sasae.subsidy.wordings.languages import every_field, field_of
from sasae.subsidy.wordings.models import Rewording
from sasae.subsidy.wordings.queries import Standing, coming, steady
from sasae.subsidy.wordings.tables import day_for, standing

SHOWN = 90  # signs of a value in the list


@dataclass(frozen=True)
class Row:
    """One field in the list."""

    field: Field
    now: str
    since: date
    changed: bool
    next: list[Rewording]


def rows(today: date, *, words: str = "", group: str = "", only: str = "") -> list[tuple[str, list[Row]]]:
    """Fields by group that hold all the words in their name, texts or use. `only`: changed on screen, or coming."""
    wanted = words.replace("　", " ").split()
    found: dict[str, list[Row]] = {name: [] for name in GROUPS if group in ("", name)}
    later = coming(today)
    with steady():
        for field in every_field():
            if field.group not in found:
                continue
            now = standing(field, day_for(field, today))
            told = field.tell(now.value)
            if not all(word in f"{field.label} {field.group} {field.used} {told}" for word in wanted):
                continue
            row = Row(field, _short(told), now.since, now.changed, later.get(field.key, []))
            if only in ("", *(["changed"] if row.changed else []), *(["coming"] if row.next else [])):
                found[field.group].append(row)
    return [(name, listed) for name, listed in found.items() if listed]


def _short(told: str) -> str:
    return told if len(told) <= SHOWN else f"{told[:SHOWN]}…"


def parts_now(field: Field, now: Standing) -> list[tuple[str, str]]:
    """Each part with its words."""
    return [(part.label or "内容", part.tell(value)) for part, value in field.values(now.value)]


def told(change: Rewording) -> Any:
    """A change's value in words; of a field that is no longer there, nothing."""
    field = field_of(change.key)
    return field.tell(change.value) if field else ""
