"""The courses there are: who takes which, by when, and which rights do not work before. Dated data; no Django."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sasae.foundation.instruction.rules import first_day_of
from sasae.kernel.dated import Dated, load_dated
from sasae.kernel.period import fiscal_year


@dataclass(frozen=True)
class Course:
    """One course. `who`: the rights whose holders take it (empty: everyone); `holds_back`: the rights that wait for it
    (None: all of them), but those in `but`."""

    id: str
    title: str
    text: str
    systems: tuple[str, ...]
    who: frozenset[str]
    every_year: bool
    within_days: int
    holds_back: frozenset[str] | None
    but: frozenset[str]

    def is_for(self, rights: Iterable[str]) -> bool:
        """Whether somebody with these rights has to take it; nobody has to without a right."""
        held = set(rights)
        return bool(held & self.who if self.who else held)

    def holds(self, right: str) -> bool:
        """Whether this right waits for the course."""
        return right not in self.but and (self.holds_back is None or right in self.holds_back)

    def due(self, start: date, on: date) -> date:
        """The last day to take it, for somebody whose first right began on `start`."""
        begins = max(start, first_day_of(fiscal_year(on))) if self.every_year else start
        return begins + timedelta(days=self.within_days)

    def counts_from(self, on: date) -> date:
        """From which day on a taking counts today: this fiscal year's for a yearly course, else ever."""
        return first_day_of(fiscal_year(on)) if self.every_year else date.min


class State(StrEnum):
    """How somebody stands to a course."""

    TAKEN = "修了"
    TO_TAKE = "未受講"
    OVERDUE = "期限超過"
    HELD_BACK = "権限停止中"


@dataclass(frozen=True)
class Standing:
    """Somebody and a course: how far, by when, and the last day it was taken."""

    course: Course
    state: State
    due: date
    taken_on: date | None


def _course(raw: dict[str, Any]) -> Course:
    waits = raw.get("holds_back", ())
    return Course(
        raw["id"], raw["title"], raw["text"], tuple(raw["systems"]),
        frozenset() if raw["who"] == "everyone" else frozenset(raw["who"]), raw["every_year"], raw["within_days"],
        None if waits == "all" else frozenset(waits), frozenset(raw.get("but", ())),
    )  # fmt: skip


COURSES: Dated[tuple[Course, ...]] = load_dated(
    __package__, "courses.yaml", lambda rows: tuple(_course(raw) for raw in rows)
)


def courses_on(on: date, system: str) -> list[Course]:
    """The courses of a system on the day."""
    return [one for one in COURSES.on(on) if system in one.systems]


def titles() -> dict[str, str]:
    """The title of every course there ever was, by its id; the newest words win."""
    return {one.id: one.title for row in COURSES.rows if row.value for one in row.value}


def standings(
    courses: Iterable[Course], rights: Iterable[str], start: date | None, taken: Mapping[str, date], on: date
) -> list[Standing]:
    """How somebody with these rights, the first since `start`, who took courses on these last days, stands today."""
    held = list(rights)
    if start is None:
        return []
    found = []
    for course in courses:
        if course.is_for(held):
            last, due = taken.get(course.id), course.due(start, on)
            found.append(Standing(course, _state(course, held, last, due, on), due, last))
    return found


def _state(course: Course, rights: Iterable[str], last: date | None, due: date, on: date) -> State:
    if last is not None and last >= course.counts_from(on):
        return State.TAKEN
    if any(course.holds(right) for right in rights):
        return State.HELD_BACK
    return State.OVERDUE if due < on else State.TO_TAKE


def waiting(courses: Iterable[Course], rights: Iterable[str], taken: Mapping[str, date], on: date) -> dict[str, Course]:
    """The rights that do not work yet, each with the course it waits for."""
    held, found = list(rights), {}
    for course in courses:
        last = taken.get(course.id)
        if last is None or last < course.counts_from(on):
            found |= {right: course for right in held if course.holds(right)}
    return found
