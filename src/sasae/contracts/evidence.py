"""intake or subsidy → linkage → subsidy and intake; linkage or a body → intermediary: what journals and files hold about one person, for their own eyes.

Each system leaves out by rule what must not be told before anything leaves it; names of staff and of other persons never
travel. linkage gathers: it alone may ask the others. The intermediary tells every body's linkage platform of its own body.
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from sasae.contracts.operation import LINKAGE_PLATFORMS, Message, Operation
from sasae.contracts.people import AtenaNo
from sasae.contracts.person_index import Purpose


class Want(StrEnum):
    """What is asked for."""

    LOOKS = "looks"
    FILE = "file"


class Act(StrEnum):
    """What was done with the person's data."""

    LOOKED = "looked"
    WORKED = "worked"
    PASSED_ON = "passed_on"


class Line(Message):
    """One look, piece of work or passing on. Composed of plain words alone: no name of anybody, no text of a journal."""

    reference: str = Field(max_length=60, description="time and hash of the journal's entry; leads an auditor to it")
    system: str = Field(max_length=20)
    at: datetime
    act: Act
    office: str = Field(max_length=100)
    why: str = Field(max_length=120, description="purpose in plain Japanese")
    to_whom: str = Field(default="", max_length=100, description="who received the data; empty unless passed on")
    automatic: bool = Field(default=False, description="by a machine, without anybody looking")


class Row(Message):
    label: str = Field(max_length=60)
    value: str = Field(max_length=1000, repr=False)


class Entry(Message):
    """One record of the file, in rows."""

    title: str = Field(max_length=120)
    rows: list[Row]


class Section(Message):
    """One kind of records a system holds about the person."""

    system: str = Field(max_length=20)
    title: str = Field(max_length=120)
    entries: list[Entry]


class Masked(Message):
    """What was left out by which rule, where saying so tells nothing in itself."""

    rule: str = Field(max_length=40, description="id of the masking rule")
    count: int = Field(ge=0)


class Evidence(Message):
    lines: list[Line] = []
    sections: list[Section] = []
    masked: list[Masked] = []
    more: bool = Field(default=False, description="there are older lines than could be told at once")
    hidden: bool = Field(default=False, description="the person is under 支援措置: nothing of whereabouts is told")
    away: list[str] = Field(default=[], description="systems that did not answer")


class Question(Message):
    """About one person, since a day. The affair is 本人への開示; the case is the number of the person's own question."""

    purpose: Purpose
    atena_no: AtenaNo
    want: Want
    since: date
    limit: int = Field(default=500, ge=1, le=2000)


class IntakeQuestion(Question):
    """The same at intake, which may not know that the person is under 支援措置: not everybody applies there."""

    hidden: bool = Field(default=False, description="another system knows it: nothing that may name a ward is told")


class BodyQuestion(Message):
    """The same at the intermediary, which knows persons by 団体内統合宛名番号. Which body's, the caller's certificate says."""

    unified_no: AtenaNo
    want: Want
    since: date
    limit: int = Field(default=500, ge=1, le=2000)
    hidden: bool = Field(default=False, description="the person is under 支援措置: no other body is named")


OF_CITY = Operation("evidence", "of_city", Question, Evidence, frozenset({"intake", "subsidy"}), "linkage")
OF_SUBSIDY = Operation("evidence", "of_subsidy", Question, Evidence, frozenset({"linkage"}), "subsidy")
OF_INTAKE = Operation("evidence", "of_intake", IntakeQuestion, Evidence, frozenset({"linkage"}), "intake")
OF_BODY = Operation("evidence", "of_body", BodyQuestion, Evidence, LINKAGE_PLATFORMS, "intermediary")
