"""One thing looked at: how it is, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How it is."""

    WELL = "ok"
    ATTENTION = "注意"
    WRONG = "誤り"


@dataclass(frozen=True)
class Look:
    """`area` is what was looked at, `what` how it is, `do` what to do about it (empty when it is well)."""

    area: str
    mark: Mark
    what: str
    do: str = ""

    def as_dict(self) -> dict[str, str]:
        """The JSON of one look."""
        return {"area": self.area, "mark": self.mark.value, "what": self.what, "do": self.do}


def well(area: str, what: str) -> Look:
    """As it should be."""
    return Look(area, Mark.WELL, what)


def attention(area: str, what: str, do: str) -> Look:
    """It works, but somebody should know."""
    return Look(area, Mark.ATTENTION, what, do)


def wrong(area: str, what: str, do: str) -> Look:
    """It does not work, or is not safe."""
    return Look(area, Mark.WRONG, what, do)
