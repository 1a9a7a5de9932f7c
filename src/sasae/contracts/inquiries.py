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
    affair_code: str = Field(default="", max_length=16, description="事務コード (JM + 14 digits); empty: the caller's usual")
    procedure: str = Field(default="", max_length=16, description="事務手続コード (JT + 14 digits); empty: the usual")


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


MOST_QUESTIONS = 300  # of one message


class Question(Message):
    """One of many. `key` is the caller's own name of it, under which the answer says what became of it."""

    key: str = Field(max_length=80)
    atena_no: AtenaNo
    case: str = Field(default="", max_length=60)
    information: str = Field(max_length=16)
    provider: str = Field(max_length=6)
    period_from: date
    period_to: date
    consent_on: date | None = None


class ManyRequest(Message):
    """For a renewal, which asks about many families: one message a page, not one a person."""

    purpose: Purpose
    questions: list[Question] = Field(min_length=1, max_length=MOST_QUESTIONS)


class Taken(Message):
    """A question that is asked now, by its number; or why it is not."""

    key: str
    inquiry_no: str = ""
    refusal: str = ""


class ManyTaken(Message):
    taken: list[Taken] = Field(description="in the order of the questions")


class ResultsRequest(Message):
    inquiry_nos: list[str] = Field(min_length=1, max_length=MOST_QUESTIONS)


class Results(Message):
    """How far each is; a number that is nobody's, or another system's, is left out."""

    results: list[InquiryResult]


MOST_LINES = 11_000  # of one file over the contract: a message has 5 MB


class Consent(Message):
    """That a person agreed to their tax data being asked for, and when."""

    atena_no: AtenaNo
    on: date


class FileRequest(Message):
    """A request file (P640R110, formats.md §6.4). Its layout has no place for consent: that stands beside it."""

    purpose: Purpose
    name: str = Field(max_length=60, description="file name, P640R110_yyyyMMddHHmmss_nnnn.DAT")
    content: str = Field(max_length=3_600_000, description="the file's bytes in base64")
    consents: list[Consent] = Field(default=[], max_length=MOST_LINES)


class FileAccepted(Message):
    file_no: str


class FileResultRequest(Message):
    file_no: str


class LineRefused(Message):
    """A line that was not asked, with the reasons."""

    line: int
    reasons: list[str]


class ResultFile(Message):
    name: str
    items: list[str] = Field(description="what stands in the columns after the twelfth")
    content: str = Field(repr=False, description="the file's bytes in base64: no header, UTF-8, CRLF")


class FileResult(Message):
    """How far a file is. The result files hold what is there so far, a file a 特定個人情報名."""

    file_no: str
    done: bool = Field(description="every line has its end")
    lines: int
    refused: list[LineRefused]
    results: list[ResultFile] = Field(repr=False)


class AskableRequest(Message):
    purpose: Purpose
    atena_nos: list[AtenaNo] = Field(max_length=500)


class AskableInformation(Message):
    """One kind of information the distributed masters let this city ask for today."""

    information: str
    name: str
    consent: bool = Field(description="the person must have agreed")
    providers: list[str] = Field(description="municipality codes; * for any")


class Askable(Message):
    information: list[AskableInformation]
    reachable: list[AtenaNo] = Field(description="of the persons named, those whose code is there")


REQUEST = Operation(
    "inquiries", "request", InquiryRequest, InquiryAccepted, frozenset({"subsidy"}), "linkage", effect=True
)
REQUEST_MANY = Operation(
    "inquiries", "request_many", ManyRequest, ManyTaken, frozenset({"subsidy"}), "linkage", effect=True
)
RESULTS = Operation("inquiries", "results", ResultsRequest, Results, frozenset({"subsidy"}), "linkage")
RESULT = Operation("inquiries", "result", ResultRequest, InquiryResult, frozenset({"subsidy"}), "linkage")
SUBMIT_FILE = Operation(
    "inquiries", "submit_file", FileRequest, FileAccepted, frozenset({"subsidy"}), "linkage", effect=True
)
FILE_RESULT = Operation(
    "inquiries", "file_result", FileResultRequest, FileResult, frozenset({"subsidy"}), "linkage"
)
ASKABLE = Operation("inquiries", "askable", AskableRequest, Askable, frozenset({"subsidy"}), "linkage")
