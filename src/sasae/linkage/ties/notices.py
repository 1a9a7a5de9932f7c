"""Who is told of a corrected tie, and by when: data, since the days are the law's and the office's."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import yaml

from sasae.linkage.ties.models import Correction, CorrectionNotice

SYSTEMS = "systems"  # done by the correction itself


@dataclass(frozen=True)
class Duty:
    """One row. `when` is `always`, or `inquiry`: only where another body was asked under the wrong tie."""

    key: str
    whom: str
    days: int
    when: str
    text: str


@cache
def duties() -> tuple[Duty, ...]:
    """The rows, read once."""
    raw = yaml.safe_load((files(__package__) / "notices.yaml").read_text(encoding="utf-8"))
    return tuple(Duty(**row) for row in raw["rows"])


def due(correction: Correction, *, inquired: bool, on: date) -> list[CorrectionNotice]:
    """The notices that follow from a correction carried out on a day; not written yet."""
    return [
        CorrectionNotice(
            correction=correction, key=duty.key, whom=duty.whom, text=duty.text, due_on=on + timedelta(days=duty.days)
        )
        for duty in duties()
        if duty.when == "always" or inquired
    ]
