"""intake → portal: what residents ask about their own data. intake pulls; the answer goes out sealed to the one who asked.

Each question carries a key made for it alone. The card signs `statement(...)`, so that intake need not believe the portal
who asks, what, and to which key the answer goes.
"""

import hashlib
import json
from datetime import UTC, date, datetime
from enum import StrEnum

from pydantic import Field

from sasae.contracts.evidence import Line
from sasae.contracts.operation import Message, Operation

CALLERS = frozenset({"intake"})
CALLEE = "portal"
NUMBER = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class Kind(StrEnum):
    """What a resident asks."""

    LOOKS = "looks"
    STRANGE = "strange"
    PACKET = "packet"
    COLLECT = "collect"


class Asked(Message):
    """What a question's sealed content says: since when, or which line is strange and why."""

    since: date | None = None
    reference: str = Field(default="", max_length=60)
    system: str = Field(default="", max_length=20)
    remark: str = Field(default="", max_length=1000, repr=False)


class Outcome(StrEnum):
    """`office`: not answered here, with no word why; the resident is shown the way to the office."""

    TOLD = "told"
    OFFICE = "office"


class Case(Message):
    """How far the office is with a line the resident found strange, and its answer."""

    number: str
    state: str = Field(description="in Japanese")
    opened_on: date
    what: str = Field(description="the line, in words")
    answer: str = Field(default="", repr=False)


class Disclosure(Message):
    """How far a request for disclosure is."""

    number: str
    state: str = Field(description="in Japanese")
    requested_on: date
    due_on: date
    fee_yen: int
    answer: str = Field(default="", repr=False)
    ready: bool = False


class Content(Message):
    """What an answer's sealed bytes say."""

    question_id: str
    outcome: Outcome
    since: date | None = None
    lines: list[Line] = []
    more: bool = False
    away: list[str] = Field(default=[], description="offices that could not be asked, in Japanese")
    cases: list[Case] = []
    disclosures: list[Disclosure] = []
    packet: str = Field(default="", repr=False, description="PDF, base64")


class ListRequest(Message):
    limit: int = Field(default=50, ge=1, le=500)


class Question(Message):
    """`content` is sealed to intake; `recipient` is the age recipient the answer is sealed to."""

    question_id: str = Field(pattern=NUMBER)
    kind: Kind
    asked_at: datetime
    recipient: str = Field(pattern=r"^age1[0-9a-z]{50,70}$")
    content: str = Field(max_length=20_000, repr=False)
    signature: str = Field(max_length=20_000, description="CMS over the statement's digest by the user certificate; base64")
    certificate: str = Field(max_length=10_000, description="DER; base64")


class Waiting(Message):
    """Questions nobody has answered, oldest first."""

    questions: list[Question]


class Answer(Message):
    question_id: str = Field(pattern=NUMBER)
    sealed: str = Field(max_length=4_900_000, repr=False, description="age, base64; what is inside the portal cannot know")


class News(Message):
    """Something about an earlier question waits at the office: no content, the resident collects it by a new question."""

    question_id: str = Field(pattern=NUMBER)


class Kept(Message):
    """`kept` is false where the question is no longer waited for."""

    kept: bool


def statement(question_id: str, kind: str, asked_at: datetime, recipient: str, content: str) -> bytes:
    """What the card signs, byte for byte."""
    told = {
        "asked_at": asked_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "content": hashlib.sha256(content.encode()).hexdigest(), "kind": str(kind),
        "question_id": question_id, "recipient": recipient,
    }  # fmt: skip
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()


LIST = Operation("resident_questions", "list", ListRequest, Waiting, CALLERS, CALLEE)
ANSWER = Operation("resident_questions", "answer", Answer, Kept, CALLERS, CALLEE, effect=True)
NEWS = Operation("resident_questions", "news", News, Kept, CALLERS, CALLEE, effect=True)
