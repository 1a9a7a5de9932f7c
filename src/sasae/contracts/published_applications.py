"""business systems → linkage → intake: fetch the applications of one's procedures and acknowledge them.

linkage relays word for word, so both legs share the messages; the sealed part is for the business system alone.
"""

import hashlib
import hmac
import json
from datetime import date, datetime

from pydantic import Field, JsonValue

from sasae.contracts.operation import Message, Operation, Request, Response
from sasae.contracts.people import AtenaNo


class ListRequest(Message):
    """Applications published for the caller's procedures and not yet acknowledged, oldest first."""

    procedures: list[str] = Field(min_length=1)
    limit: int = Field(default=100, ge=1, le=1000)


class Entry(Message):
    receipt_number: str
    procedure: str
    version: int
    published_at: datetime


class Listing(Message):
    entries: list[Entry]


class FetchRequest(Message):
    receipt_number: str


class AttachmentEntry(Message):
    number: int
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str


class Cosigner(Message):
    """Somebody the form names at `place` who signed the same content with a card of their own, as intake judged it.

    `valid`: the signature holds and is that person's; only then it says that they consent. `person`: where linkage knows.
    """

    place: str
    person: AtenaNo | None
    valid: bool
    checked_at: datetime
    findings: list[str] = Field(description="ids of what was found")


class Application1(Message):
    """As version 1 tells it. One verified application. `form` is the content as signed, without individual numbers.

    `individual_numbers_sealed`: age to subsidy, base64, of a JSON object from form path to number; empty if none.
    `whereabouts_sealed`: the same, of a protected applicant's `address` and `telephone`, which are then empty in `form`.
    `comparison_key_sealed`: the same, of the text that keys `digests`: whoever relays them learns nothing by guessing.
    """

    receipt_number: str
    procedure: str
    version: int
    received_on: date
    applicant: AtenaNo | None
    signer_name: str
    signature_checked_at: datetime
    form: dict[str, JsonValue] = Field(repr=False)
    form_sha256: str
    individual_numbers_sealed: str = ""
    whereabouts_sealed: str = ""
    comparison_key_sealed: str
    attachments: list[AttachmentEntry]


class Application(Application1):
    """The same, with who signed beside the applicant."""

    cosigners: list[Cosigner] = []


def without_cosigners(told: Application) -> Application1:
    """The same in the words of version 1."""
    return Application1.model_validate(told.model_dump(exclude={"cosigners"}))


class AttachmentRequest(Message):
    receipt_number: str
    number: int


class Attachment(Message):
    """As version 1 answers: of who is or may be protected it is refused, for whoever relays it could read it."""

    entry: AttachmentEntry
    content_base64: str


class SealedAttachment(Message):
    """`content_sealed`: age to the business system, base64, of the paper's bytes; `entry.sha256` is of these bytes."""

    entry: AttachmentEntry
    content_sealed: str = Field(repr=False)


class Acknowledgement(Message):
    receipt_number: str
    version: int
    registered_as: str = Field(description="the business system's own number for it")
    registered: dict[str, str] | None = Field(
        default=None, description="`digests` of the form as registered, under the application's key, for intake to compare; None when not told"
    )


class Acknowledged(Message):
    receipt_number: str


class OutcomeReport(Message):
    """What became of it, in the portal's status codes; intake passes it on to the resident."""

    receipt_number: str
    status: str = Field(pattern=r"^(03|04|06|07|08)$")
    message: str = Field(default="", max_length=2000)


class EndedRequest(Message):
    """Applications the caller has registered, which their applicants took back or sent anew, and of which it has said
    nothing yet, oldest first."""

    procedures: list[str] = Field(min_length=1)
    limit: int = Field(default=100, ge=1, le=1000)


class EndedEntry(Message):
    receipt_number: str
    procedure: str
    replaced_by: str = Field(default="", description="the receipt number of the new version; empty when withdrawn")


class EndedListing(Message):
    entries: list[EndedEntry]


class EndAnswer(Message):
    """Whether the business system has ended it; where not, why, in plain Japanese for the applicant."""

    receipt_number: str
    accepted: bool
    message: str = Field(default="", max_length=500)


def digests(form: JsonValue, key: str, place: str = "") -> dict[str, str]:
    """HMAC-SHA-256 of every single value of a form, by its place: two systems compare what they hold without sending it."""
    if isinstance(form, dict) and form:
        steps = list(form.items())
    elif isinstance(form, list) and form:
        steps = [(str(index), value) for index, value in enumerate(form)]
    else:
        text = json.dumps([place, form], ensure_ascii=False)
        return {place: hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()}
    return {
        path: digest
        for name, value in steps
        for path, digest in digests(value, key, f"{place}.{name}" if place else name).items()
    }


def _legs(
    name: str, request: type[Request], response: type[Response], effect: bool = False, version: int = 1
) -> tuple[Operation[Request, Response], Operation[Request, Response]]:
    how = (effect, version)
    to_intake = Operation("published_applications", name, request, response, frozenset({"linkage"}), "intake", *how)
    to_linkage = Operation("applications_relay", name, request, response, frozenset({"subsidy"}), "linkage", *how)
    return to_intake, to_linkage


LIST, RELAY_LIST = _legs("list", ListRequest, Listing)
FETCH, RELAY_FETCH = _legs("fetch", FetchRequest, Application, version=2)
FETCH_1, RELAY_FETCH_1 = _legs("fetch", FetchRequest, Application1)
ATTACHMENT, RELAY_ATTACHMENT = _legs("attachment", AttachmentRequest, SealedAttachment, version=2)
ATTACHMENT_1, RELAY_ATTACHMENT_1 = _legs("attachment", AttachmentRequest, Attachment)
ACKNOWLEDGE, RELAY_ACKNOWLEDGE = _legs("acknowledge", Acknowledgement, Acknowledged, effect=True)
REPORT_OUTCOME, RELAY_REPORT_OUTCOME = _legs("report_outcome", OutcomeReport, Acknowledged, effect=True)
ENDED, RELAY_ENDED = _legs("ended", EndedRequest, EndedListing)
ANSWER_END, RELAY_ANSWER_END = _legs("answer_end", EndAnswer, Acknowledged, effect=True)
RELAYS = (  # what linkage hands on word for word: as asked of it, as it asks
    (RELAY_LIST, LIST), (RELAY_FETCH, FETCH), (RELAY_FETCH_1, FETCH_1), (RELAY_ATTACHMENT, ATTACHMENT),
    (RELAY_ATTACHMENT_1, ATTACHMENT_1), (RELAY_ACKNOWLEDGE, ACKNOWLEDGE), (RELAY_REPORT_OUTCOME, REPORT_OUTCOME),
    (RELAY_ENDED, ENDED), (RELAY_ANSWER_END, ANSWER_END),
)  # fmt: skip
