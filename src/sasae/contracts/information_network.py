"""intermediary ↔ network core (情報提供ネットワークシステム). Codes only; answers are sealed to the inquiring body."""

from datetime import date, datetime

from pydantic import Field

from sasae.contracts.inquiries import InquiryState
from sasae.contracts.operation import Message, Operation

INTERMEDIARY = frozenset({"intermediary"})
CORE = frozenset({"network_core"})


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


class InquiryAccepted(Message):
    """`accepted` false: not on the permitted list, unknown code and the like; `message` says which."""

    accepted: bool
    message: str = ""


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


class Provision(Message):
    state: InquiryState
    sealed_answer: str = Field(default="", description="JWE compact, to the inquiring body's key")
    provided_at: datetime | None = None
    message: str = ""


class AnswerDelivery(Message):
    processing_no: str
    permit_no: str
    provider: str
    state: InquiryState
    sealed_answer: str = ""
    items: list[str] = []
    provided_at: datetime | None = None
    message: str = ""


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
