"""subsidy, intake → linkage: who somebody is, whom they live with, what happened to them, what other offices know."""

from datetime import date, datetime

from pydantic import Field

from sasae.contracts.operation import Message, Operation
from sasae.contracts.other_schemes import Enrolment
from sasae.contracts.people import AtenaNo, Person, Year
from sasae.contracts.tax import Income, UnknownIncome


class Purpose(Message):
    """Why the question is asked and on which legal basis; without a basis in force it is refused (LAW-1)."""

    affair: str = Field(max_length=40, description="事務: 資格審査, 償還払い審査, 窓口照会 …")
    basis: str = Field(max_length=60, description="key of linkage's table of legal bases, e.g. number_ordinance_3_1_3")
    operator: str = Field(max_length=64, description="login of the operator, or the name of the batch")
    case: str = Field(default="", max_length=60, description="application or case the question belongs to")


class SerialRequest(Message):
    purpose: Purpose
    serial: str


class SerialAnswer(Message):
    """`doubtful` when more than one person could be meant; then `atena_no` is empty."""

    atena_no: AtenaNo | None
    doubtful: bool = False


class FindRequest(Message):
    """One exact individual number, or kana with birth date, or parts of a name. At least one is given."""

    purpose: Purpose
    individual_number: str = Field(default="", repr=False)
    name: str = ""
    name_kana: str = ""
    birth_date: date | None = None
    limit: int = Field(default=50, ge=1, le=200)


class People(Message):
    people: list[Person]
    truncated: bool = False


class PeopleRequest(Message):
    purpose: Purpose
    atena_nos: list[AtenaNo] = Field(min_length=1, max_length=500)


OF_A_DAY = (
    "a day that is over: who lived together on it, with household, relation and address of the day and everything else "
    "as it is now; without a day, the household of now"
)


class HouseholdRequest(Message):
    purpose: Purpose
    atena_no: AtenaNo
    on: date | None = Field(default=None, description=OF_A_DAY)


class HouseholdsRequest(Message):
    """The households of many, a page at a time: for a renewal, which asks about every family of the city."""

    purpose: Purpose
    atena_nos: list[AtenaNo] = Field(min_length=1, max_length=300)
    on: date | None = Field(default=None, description=OF_A_DAY)


class Household(Message):
    """Whose household, and who is of it; the persons themselves stand once in `Households.people`."""

    atena_no: AtenaNo
    members: list[AtenaNo] = Field(description="empty where the number is not known, or the person has no household")


class Households(Message):
    households: list[Household]
    people: list[Person]


class ChangesRequest(Message):
    """What the registers told of after a number; the caller asks for those it keeps by `PeopleRequest`."""

    purpose: Purpose
    after: int = Field(ge=0, description="the last number taken; 0 from the beginning")
    limit: int = Field(default=2000, ge=1, le=10_000)


class Change(Message):
    """That something happened to a person: who, what, when, and the household they are of since. No more than that."""

    number: int
    atena_no: AtenaNo
    event: str = Field(description="異動事由 as the register names it")
    occurred_on: date
    household_no: str = ""


class Changes(Message):
    changes: list[Change]
    last: int
    more: bool


class VersionsRequest(Message):
    """What each of these changes did; asked by those who keep the persons."""

    purpose: Purpose
    numbers: list[int] = Field(min_length=1, max_length=500, description="of changes the caller was told of")


class Version(Message):
    """A person before a change and after it. What is so now may be something else again.

    The address leaves sealed where the person is protected now or was after the change.
    """

    number: int
    before: Person | None = Field(default=None, description="none where the person was not known before it")
    after: Person


class Versions(Message):
    versions: list[Version] = Field(description="in the order of the changes; none of one that was overtaken before it was kept")


class CircumstancesRequest(Message):
    """What other offices know of these persons: income of one year, and the schemes they are in."""

    purpose: Purpose
    atena_nos: list[AtenaNo] = Field(min_length=1, max_length=500)
    income_year: Year


class Circumstances(Message):
    incomes: list[Income]
    unknown_incomes: list[UnknownIncome]
    enrolments: list[Enrolment]
    asked_at: datetime


CALLEE = "linkage"
PERSON_BY_SERIAL = Operation(
    "person_index", "person_by_serial", SerialRequest, SerialAnswer, frozenset({"intake"}), CALLEE
)
FIND = Operation("person_index", "find", FindRequest, People, frozenset({"intake", "subsidy"}), CALLEE)
PEOPLE = Operation("person_index", "people", PeopleRequest, People, frozenset({"intake", "subsidy"}), CALLEE)
HOUSEHOLD = Operation("person_index", "household", HouseholdRequest, People, frozenset({"subsidy"}), CALLEE)
HOUSEHOLDS = Operation("person_index", "households", HouseholdsRequest, Households, frozenset({"subsidy"}), CALLEE)
CHANGES = Operation("person_index", "changes", ChangesRequest, Changes, frozenset({"subsidy"}), CALLEE)
VERSIONS = Operation("person_index", "versions", VersionsRequest, Versions, frozenset({"subsidy"}), CALLEE)
CIRCUMSTANCES = Operation(
    "person_index", "circumstances", CircumstancesRequest, Circumstances, frozenset({"subsidy"}), CALLEE
)
