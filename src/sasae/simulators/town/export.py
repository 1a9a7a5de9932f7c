"""A town as text: one JSON object a record, in the order it was made."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

from sasae.simulators.town.records import PARTS, Town


def columns(record: type) -> tuple[str, ...]:
    """The fields of a record type, in order."""
    return tuple(each.name for each in fields(record))


def rows(records: list[Any]) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    """Column names and the values of each record; nothing when there are no records."""
    if not records:
        return (), iter(())
    names = columns(type(records[0]))
    values: Callable[[Any], tuple[Any, ...]] = attrgetter(*names)
    return names, map(values, records)


def lines(town: Town, part: str) -> Iterator[str]:
    """One part as JSON lines. Fields that say nothing (empty, 0, false) are left out, so that they stay short."""
    encode = json.JSONEncoder(ensure_ascii=False, default=date.isoformat, separators=(",", ":")).encode
    names, records = rows(getattr(town, part))
    for record in records:
        yield encode({name: value for name, value in zip(names, record, strict=True) if value or name == "year"})


def write(town: Town, folder: Path) -> list[Path]:
    """One file a part: persons.jsonl, incomes.jsonl …"""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for part in PARTS:
        path = folder / f"{part}.jsonl"
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines(town, part))
        written.append(path)
    return written


def digest(town: Town) -> str:
    """SHA-256 over everything: equal for equal towns."""
    found = hashlib.sha256()
    for part in PARTS:
        found.update(f"{part}\n".encode())
        for line in lines(town, part):
            found.update(line.encode())
    return found.hexdigest()
