"""Who acts: a member of staff, a system, a resident or a batch run. A value, without ties to any table."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["staff", "system", "resident", "batch"]


@dataclass(frozen=True)
class Actor:
    """The one who acts, as the journal names them. `id` is the log-in ID, the system's name or the run's number."""

    id: str
    name: str
    kind: Kind

    def __str__(self) -> str:
        return self.name


def SYSTEM(name: str) -> Actor:  # noqa: N802 - reads as the constant it stands for
    """A system of the city or a partner, by its name on the wire, e.g. `linkage`."""
    return Actor(name, name, "system")


def BATCH(run: int | str, name: str) -> Actor:  # noqa: N802
    """A batch run, by its number; `name` is what it does, in Japanese."""
    return Actor(f"batch:{run}", name, "batch")
