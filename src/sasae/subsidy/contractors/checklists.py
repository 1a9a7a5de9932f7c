"""The clauses a contract must have, by its model and its first day."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sasae.kernel.dated import load_dated
from sasae.kernel.period import Month

if TYPE_CHECKING:
    from sasae.subsidy.contractors.models import Contract


@dataclass(frozen=True)
class Clause:
    """One clause: the assessment's name of it, and what to look for in the contract."""

    key: str
    name: str
    ask: str


def _typed(value: dict[str, list[dict[str, str]]]) -> dict[str, tuple[Clause, ...]]:
    return {model: tuple(Clause(**row) for row in rows) for model, rows in value.items()}


CLAUSES = load_dated(__package__, "clauses.yaml", _typed)
INTERVALS = load_dated(__package__, "intervals.yaml", dict[str, int])


def clauses_of(model: str, on: date) -> tuple[Clause, ...]:
    """The clauses of a model on a day."""
    return CLAUSES.on(on)[model]


def missing(contract: "Contract") -> list[str]:
    """The names of the clauses nobody has found in the contract yet."""
    return [one.name for one in clauses_of(contract.model, contract.since) if not contract.clauses.get(one.key)]


def months_on(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month."""
    month = Month.of(day).plus(months)
    return month.first.replace(day=min(day.day, month.last.day))
