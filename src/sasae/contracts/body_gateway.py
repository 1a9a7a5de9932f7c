"""linkage of a body → intermediary server. The body is known by the caller's certificate and is never in a message."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, JsonValue

from sasae.contracts.information_network import CodeName, Institution, PermittedUse
from sasae.contracts.inquiries import InquiryState
from sasae.contracts.operation import LINKAGE_PLATFORMS, Message, Operation

CALLERS = LINKAGE_PLATFORMS  # one a body
CALLEE = "intermediary"


UnifiedNo = Annotated[str, Field(max_length=15)]  # 団体内統合宛名番号
Code16 = Annotated[str, Field(max_length=16)]


class CodeState(StrEnum):
    """符号取得の状態."""

    NONE = "none"
    REQUESTED = "requested"
    COMPLETED = "completed"
    ERROR = "error"


class CodesRequest(Message):
    unified_nos: list[UnifiedNo] = Field(min_length=1, max_length=1000, description="団体内統合宛名番号")


class CodeOfPerson(Message):
    """How far a person's code is. The processing number goes to the resident-register gateway; asked for again, the
    same person gets the same one."""

    unified_no: UnifiedNo
    state: CodeState
    processing_no: str = Field(default="", description="処理通番: 機関コード 6 + yyyyMMdd + 10 digits")


class CodesAnswer(Message):
    codes: list[CodeOfPerson]


class InformationRequest(Message):
    record_id: str = Field(max_length=40, description="レコード識別番号, unique within the body")
    unified_no: UnifiedNo
    affair: Code16 = Field(description="事務コード JM + 14 digits")
    procedure: Code16 = Field(description="事務手続コード JT + 14 digits")
    information: Code16 = Field(description="特定個人情報名コード TM + 14 digits")
    provider: str = Field(max_length=6, description="municipality code of the providing body")
    period_from: date
    period_to: date
    office: str = Field(max_length=40)
    operator: str = Field(max_length=64)
    not_disclosed: bool = Field(default=False, description="不開示: the fact of the query is not shown to the person")


class InformationRequested(Message):
    processing_no: str


class ResultRequest(Message):
    processing_no: str


class InformationResult(Message):
    processing_no: str
    state: InquiryState
    answer: dict[str, JsonValue] | None = Field(default=None, repr=False)
    permit_no: str = ""
    provided_at: datetime | None = None
    message: str = ""


class ManyRequests(Message):
    requests: list[InformationRequest] = Field(min_length=1, max_length=500)


class Taken(Message):
    """What became of one of many: its processing number, or why it is not taken."""

    record_id: str
    processing_no: str = ""
    refusal: str = ""


class ManyRequested(Message):
    taken: list[Taken]


class ManyResultsRequest(Message):
    processing_nos: list[str] = Field(min_length=1, max_length=200)


class ManyResults(Message):
    """Results there are by now; of a query that is still under way nothing is said."""

    results: list[InformationResult]


class MastersRequest(Message):
    have_version: int = 0


class BodyMasters(Message):
    """配信マスター, as far as a body's own systems need them: what may be asked of whom, in which words."""

    version: int
    distributed_on: date
    inquirer: str = Field(description="the asking body's own code")
    institutions: list[Institution]
    affairs: list[CodeName]
    procedures: list[CodeName]
    information: list[CodeName]
    permitted: list[PermittedUse]


class Copy(Message):
    """副本: one data set of one person, as the body may provide it."""

    record_id: str = Field(max_length=40)
    unified_no: UnifiedNo
    version: int = Field(ge=1, le=9999)
    period_from: date
    period_to: date
    not_disclosed: bool = False
    automatic_reply: bool = Field(default=True, description="false: a clerk of the provider must release the answer")
    data: dict[str, JsonValue] = Field(repr=False)


class CopiesRequest(Message):
    information: Code16
    copies: list[Copy] = Field(max_length=1000)


class CopiesRegistered(Message):
    """As version 1 answers: all of the message is there. One wrong row refuses it whole."""

    registered: int


class CopyFinding(Message):
    """What is wrong with one row: an error refuses the row, a warning does not. `row` counts from 1."""

    row: int
    record_id: str
    version: int
    id: str
    severity: str
    message: str


class CopiesJudged(Message):
    """Every row is counted once: new, known already, or refused. The good ones stay, whatever is wrong with others."""

    registered: int
    known: int
    refused: int
    findings: list[CopyFinding] = []


class RecordsRequest(Message):
    unified_no: UnifiedNo


class ProvisionRecord(Message):
    """情報提供等記録 (番号法23条)."""

    record_no: str
    processing_no: str
    side: str = Field(description="照会 or 提供")
    inquirer: str
    provider: str
    affair: str
    procedure: str
    information: str
    items: list[str]
    requested_at: datetime
    provided_at: datetime | None
    result: str
    not_disclosed: bool
    keep_until: date


class Records(Message):
    records: list[ProvisionRecord]


class ExchangeLine(Message):
    """One query and its outcome as the person may read it."""

    record_no: str
    asked_on: date
    provided_on: date | None
    text: str = Field(repr=False, description="plain Japanese")
    basis: str
    items: list[str]
    corrected: bool


class ExchangeHistory(Message):
    """A person's exchanges, newest first, without those that are not disclosed; that there are any is not said."""

    lines: list[ExchangeLine] = Field(repr=False)


REQUEST_CODES = Operation("body_gateway", "request_codes", CodesRequest, CodesAnswer, CALLERS, CALLEE, effect=True)
CODE_STATES = Operation("body_gateway", "code_states", CodesRequest, CodesAnswer, CALLERS, CALLEE)
REQUEST_INFORMATION = Operation(
    "body_gateway", "request_information", InformationRequest, InformationRequested, CALLERS, CALLEE, effect=True
)
REQUEST_MANY = Operation("body_gateway", "request_many", ManyRequests, ManyRequested, CALLERS, CALLEE, effect=True)
FETCH_RESULTS = Operation("body_gateway", "fetch_results", ManyResultsRequest, ManyResults, CALLERS, CALLEE)
MASTERS = Operation("body_gateway", "masters", MastersRequest, BodyMasters, CALLERS, CALLEE)
FETCH_RESULT = Operation("body_gateway", "fetch_result", ResultRequest, InformationResult, CALLERS, CALLEE)
REGISTER_COPIES = Operation(
    "body_gateway", "register_copies", CopiesRequest, CopiesJudged, CALLERS, CALLEE, effect=True, version=2
)
REGISTER_COPIES_1 = Operation(
    "body_gateway", "register_copies", CopiesRequest, CopiesRegistered, CALLERS, CALLEE, effect=True
)
RECORDS = Operation("body_gateway", "records", RecordsRequest, Records, CALLERS, CALLEE)
EXCHANGE_HISTORY = Operation("body_gateway", "exchange_history", RecordsRequest, ExchangeHistory, CALLERS, CALLEE)
