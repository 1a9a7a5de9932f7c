"""every system → personnel: who joined, moved and left, so that rights end on the day."""

from datetime import date

from pydantic import Field

from sasae.contracts.operation import Message, Operation


class StaffChangesRequest(Message):
    after: int = Field(ge=0)
    limit: int = Field(default=1000, ge=1, le=5000)


class StaffChange(Message):
    sequence: int
    staff_no: str
    name: str
    office_code: str
    office: str
    ward_code: str = ""
    event: str = Field(description="採用, 異動, 退職, 休職, 復職")
    effective_on: date


class StaffChanges(Message):
    changes: list[StaffChange]
    last: int


STAFF_CHANGES = Operation(
    "personnel",
    "staff_changes",
    StaffChangesRequest,
    StaffChanges,
    frozenset({"subsidy", "linkage", "intermediary", "portal", "intake"}),
    "personnel",
)
