"""intermediary ↔ network core (情報提供ネットワークシステム). Codes only; answers are sealed to the inquiring body."""

from datetime import date, datetime

from pydantic import Field

from sasae.contracts.inquiries import InquiryState
from sasae.contracts.operation import Message, Operation

INTERMEDIARY = frozenset({"intermediary"})
CORE = frozenset({"network_core"})
AT_ONCE = 500  # queries, requests or answers in one message


class CodeOfProcessing(Message):
    processing_no: str
    code: str


class CodesDelivery(Message):
    """The core hands a body's codes (符号) over, tied to the processing numbers they were asked under."""

    codes: list[CodeOfProcessing] = Field(min_length=1, max_length=1000)


class Inquiry(Message):
    processing_no: str
    inquirer: str = Field(description="municipality code of the asking body")
    code: str = Field(description="the person's code as the asking body knows it")
    affair: str
    procedure: str
    provider: str
    information: str
    period_from: date
    period_to: date
    requested_at: datetime
    not_disclosed: bool = False


class Inquiries(Message):
    """Many queries in one message."""

    inquiries: list[Inquiry] = Field(min_length=1, max_length=AT_ONCE)


class InquiryAccepted(Message):
    """`accepted` false: not on the permitted list, unknown code and the like; `message` says which."""

    accepted: bool
    message: str = ""


class AcceptedOf(Message):
    """What the core or a body says of one of many."""

    processing_no: str
    accepted: bool
    message: str = ""


class AcceptedEach(Message):
    """In the order asked."""

    each: list[AcceptedOf]


class ProvisionRequest(Message):
    """The core asks the provider. `permit` is a signed (JWS, EdDSA), single-use 情報提供許可証 over the inquiry."""

    permit: str
    processing_no: str
    inquirer: str
    provider: str
    code: str = Field(description="the person's code as the providing body knows it")
    affair: str
    procedure: str
    information: str
    items: list[str]
    period_from: date
    period_to: date
    requested_at: datetime
    inquirer_key: str = Field(description="JWK (X25519) of the inquiring body the answer is encrypted to")
    not_disclosed: bool = False


class ProvisionRequests(Message):
    """Many requests, each with a permit of its own, to one provider."""

    requests: list[ProvisionRequest] = Field(min_length=1, max_length=AT_ONCE)


class Provision(Message):
    """What the provider answers. The JWE holds a JWS of the provider's platform over the answer and what it answers:
    permit, digest of the permit, query, and a mark of the person (see `subject` of AnswerDelivery)."""

    state: InquiryState
    sealed_answer: str = Field(default="", description="JWE compact, to the inquiring body's key")
    provided_at: datetime | None = None
    message: str = ""
    permit_lapsed: bool = Field(
        default=False, description="refused because the permit's time was over, and never used: another may be issued"
    )


class Provisions(Message):
    """In the order asked."""

    provisions: list[Provision]


class AnswerDelivery(Message):
    processing_no: str
    permit_no: str
    provider: str
    state: InquiryState
    sealed_answer: str = ""
    items: list[str] = []
    provided_at: datetime | None = None
    message: str = ""
    permit_sha256: str = Field(default="", description="digest of the permit, hex; the permit holds the other's code")
    subject: str = Field(
        default="",
        description="SHA-256 (hex) of permit number, line feed, the person's code at the provider: whether "
        "the answer speaks of the person asked about can be told without knowing that code",
    )


class AnswerDeliveries(Message):
    deliveries: list[AnswerDelivery] = Field(min_length=1, max_length=AT_ONCE)


class LateProvision(Message):
    """What a clerk of the provider decided on a query that was not answered automatically."""

    permit_no: str
    processing_no: str
    provider: str
    state: InquiryState = Field(description="answered or refused")
    sealed_answer: str = Field(default="", description="JWE compact, to the inquiring body's key")
    provided_at: datetime | None = None
    message: str = ""


class Accepted(Message):
    accepted: bool = True


class Withdrawal(Message):
    """The inquirer no longer waits for an answer: its time is over, or the answer was not right. What the provider
    has done of it is void; an answer that comes later is not delivered."""

    processing_no: str
    inquirer: str
    reason: str = Field(max_length=500)


