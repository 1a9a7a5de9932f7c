"""linkage → public assistance, child allowance and the two sister subsidies: who is enrolled, from when to when."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from sasae.contracts.operation import Message, Operation
from sasae.contracts.people import AtenaNo


class Scheme(StrEnum):
    """他制度 (domain.md §13) with the child-rearing allowance, which excludes nobody but tells much."""

    PUBLIC_ASSISTANCE = "1"
    DISABILITY_SUBSIDY = "2"
    CHILDRENS_SUBSIDY = "3"
    CHILD_ALLOWANCE = "A"


class Enrolment(Message):
    atena_no: AtenaNo
    scheme: Scheme
    since: date
    until: date | None = Field(default=None, description="last day, if it has ended or will")
    detail: str = ""


class EnrolmentsRequest(Message):
    atena_nos: list[AtenaNo] = Field(max_length=1000)


class Enrolments(Message):
    enrolments: list[Enrolment]


def _ask(callee: str) -> Operation[EnrolmentsRequest, Enrolments]:
    return Operation(callee, "enrolments", EnrolmentsRequest, Enrolments, frozenset({"linkage"}), callee)


PUBLIC_ASSISTANCE = _ask("public_assistance")
CHILD_ALLOWANCE = _ask("child_allowance")
CHILDRENS_SUBSIDY = _ask("childrens_subsidy")
DISABILITY_SUBSIDY = _ask("disability_subsidy")
