"""the two sister subsidies → linkage → subsidy: what they need of our file, under a standing permission (移転).

    subsidy → linkage   permit     a permission was given, changed or withdrawn
    office  → linkage   ask        these items of these persons, for this case
    linkage → subsidy   hand_over  the same, checked there again; what leaves comes back the same way

An answer says of whoever is not in our file just that. A protected person's address leaves sealed to the asking office:
linkage carries it and cannot read it.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from sasae.contracts.operation import Message, Operation
from sasae.contracts.people import Address, AtenaNo
from sasae.contracts.person_index import Purpose

MOST_PERSONS = 300  # of one question


class Item(StrEnum):
    """What may be transferred. A permission names those its affair needs."""

    ENTITLEMENT = "entitlement"
    APPLICATION = "application"
    CERTIFICATE = "certificate"
    BENEFIT = "benefit"
    ADDRESS = "address"


Office = Literal["disability_subsidy", "childrens_subsidy"]
PermissionNo = Annotated[str, Field(min_length=1, max_length=20)]


class Permission(Message):
    """A permission as it stands; `revision` grows, so that what arrives late does not undo what came after it."""

    number: PermissionNo
    revision: int = Field(ge=1, le=2**31 - 1)
    office: Office
    basis: str = Field(max_length=60, description="key of linkage's table of legal bases")
    affair: str = Field(max_length=40)
    items: list[Item] = Field(min_length=1, max_length=10)
    since: date
    until: date = Field(description="last day")
    permitted_at: datetime
    withdrawn_at: datetime | None = None


class Kept(Message):
    """The revision that stands now."""

    revision: int


class AskRequest(Message):
    """Asked on demand, for a case of the office's own."""

    purpose: Purpose
    permission: PermissionNo
    items: list[Item] = Field(min_length=1, max_length=10)
    atena_nos: list[AtenaNo] = Field(min_length=1, max_length=MOST_PERSONS)


class HandOverRequest(Message):
    """The same, with who asks and the number linkage's log has it under."""

    transfer_no: str = Field(min_length=1, max_length=20)
    office: Office
    purpose: Purpose
    permission: PermissionNo
    items: list[Item] = Field(min_length=1, max_length=10)
    atena_nos: list[AtenaNo] = Field(min_length=1, max_length=MOST_PERSONS)


class Entitlement(Message):
    """資格の期間, both days included; why it ended early, if it did (資格喪失理由)."""

    valid_from: date
    valid_to: date
    loss_reason: str = ""


class Application(Message):
    """An application and how it ended (判定結果); none where it is not decided."""

    received_on: date
    outcome: str = ""
    decided_on: date | None = None


class Certificate(Message):
    """A certificate: the recipient's number and its period."""

    recipient_number: str
    valid_from: date
    valid_to: date
    voided_on: date | None = None


class Benefit(Message):
    """What was granted for one treatment month. Yen."""

    treatment_month: str = Field(description="YYYY-MM")
    yen: int


class Told(Message):
    """One person of our file. A list is null where its item was not asked for."""

    atena_no: AtenaNo
    protected: bool = Field(default=False, description="支援措置が必要な人: the office must guard what it is told")
    entitlements: list[Entitlement] | None = None
    applications: list[Application] | None = None
    certificates: list[Certificate] | None = None
    benefits: list[Benefit] | None = None
    address: Address | None = Field(default=None, repr=False)


class Transferred(Message):
    """What left. Whoever is not in our file is named as such; of the offices' own records nothing follows from that."""

    transfer_no: str
    told: list[Told]
    not_ours: list[AtenaNo]


OFFICES = frozenset({"disability_subsidy", "childrens_subsidy"})
PERMIT = Operation("transfers", "permit", Permission, Kept, frozenset({"subsidy"}), "linkage", effect=True)
ASK = Operation("transfers", "ask", AskRequest, Transferred, OFFICES, "linkage")
HAND_OVER = Operation("transfers", "hand_over", HandOverRequest, Transferred, frozenset({"linkage"}), "subsidy")
