"""The texts users are told: one file a rule, a dated row a version. A version is known by the hash of what it says.

A user acknowledges each version once a fiscal year (April to March). No Django here: the assessment reads it as well.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sasae.kernel.dated import Dated, NotInForce, load_dated
from sasae.kernel.period import fiscal_year

IDS = ("use", "no_copying", "incident", "platform")


@dataclass(frozen=True)
class Rule:
    """What one version of a rule says, and where it is told."""

    systems: tuple[str, ...]
    title: str
    lead: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """A rule in force: its name, the day its version began, what it says, and the hash of that."""

    id: str
    since: date
    says: Rule

    @property
    def version(self) -> str:
        """SHA-256 of the words, as hex: what an acknowledgement keeps."""
        words = [self.id, self.says.title, self.says.lead, *self.says.clauses]
        return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def _rule(raw: dict[str, Any]) -> Rule:
    return Rule(tuple(raw["systems"]), raw["title"], raw["lead"], tuple(raw["clauses"]))


RULES: dict[str, Dated[Rule]] = {name: load_dated(__package__, f"texts/{name}.yaml", _rule) for name in IDS}


def rules_on(on: date, system: str) -> list[Told]:
    """What a user of the system is told on the day."""
    found = []
    for name, table in RULES.items():
        try:
            row = table.row_on(on)
        except NotInForce:
            continue
        if system in row.value.systems:
            found.append(Told(name, row.since, row.value))
    return found


def first_day_of(year: int) -> date:
    """The first day of a fiscal year."""
    return date(year, 4, 1)


@lru_cache(maxsize=16)
def mark_on(on: date, system: str) -> str:
    """The mark of what a user of the system is told on the day: other words or another fiscal year give another."""
    return _mark_of(rules_on(on, system), on)


def _mark_of(rules: Iterable[Told], on: date) -> str:
    words = [str(fiscal_year(on)), *sorted(one.version for one in rules)]
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def missing(rules: Sequence[Told], held: Iterable[str]) -> list[Told]:
    """Of these rules those whose version is not among the hashes acknowledged this year."""
    known = set(held)
    return [one for one in rules if one.version not in known]
