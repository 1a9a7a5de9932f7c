"""What a control gets to look with, and what it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import psycopg
from psycopg import sql

from sasae.deployment.assessment.clauses import SYSTEM_NAMES
from sasae.deployment.home import Home
from sasae.kernel import clock


class Met(StrEnum):
    """What a control found."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class CannotLook(RuntimeError):
    """There was nothing to look at; the text says what, in Japanese."""


@dataclass(frozen=True)
class Answer:
    """What was found, in Japanese, with the figures that show it."""

    met: Met
    words: str


@dataclass
class Look:
    """The installation, the moment, and an open read-only log-in to each system's database that answers.

    `now` is the moment by the office's calendar, which a demonstration shifts; `real` is the clock's, by which keys run out.
    """

    home: Home
    now: datetime
    databases: Mapping[str, "psycopg.Connection[Any]"]
    real: datetime = field(default_factory=clock.real_now)

    def rows(
        self, system: str, query: str | sql.Composed, values: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[tuple[Any, ...]]:
        """The rows of a query in a system's database. Raises CannotLook where it does not answer."""
        database = self.databases.get(system)
        if database is None:
            raise CannotLook(f"{SYSTEM_NAMES.get(system, system)}のデータベースを調べられません")
        try:
            return database.execute(query, values).fetchall()
        except psycopg.errors.UndefinedTable as unknown:
            raise CannotLook(f"{SYSTEM_NAMES.get(system, system)}に調べる表がありません") from unknown

    def has_table(self, system: str, table: str) -> bool:
        """Whether the system keeps this table."""
        return bool(self.rows(system, "SELECT to_regclass(%s) IS NOT NULL", [f"public.{table}"])[0][0])

    def one(self, system: str, query: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Any:
        """The first value of the first row; None where there is none."""
        found = self.rows(system, query, values)
        return found[0][0] if found else None


Control = Callable[[Look, str], Answer]
CONTROLS: dict[str, tuple[str, Control]] = {}


def control(title: str) -> Callable[[Control], Control]:
    """Name a function that looks at one system for clauses; `title` is what it is called on the page."""

    def named(function: Control) -> Control:
        CONTROLS[function.__name__] = (title, function)
        return function

    return named


def met(words: str) -> Answer:
    """It is as the clause says."""
    return Answer(Met.MET, words)


def not_met(words: str) -> Answer:
    """It is not; the words say what is wrong."""
    return Answer(Met.NOT_MET, words)


def unless(wrong: Sequence[str], words: str, *, good: str) -> Answer:
    """Met where nothing is wrong; else how many, and the first of them by name."""
    if not wrong:
        return met(good)
    more = f" ほか{len(wrong) - 5}件" if len(wrong) > 5 else ""
    return not_met(f"{words}：{'、'.join(wrong[:5])}{more}")
