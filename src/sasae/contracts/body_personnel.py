"""linkage of a body → intermediary server: who of the body's staff moved and left, so that rights end on the day.

The body is known by the caller's certificate and is never in a message: a notice reaches the people of that body alone.
Nobody connects inwards to a body, so its linkage platform hands the notices over; `personnel` is asked instead where
the personnel office is on the line itself.
"""

from pydantic import Field

from sasae.contracts.operation import LINKAGE_PLATFORMS, Message, Operation

CALLERS = LINKAGE_PLATFORMS  # one a body
CALLEE = "intermediary"
LAST = 2**63 - 1


class StaffNotice(Message):
    """One line. Event and days are text, so that one unreadable line does not keep the others back."""

    sequence: int = Field(ge=1, le=LAST, description="number of the body's own; told again, it is the same notice")
    staff_no: str = Field(max_length=20)
    event: str = Field(
        max_length=20, description="採用, 異動, 退職, 休職, 復職; 取消 takes back the notice in `replaces`"
    )
    effective_on: str = Field(max_length=20, description="yyyy-mm-dd; who retires works to this day")
    office: str = Field(default="", max_length=100, description="office after a move")
    replaces: int | None = Field(
        default=None, ge=1, le=LAST, description="the notice this one stands for, with a new day or content"
    )


class StaffNotices(Message):
    notices: list[StaffNotice] = Field(min_length=1, max_length=1000)


class LineFinding(Message):
    """Why one line was not taken. `row` counts from 1."""

    row: int
    sequence: int
    id: str
    message: str


class NoticesTaken(Message):
    """Every line is counted once: new, known already, or refused."""

    taken: int
    known: int
    refused: int
    findings: list[LineFinding] = []


HAND_OVER = Operation("body_personnel", "hand_over", StaffNotices, NoticesTaken, CALLERS, CALLEE, effect=True)