class PermitVoid(Message):
    """The core tells the provider that nothing was provided under a permit after all, and nothing is to be."""

    permit_no: str
    processing_no: str
    inquirer: str
    provider: str
    affair: str
    procedure: str
    information: str
    requested_at: datetime
    not_disclosed: bool = False
    reason: str


class PermitsVoid(Message):
    permits: list[PermitVoid] = Field(min_length=1, max_length=AT_ONCE)


class CoreRecordsRequest(Message):
    """A body's part of the core's own record (番号法23条3項), by processing number, a page at a time."""

    body: str
    requested_from: datetime
    requested_until: datetime
    after: str = Field(default="", description="the last processing number of the page before")


class CoreRecord(Message):
    processing_no: str
    permit_no: str
    inquirer: str
    provider: str
    affair: str
    procedure: str
    information: str
    items: list[str]
    requested_at: datetime
    provided_at: datetime | None
    result: InquiryState
    settled: bool = Field(description="false: the query is still on its way, or one side has yet to be told")
    not_disclosed: bool


class CoreRecords(Message):
    records: list[CoreRecord] = Field(max_length=1000)
    more: bool


class MastersRequest(Message):
    have_version: int = 0


class PermittedUse(Message):
    """A row of 照会許可用照合リスト."""

    procedure: str
    information: str
    inquirer: str = Field(description="municipality code, or * for any municipality")
    provider: str
    items: list[str]
    valid_from: date
    valid_to: date | None = None


class Institution(Message):
    code: str
    name: str
    encryption_key: str = Field(default="", description="JWK (X25519), public part")
    signing_key: str = Field(default="", description="JWK (Ed25519), public part: what the answers are signed with")


class CodeName(Message):
    code: str
    name: str
    basis: str = ""


class Masters(Message):
    """配信マスター: what may be asked, by whom, of whom; with the core's permit key."""

    version: int
    distributed_on: date
    permit_key: str = Field(description="JWK (Ed25519), public part")
    institutions: list[Institution]
    affairs: list[CodeName]
    procedures: list[CodeName]
    information: list[CodeName]
    permitted: list[PermittedUse]


class BodyKey(Message):
    """A body announces the key its answers are to be encrypted to."""

    institution: str
    encryption_key: str
    signing_key: str = ""


SUBMIT = Operation("information_network", "submit", Inquiry, InquiryAccepted, INTERMEDIARY, "network_core", effect=True)
MASTERS = Operation("information_network", "masters", MastersRequest, Masters, INTERMEDIARY, "network_core")
ANNOUNCE_KEY = Operation(
    "information_network", "announce_key", BodyKey, Accepted, INTERMEDIARY, "network_core", effect=True
)
DELIVER_CODES = Operation(
    "information_network", "deliver_codes", CodesDelivery, Accepted, CORE, "intermediary", effect=True
)
PROVIDE = Operation("information_network", "provide", ProvisionRequest, Provision, CORE, "intermediary", effect=True)
DELIVER_ANSWER = Operation(
    "information_network", "deliver_answer", AnswerDelivery, Accepted, CORE, "intermediary", effect=True
)
PROVIDE_LATE = Operation(
    "information_network", "provide_late", LateProvision, Accepted, INTERMEDIARY, "network_core", effect=True
)
SUBMIT_BULK = Operation(
    "information_network", "submit_bulk", Inquiries, AcceptedEach, INTERMEDIARY, "network_core", effect=True
)
PROVIDE_BULK = Operation(
    "information_network", "provide_bulk", ProvisionRequests, Provisions, CORE, "intermediary", effect=True
)
DELIVER_ANSWERS = Operation(
    "information_network", "deliver_answers", AnswerDeliveries, AcceptedEach, CORE, "intermediary", effect=True
)
WITHDRAW = Operation("information_network", "withdraw", Withdrawal, Accepted, INTERMEDIARY, "network_core", effect=True)
VOID_PERMITS = Operation(
    "information_network", "void_permits", PermitsVoid, Accepted, CORE, "intermediary", effect=True
)
CORE_RECORDS = Operation(
    "information_network", "core_records", CoreRecordsRequest, CoreRecords, INTERMEDIARY, "network_core"
)
