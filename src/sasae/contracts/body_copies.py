"""linkage of a body → intermediary server: copies (副本) in batches, how new their source is, and protected persons.

The body is known by the caller's certificate and is never in a message. `body_gateway.register_copies` came before the
batches and is for few copies: since its version 2 it judges row by row as batches do; version 1, which takes all of a
message or none, is answered as it was, for callers rely on its 200 meaning all.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, JsonValue

from sasae.contracts.operation import LINKAGE_PLATFORMS, Message, Operation

CALLERS = LINKAGE_PLATFORMS  # one a body
CALLEE = "intermediary"

UnifiedNo = Annotated[str, Field(min_length=1, max_length=15)]  # 団体内統合宛名番号
Code16 = Annotated[str, Field(max_length=16)]
AT_ONCE = 2_000  # copies of one batch: some MB at most


class Special(StrEnum):
    """Why an item has no value (formats.md §6.5)."""

    CANNOT_BE_PROVIDED = "cannot_be_provided"
    NOT_CONVERTED = "not_converted"


class VersionedCopy(Message):
    """One version of one data set of one person. A correction is a higher version; so is a withdrawal, without items."""

    record_id: str = Field(min_length=1, max_length=40, description="レコード識別番号, unique within the information")
    unified_no: UnifiedNo
    version: int = Field(ge=1, le=9999, description="版番号")
    period_from: date
    period_to: date
    public_to: date | None = Field(default=None, description="公開終了日: answers no query after this day")
    withdrawn: bool = Field(default=False, description="this record answers nothing from now on")
    not_disclosed: bool = False
    automatic_reply: bool = Field(default=True, description="false: a clerk of the provider must release the answer")
    data: dict[str, JsonValue] = Field(default={}, repr=False)
    special: dict[str, Special] = Field(default={}, description="items without a value, and why")


class CopyBatch(Message):
    """Part of a registration. The same batch number again is the same batch: nothing is lost, nothing is there twice."""

    batch_no: str = Field(min_length=1, max_length=60, description="number of the body's own, unique within the body")
    information: Code16
    holds_until: datetime | None = Field(
        default=None, description="with this batch the copies hold every change of the source up to this moment"
    )
    copies: list[VersionedCopy] = Field(max_length=AT_ONCE)


class RowFinding(Message):
    """What is wrong with one row: an error refuses the row, a warning does not. `row` counts from 1."""

    row: int
    record_id: str
    version: int
    id: str
    severity: str
    message: str


class BatchRegistered(Message):
    """Every row is counted once: new, known already, or refused."""

    batch_no: str
    registered: int
    known: int
    refused: int
    findings: list[RowFinding] = []


class SourceState(Message):
    """How new the source is, whether or not copies follow."""

    information: Code16
    changed_at: datetime = Field(description="newest change in the source")


class SourceNoted(Message):
    noted: bool = True


class ProtectionKind(StrEnum):
    """不開示・自動応答不可."""

    NOT_DISCLOSED = "not_disclosed"
    NOT_AUTOMATIC = "not_automatic"


class ProtectionOfPerson(Message):
    """One version of one flag. A flag ends by its last day, or by a version that says `lifted`."""

    flag_no: str = Field(min_length=1, max_length=40, description="number of the body's own, unique within the body")
    version: int = Field(ge=1, le=9999)
    unified_no: UnifiedNo
    information: str = Field(default="", max_length=16, description="empty: whatever is asked about the person")
    kind: ProtectionKind
    valid_from: date
    valid_to: date | None = None
    lifted: bool = False
    reason: str = Field(default="", max_length=500, repr=False)


class Protections(Message):
    protections: list[ProtectionOfPerson] = Field(min_length=1, max_length=1000)


class ProtectionsTaken(Message):
    new: int = Field(description="versions that were not known")


REGISTER_BATCH = Operation("body_copies", "register_batch", CopyBatch, BatchRegistered, CALLERS, CALLEE, effect=True)
REPORT_SOURCE = Operation("body_copies", "report_source", SourceState, SourceNoted, CALLERS, CALLEE, effect=True)
SET_PROTECTIONS = Operation(
    "body_copies", "set_protections", Protections, ProtectionsTaken, CALLERS, CALLEE, effect=True
)
