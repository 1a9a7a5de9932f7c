"""subsidy or intake → linkage; linkage or a body → intermediary; intake → portal: whose work for a contractor ends.

The register of contractors is kept in subsidy; IDs of the same persons are kept in every system. Nobody connects inwards,
so the word goes along the connections there are: linkage is told and tells the intermediary; intake asks linkage and tells
the portal. What is told only ever shortens, so order and repetition change nothing. No name of anybody travels.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from sasae.contracts.operation import LINKAGE_PLATFORMS, Message, Operation

WORKER = "W[0-9]{6}"


class Why(StrEnum):
    """What ended."""

    SHORTENED = "shortened"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    LEFT = "left"


class WorkerEnd(Message):
    """One person of a contractor, by the register's number, works to this day."""

    worker: str = Field(pattern=f"^{WORKER}$", description="number in the register of contractors")
    last_day: date = Field(description="the last day on which an ID may be used")
    at_once: bool = Field(default=False, description="over now, not at the end of the day")
    reason: Why


class WorkerEnds(Message):
    ends: list[WorkerEnd] = Field(min_length=1, max_length=1000)


class EndsTaken(Message):
    """How many lines were new; the others were known."""

    taken: int = Field(ge=0)


class EndsRequest(Message):
    after: int = Field(ge=0)
    limit: int = Field(default=1000, ge=1, le=1000)


class EndsTold(Message):
    """What linkage was told after a number, oldest first."""

    ends: list[WorkerEnd]
    last: int = Field(ge=0)


TELL = Operation("contractor_ends", "tell", WorkerEnds, EndsTaken, frozenset({"subsidy"}), "linkage", effect=True)
LIST = Operation("contractor_ends", "list", EndsRequest, EndsTold, frozenset({"intake"}), "linkage")
OF_BODY = Operation("contractor_ends", "of_body", WorkerEnds, EndsTaken, LINKAGE_PLATFORMS, "intermediary", effect=True)
OF_PORTAL = Operation("contractor_ends", "of_portal", WorkerEnds, EndsTaken, frozenset({"intake"}), "portal", effect=True)
