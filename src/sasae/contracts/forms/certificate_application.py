"""医療証交付申請 (条例5条): the content of application.json, exactly as the resident saw and signed it.

Takes what the ordinance needs and nothing else. Individual numbers stand in the signed bytes; intake parts them from
the rest before it hands the form on.
"""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from sasae.contracts.forms.papers import PaperSent
from sasae.contracts.operation import Message
from sasae.contracts.people import Sex

PROCEDURE = "certificate_application"
TITLE = "ひとり親家庭等医療証の交付申請"
VERSION = "2026-04-01"


class Relation(StrEnum):
    """申請者の続柄区分 (domain.md §13)."""

    FATHER = "10"
    MOTHER = "11"
    CAREGIVER = "20"


class Reason(StrEnum):
    """ひとり親理由 (domain.md §1.2)."""

    DEATH = "01"
    DIVORCE = "02"
    DISABILITY = "03"
    MISSING = "04"
    ABANDONED = "05"
    PROTECTION_ORDER = "06"
    DETAINED = "07"
    UNMARRIED = "08"
    BOTH_UNKNOWN = "09"


class Insurance(Message):
    insurer_number: str = Field(pattern=r"^([0-9]{6}|[0-9]{8})$")
    symbol: str = Field(max_length=38)
    number: str = Field(max_length=38)
    insured_since: date


class Applicant(Message):
    name: str = Field(min_length=1, max_length=100)
    name_kana: str = Field(min_length=1, max_length=100)
    birth_date: date
    sex: Sex
    relation: Relation
    postal_code: str = Field(pattern=r"^[0-9]{7}$", repr=False)
    address: str = Field(min_length=1, max_length=300, repr=False)
    telephone: str = Field(max_length=15, repr=False)
    individual_number: str = Field(pattern=r"^[0-9]{12}$", repr=False)
    insurance: Insurance


class Child(Message):
    name: str = Field(min_length=1, max_length=100)
    name_kana: str = Field(min_length=1, max_length=100)
    birth_date: date
    sex: Sex
    individual_number: str = Field(pattern=r"^[0-9]{12}$", repr=False)
    insurance: Insurance
    reason: Reason
    reason_on: date
    lives_with_applicant: bool
    disabled: bool = False
    in_high_school: bool = False


class FamilyMember(Message):
    """Others who live with the applicant: parents, brothers and sisters, a partner."""

    name: str
    relation: str
    birth_date: date


class Account(Message):
    bank: str = Field(pattern=r"^[0-9]{4}$")
    branch: str = Field(pattern=r"^[0-9]{3}$")
    type: Literal["1", "2", "4", "9"]
    number: str = Field(pattern=r"^[0-9]{7}$")
    holder_kana: str = Field(min_length=1, max_length=60)


class Agent(Message):
    """Who sends it in the applicant's place, with a power of attorney among the papers."""

    name: str = Field(min_length=1, max_length=100)
    name_kana: str = Field(min_length=1, max_length=100)
    birth_date: date
    relation: str = Field(min_length=1, max_length=40)


class CertificateApplication(Message):
    form: Literal["certificate_application"] = "certificate_application"
    form_version: str = VERSION
    applied_on: date
    papers: list[PaperSent] | None = Field(default=None, max_length=99)
    applicant: Applicant
    agent: Agent | None = None
    children: list[Child] = Field(min_length=1, max_length=20)
    family: list[FamilyMember] = Field(default=[], max_length=20)
    has_partner: bool = Field(description="spouse or partner in a de-facto marriage who lives with the applicant")
    adults_at_home: bool | None = Field(
        default=None, description="lives with grown-up members of the family; None when not asked"
    )
    child_support_yen: int = Field(ge=0, description="養育費 received in the income year, yen")
    other_scheme: bool = Field(description="already covered by another medical subsidy or by public assistance")
    receives_child_allowance: bool
    account: Account | None = None
    consent_to_inquiries: bool = Field(description="agrees that tax data is asked of other municipalities")
