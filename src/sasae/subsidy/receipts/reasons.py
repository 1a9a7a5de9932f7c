"""The reason codes of adjudication, as data."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Reason:
    """A code, the outcome it leads to, and its sentence."""

    code: str
    outcome: str
    text: str


@cache
def reasons() -> dict[str, Reason]:
    """All reasons by code."""
    rows = yaml.safe_load((files(__package__) / "reasons.yaml").read_text(encoding="utf-8"))["rows"]
    return {row["code"]: Reason(**row) for row in rows}
