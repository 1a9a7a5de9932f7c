"""The reason codes of adjudication, as dated data."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sasae.kernel.dated import load_dated
from sasae.subsidy.wordings.queries import OnScreen


@dataclass(frozen=True)
class Reason:
    """A code, the outcome it leads to, and its sentence."""

    code: str
    outcome: str
    text: str


def _reasons(value: dict[str, Any]) -> dict[str, Reason]:
    return {code: Reason(code, **told) for code, told in value.items()}


REASONS = OnScreen("receipts", load_dated(__package__, "reasons.yaml"), _reasons)


_OF_FILE = _reasons(REASONS.table.rows[-1].value or {})


def reasons(on: date | None = None) -> dict[str, Reason]:
    """All reasons by code, as they read on a day; without one, codes and outcomes as the file has them."""
    return _OF_FILE if on is None else REASONS.on(on)
