"""intake → portal: letters of the office to residents, and what residents write back. intake brings and fetches; the
portal never calls.

What is written travels sealed: a letter to the portal, which shows it to its resident alone and forgets it after
`expires_on`; a reply to intake, which the portal cannot open.
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field, JsonValue

from sasae.contracts.operation import Message, Nothing, Operation

CALLERS = frozenset({"intake"})
CALLEE = "portal"
RECEIPT_NUMBER = r"^KW[0-9]{16}$"
REPLY_ID = r"^[0-9a-f]{32}$"


class LetterKind(StrEnum):
    """What a letter of the office is about."""

    CORRECTION = "correction"
    RESULT = "result"
    READY = "ready"
    NOTICE = "notice"


class ReplyKind(StrEnum):
    """What a resident wrote: an answer, a signed withdrawal, or word of a new version that was sent."""

    ANSWER = "answer"
    WITHDRAWAL = "withdrawal"
    NEW_VERSION = "new_version"


class LetterContent(Message):
    """What is sealed to the portal. `form`: the earlier answers of an application that is to be corrected, without
    individual numbers and without the whereabouts of a protected person."""

    subject: str = Field(max_length=100, repr=False)
    text: str = Field(max_length=2000, repr=False)
    form: dict[str, JsonValue] | None = Field(default=None, repr=False)


class Letter(Message):
    """A letter; `number` is intake's own and never used again, so that a letter arrives once."""

    receipt_number: str = Field(pattern=RECEIPT_NUMBER)
    number: int = Field(ge=1, le=9_000_000_000_000_000)
    kind: LetterKind
    sealed: str = Field(description="age to the portal, base64, of a LetterContent")
    due_on: date | None = None
    expires_on: date


class Paper(Message):
    """A file the resident added to a reply."""

    name: str = Field(max_length=100)
    media_type: str = Field(max_length=40)
    content_base64: str = Field(repr=False)


class ReplyContent(Message):
    """What is sealed to intake. `payload`: the bytes that were signed, as text; empty where nothing was to be signed."""

    text: str = Field(default="", max_length=2000, repr=False)
    papers: list[Paper] = []
    payload: str = Field(default="", repr=False)
    newer: str = Field(default="", description="the receipt number of the new version")


class ListRequest(Message):
    """Replies intake has not taken yet, oldest first."""

    limit: int = Field(default=50, ge=1, le=500)


class Entry(Message):
    id: str = Field(pattern=REPLY_ID)
    receipt_number: str = Field(pattern=RECEIPT_NUMBER)
    kind: ReplyKind
    sent_at: datetime


class Listing(Message):
    entries: list[Entry]
    more: bool


class FetchRequest(Message):
    id: str = Field(pattern=REPLY_ID)


class Reply(Message):
    """One reply; signature (CMS) and certificate (DER) where it was signed."""

    entry: Entry
    sealed: str = Field(description="age to intake, base64, of a ReplyContent")
    signature_base64: str = ""
    certificate_base64: str = ""


BRING = Operation("portal_letters", "bring", Letter, Nothing, CALLERS, CALLEE, effect=True)
LIST = Operation("portal_letters", "list", ListRequest, Listing, CALLERS, CALLEE)
FETCH = Operation("portal_letters", "fetch", FetchRequest, Reply, CALLERS, CALLEE)
TAKEN = Operation("portal_letters", "taken", FetchRequest, Nothing, CALLERS, CALLEE, effect=True)
