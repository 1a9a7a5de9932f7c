"""intake → portal: the municipality's interface (電子申請等情報受取等). intake pulls; the portal never calls."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from sasae.contracts.operation import Message, Operation

CALLERS = frozenset({"intake"})
CALLEE = "portal"


class ApplicationStatus(StrEnum):
    """申請ステータス (formats.md §5.2)."""

    RECEIVED = "01"
    FETCHED = "02"
    EXAMINING = "03"
    CORRECTION_ASKED = "04"
    WAITING_FOR_RESUBMISSION = "05"
    DONE = "06"
    REFUSED = "07"
    WITHDRAWN = "08"
    EXPIRED = "09"
    ERROR = "99"


class ListRequest(Message):
    """Applications received after a receipt number, oldest first, at any status or at one."""

    after: str = ""
    status: ApplicationStatus | None = None
    limit: int = Field(default=100, ge=1, le=1000)


class Entry(Message):
    receipt_number: str = Field(pattern=r"^KW[0-9]{16}$")
    procedure: str = Field(description="手続コード")
    received_at: datetime
    status: ApplicationStatus
    size: int
    sha256: str


class Listing(Message):
    entries: list[Entry]
    more: bool


class FetchRequest(Message):
    receipt_number: str = Field(pattern=r"^KW[0-9]{16}$")


class ApplicationFile(Message):
    """The application ZIP (formats.md §5.2), members sealed to the municipality's key; base64."""

    receipt_number: str
    sha256: str
    zip_base64: str


class StatusUpdate(Message):
    receipt_number: str = Field(pattern=r"^KW[0-9]{16}$")
    status: ApplicationStatus
    message: str = Field(default="", max_length=2000, description="plain Japanese for the resident; no personal data")


class StatusUpdated(Message):
    status: ApplicationStatus


class EntryRequest(Message):
    receipt_number: str = Field(pattern=r"^KW[0-9]{16}$")


class StatusesRequest(Message):
    """Where applications stand: these, or all whose status changed since a moment, the oldest change first."""

    receipt_numbers: list[str] = Field(default=[], max_length=1000)
    changed_since: datetime | None = None
    limit: int = Field(default=100, ge=1, le=1000)


class StatusEntry(Message):
    receipt_number: str = Field(pattern=r"^KW[0-9]{16}$")
    status: ApplicationStatus
    changed_at: datetime


class Statuses(Message):
    entries: list[StatusEntry]
    more: bool


LIST = Operation("portal_applications", "list", ListRequest, Listing, CALLERS, CALLEE)
FETCH = Operation("portal_applications", "fetch", FetchRequest, ApplicationFile, CALLERS, CALLEE)
UPDATE_STATUS = Operation(
    "portal_applications", "update_status", StatusUpdate, StatusUpdated, CALLERS, CALLEE, effect=True
)
ENTRY = Operation("portal_applications", "entry", EntryRequest, Entry, CALLERS, CALLEE)
STATUSES = Operation("portal_applications", "statuses", StatusesRequest, Statuses, CALLERS, CALLEE)
