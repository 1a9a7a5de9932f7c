"""business systems (subsidy, intake) → linkage: which wrong ties were undone, and what each system had done with them."""

from datetime import date
from typing import Literal

from pydantic import Field

from sasae.contracts.operation import Message, Operation
from sasae.contracts.people import AtenaNo
from sasae.contracts.person_index import Purpose


class OpenRequest(Message):
    """Which corrections wait for the caller's report."""

    purpose: Purpose


class Corrected(Message):
    """A tie that was wrong. What was known of these persons by way of individual number or network may be another's."""

    number: str
    carried_out_on: date
    tied_since: date | None = Field(
        default=None, description="first day one of the ties was wrong; none where linkage cannot tell: then all time counts"
    )
    atena_nos: list[AtenaNo]


class OpenCorrections(Message):
    corrections: list[Corrected]


class Use(Message):
    """Something done with it: a decision, a letter, a payment, by the system's own number."""

    kind: Literal["decision", "letter", "payment", "other"]
    atena_no: AtenaNo
    reference: str = Field(min_length=1, max_length=60, description="the caller's own number of the thing")
    on: date
    note: str = Field(default="", max_length=200, description="in a few words; nothing secret about the person")


class ReportRequest(Message):
    """All of it; an empty list says that nothing was done. Reported again, what is known already stands once."""

    purpose: Purpose
    number: str = Field(max_length=20)
    uses: list[Use] = Field(max_length=1000)


class Reported(Message):
    new: int


CALLERS = frozenset({"subsidy", "intake"})
OPEN = Operation("tie_corrections", "open", OpenRequest, OpenCorrections, CALLERS, "linkage")
REPORT = Operation("tie_corrections", "report", ReportRequest, Reported, CALLERS, "linkage", effect=True)
