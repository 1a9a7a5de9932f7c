"""The clauses of the assessment, read once and typed."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from sasae.deployment.home import SERVICES

SYSTEM_NAMES = {
    "subsidy": "医療費助成",
    "linkage": "連携基盤",
    "intermediary": "中間サーバー",
    "portal": "申請機能",
    "intake": "申請管理",
}


class BadClause(ValueError):
    """A row of clauses.yaml cannot be used; the text says which and why."""


@dataclass(frozen=True)
class Watched:
    """A control by its name, and the systems it looks at for this clause."""

    name: str
    systems: tuple[str, ...]


@dataclass(frozen=True)
class Live:
    """A table whose rows are evidence: how many, and the moment of the last one where a column says it."""

    system: str
    table: str
    moment: str
    words: str


@dataclass(frozen=True)
class Clause:
    """One clause: what is promised (Japanese), and what in the product makes it true."""

    id: str
    group: str
    kind: str
    systems: tuple[str, ...]
    where: str
    title: str
    text: str
    code: tuple[str, ...]
    controls: tuple[Watched, ...]
    live: tuple[Live, ...]
    missing: str


@lru_cache(maxsize=1)
def clauses() -> tuple[Clause, ...]:
    """Every clause, in the order of the assessment. Raises BadClause."""
    told = yaml.safe_load((files(__package__) / "clauses.yaml").read_text(encoding="utf-8"))
    return tuple(_clause(row, told["groups"]) for row in told["clauses"])


def _clause(row: dict[str, Any], groups: dict[str, str]) -> Clause:
    given: dict[str, Any] = {"code": [], "controls": [], "live": [], "missing": "", **row}
    systems = SERVICES if given["systems"] == ["all"] else tuple(given["systems"])
    try:
        return Clause(
            **{name: str(given[name]) for name in ("id", "kind", "where", "title", "text", "missing")},
            group=groups[str(row["id"]).partition("-")[0]], systems=systems, code=tuple(given["code"]),
            controls=tuple(_watched(text, systems) for text in given["controls"]),
            live=tuple(_live(text) for text in given["live"]),
        )  # fmt: skip
    except (KeyError, ValueError) as wrong:
        raise BadClause(f"clauses.yaml: {row.get('id')}: {wrong}") from wrong


def _watched(text: str, systems: tuple[str, ...]) -> Watched:
    name, _, only = text.partition("@")
    return Watched(name, (only,) if only else systems)


def _live(text: str) -> Live:
    place, _, words = text.partition("=")
    system, table, *moment = place.split(".")
    if system not in SERVICES or not words:
        raise ValueError(f"live is system.table.moment=words: {text}")
    return Live(system, table, moment[0] if moment else "", words)
