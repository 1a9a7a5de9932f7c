"""The masking rules and the plain words, read once."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Rule:
    """What is not told, on which ground, and how the person reads of it."""

    id: str
    title: str
    ground: str
    words: str
    rights: frozenset[str]


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))
    return read


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id. Raises KeyError at the first use when a row lacks its ground or words."""
    return {
        row["id"]: Rule(row["id"], row["title"], row["ground"], row["words"], frozenset(row.get("rights", ())))
        for row in _read("rules.yaml")["rows"]
    }


@cache
def _plain() -> dict[str, Any]:
    return _read("plain.yaml")


def purpose_in_words(purpose: str) -> str:
    """Why, as the person reads it."""
    known: str | None = _plain()["purposes"].get(purpose)
    return known or (f"{purpose}のため" if purpose else "担当する事務のため")


def office_of(system: str) -> str:
    """How a system's office is called to the person; the city where it is none of those."""
    known: str = _plain()["systems"].get(system, _plain()["city"])
    return known


def city() -> str:
    """The office where no ward and no office may be named."""
    words: str = _plain()["city"]
    return words


def machine() -> str:
    """Who did it, where nobody did."""
    words: str = _plain()["machine"]
    return words
