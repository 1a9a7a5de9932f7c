"""subsidy → linkage: ask another body over the information provision network, and fetch the answer later."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field, JsonValue

from sasae.contracts.operation import Message, Operation
from sasae.contracts.people import AtenaNo
from sasae.contracts.person_index import Purpose


class InquiryState(StrEnum):
    """情報照会の状態 (domain.md §13)."""

    REQUESTED = "requested"
    ANSWERED = "answered"
    NOBODY = "nobody"
    NOT_AUTOMATIC = "not_automatic"
    REFUSED = "refused"
    ERROR = "error"


class InquiryRequest(Message):
    purpose: Purpose
    atena_no: AtenaNo
    information: str = Field(max_length=16, description="特定個人情報名コード (TM + 14 digits)")
    provider: str = Field(max_length=6, description="municipality code of the providing body, 6 digits")
    period_from: date
    period_to: date
    consent_on: date | None = Field(default=None, description="day of the person's consent; tax data needs it")


class InquiryAccepted(Message):
    inquiry_no: str


class ResultRequest(Message):
    inquiry_no: str


class InquiryResult(Message):
    inquiry_no: str
    state: InquiryState
    answer: dict[str, JsonValue] | None = Field(default=None, repr=False)
    permit_no: str = ""
    provided_at: datetime | None = None
    message: str = ""


REQUEST = Operation(
    "inquiries", "request", InquiryRequest, InquiryAccepted, frozenset({"subsidy"}), "linkage", effect=True
)
RESULT = Operation("inquiries", "result", ResultRequest, InquiryResult, frozenset({"subsidy"}), "linkage")
