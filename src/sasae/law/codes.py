"""Codes of a case: who applies, why, under which other schemes, how related. The values are stored."""

from enum import StrEnum


class Kind(StrEnum):
    """Who applies."""

    FATHER = "father"
    MOTHER = "mother"
    CAREGIVER = "caregiver"


class Reason(StrEnum):
    """ひとり親理由: the state the child is in. NONE: none of them (a divorce still being negotiated, for one)."""

    NONE = "00"
    DEATH = "01"
    DIVORCE = "02"
    PARENT_DISABLED = "03"
    MISSING = "04"
    ABANDONED = "05"
    PROTECTION_ORDER = "06"
    DETAINED = "07"
    UNMARRIED_MOTHER = "08"
    BOTH_UNKNOWN = "09"


class Scheme(StrEnum):
    """他制度受給状況."""

    PUBLIC_ASSISTANCE = "1"
    DISABILITY_SUBSIDY = "2"
    CHILDRENS_SUBSIDY = "3"
    FACILITY = "4"
    FOSTER = "5"
    SELF_RELIANCE_SUPPORT = "6"
    CHILDRENS_CHRONIC = "7"
    INTRACTABLE_DISEASE = "8"
    OTHER = "9"


class Relation(StrEnum):
    """How an obligor is related to the applicant."""

    LINEAL = "lineal"
    SIBLING = "sibling"
    OTHER = "other"


class ReportState(StrEnum):
    """現況届の状況 for the certificate year of the decision."""

    FILED = "filed"
    COVERED_BY_ALLOWANCE = "covered_by_allowance"
    NOT_REQUIRED = "not_required"
    MISSING = "missing"


class FamilyKind(StrEnum):
    """家庭区分."""

    MOTHER = "1"
    FATHER = "2"
    ORPHANS_CAREGIVER = "3"
    OTHER_CAREGIVER = "4"

    @property
    def label(self) -> str:
        return {"1": "母子家庭", "2": "父子家庭", "3": "養育者家庭（孤児等）", "4": "養育者家庭（その他）"}[self.value]
