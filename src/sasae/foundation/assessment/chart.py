"""The states of all clauses, night by night, as columns drawn by the server: the figures stand in the table below."""

from dataclasses import dataclass

from sasae.foundation.assessment.models import Assessment, State

BAR, GAP, HEIGHT = 18, 6, 160  # pixels of a column, between columns, of the whole
LEFT, TOP = 8, 8


@dataclass(frozen=True)
class Part:
    """One state in one night, in pixels."""

    state: str
    label: str
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Night:
    """One column: its parts from the top, and what is said of it."""

    kept: Assessment
    parts: list[Part]

    @property
    def counts(self) -> list[int]:
        """In the order of the states."""
        return [self.kept.counts[state] for state in State]


def columns(nights: list[Assessment]) -> list[Night]:
    """The nights from left to right, each a whole of the same height."""
    return [Night(kept, _parts(kept, LEFT + place * (BAR + GAP))) for place, kept in enumerate(nights)]


def _parts(kept: Assessment, x: int) -> list[Part]:
    whole, above, parts = sum(kept.counts.values()) or 1, 0, []
    for state in (State.FALSE, State.UNKNOWN, State.NOT_BUILT, State.TRUE):
        y, count = above * HEIGHT // whole, kept.counts[state]
        above += count
        parts.append(Part(state.value, str(state.label), count, x, TOP + y, above * HEIGHT // whole - y))
    return [part for part in parts if part.height]
