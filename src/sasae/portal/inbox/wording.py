"""What the pages say: how far an application is, whom to telephone, and for how long things can be read."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from sasae.kernel.dated import load_dated
from sasae.portal.submissions.models import Status

PERIODS = load_dated(__package__, "periods.yaml", dict)
OFFICE = load_dated(__package__, "office.yaml", dict)
STEPS = ("届いた", "市が受け取った", "確かめている", "終わった")


@dataclass(frozen=True)
class Stage:
    """How far it is (a place in STEPS), what happens now, and what is to be done."""

    step: int
    now: str
    next: str


@cache
def _stages() -> dict[str, Stage]:
    told = yaml.safe_load((files(__package__) / "stages.yaml").read_text(encoding="utf-8"))
    found = {code: Stage(**stage) for code, stage in told.items()}
    if missing := set(Status.values) - found.keys():
        raise ValueError(f"These statuses have no words: {sorted(missing)}")
    return found


def stage_of(status: str) -> Stage:
    """The words of a status."""
    return _stages()[status]


def steps_of(status: str) -> list[tuple[str, str]]:
    """The way in four words; each is done, here, or still to come."""
    here = stage_of(status).step
    return [(word, "here" if place == here else "done" if place < here else "") for place, word in enumerate(STEPS)]


def office(on: date) -> dict[str, Any]:
    """Name, telephone number and hours of the office one may ask, and the offices for questions about one's record."""
    found: dict[str, Any] = OFFICE.on(on)
    return found
