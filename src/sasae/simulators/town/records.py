"""What a town is made of. Each record has the fields of the register's table of the same name, and nothing else."""

from dataclasses import dataclass, field
from datetime import date

AS_OF = date(2026, 6, 1)  # the day the town is a picture of; nothing in it is later, but ends that are planned
INCOME_YEARS = (2023, 2024, 2025)

MALE, FEMALE = "1", "2"
RESIDENT, FOREIGN, MOVED_OUT, DECEASED = "resident", "foreign", "moved_out", "deceased"


@dataclass(slots=True)
class Person:
    """One person of the resident register."""

    atena_no: str
    individual_number: str
    resident_code: str
    name: str
    name_kana: str
    birth_date: date
    sex: str
    resident_class: str = RESIDENT
    common_name: str = ""
    common_name_kana: str = ""
    nationality: str = ""
    postal_code: str = ""
    address: str = ""
    ward_code: str = ""
    household_no: str = ""
    relation: str = ""
    head_atena_no: str = ""
    telephone: str = ""
    resident_since: date | None = None
    moved_in_from: str = ""
    moved_out_on: date | None = None
    moved_out_to: str = ""
    died_on: date | None = None
    protected_until: date | None = None

    @property
    def gone(self) -> bool:
        """Moved out or dead on AS_OF."""
        return self.resident_class in (MOVED_OUT, DECEASED)


@dataclass(slots=True)
class Kin:
    """`kin` is the person's 父, 母, 配偶者 or 元配偶者."""

    atena_no: str
    kin: str
    relation: str
    since: date
    until: date | None = None


@dataclass(slots=True)
class Protection:
    """支援措置 against one barred person."""

    atena_no: str
    barred: str
    reason: str
    since: date
    until: date


@dataclass(slots=True)
class Change:
    """An entry of the register's change feed."""

    sequence: int
    event: str
    occurred_on: date
    atena_no: str


@dataclass(slots=True)
class Income:
    """Income of one calendar year in yen, as resident tax has it; `unknown` says why there is none."""

    atena_no: str
    year: int
    unknown: str = ""
    lived_in: str = ""
    salary: int = 0
    public_pension: int = 0
    other_general: int = 0
    retirement: int = 0
    forestry: int = 0
    land_business: int = 0
    long_term_gain: int = 0
    long_term_special_deduction: int = 0
    short_term_gain: int = 0
    short_term_special_deduction: int = 0
    futures: int = 0
    special_interest_dividends: int = 0
    treaty_interest_dividends: int = 0
    casualty_loss_deduction: int = 0
    medical_deduction: int = 0
    mutual_aid_deduction: int = 0
    spouse_special_deduction: int = 0
    disabled_count: int = 0
    special_disabled_count: int = 0
    widow: bool = False
    single_parent: bool = False
    working_student: bool = False
    beef_cattle_exempt: int = 0
    dependants: int = 0
    elderly_dependants: int = 0
    elderly_spouse: bool = False
    specific_dependants: int = 0


@dataclass(slots=True)
class Enrolment:
    """A person in another scheme: 1 生活保護, 2 重度, 3 小児, A 児童扶養手当."""

    atena_no: str
    scheme: str
    since: date
    until: date | None = None
    detail: str = ""


@dataclass(slots=True)
class Insurance:
    """A person's health insurance."""

    atena_no: str
    insurer_number: str
    symbol: str
    number: str
    branch: str
    insured_since: date
    insured_until: date | None = None


@dataclass(slots=True)
class BankAccount:
    """An account at a real bank and branch; the number is made up."""

    atena_no: str
    bank: str
    branch: str
    type: str
    number: str
    holder_kana: str


@dataclass(slots=True)
class SingleParentFamily:
    """One child of a family the scheme is made for, with who brings it up and why."""

    applicant: str
    relation: str
    child: str
    reason: str
    reason_on: date
    child_support_yen: int = 0


@dataclass(slots=True)
class StaffChange:
    """An entry of the personnel feed."""

    sequence: int
    staff_no: str
    name: str
    office_code: str
    office: str
    ward_code: str
    event: str
    effective_on: date


@dataclass(slots=True)
class Elsewhere:
    """What another municipality knows of somebody who lived there on 1 January: its own number, and the income."""

    municipality: str
    atena_no_there: str
    individual_number: str
    name: str
    name_kana: str
    birth_date: date
    sex: str
    year: int
    salary: int
    public_pension: int
    other_general: int
    dependants: int
    specific_dependants: int


@dataclass
class Town:
    """Everything, in the order it was made."""

    size: int
    seed: int
    persons: list[Person] = field(default_factory=list)
    kin: list[Kin] = field(default_factory=list)
    protections: list[Protection] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    incomes: list[Income] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    insurances: list[Insurance] = field(default_factory=list)
    accounts: list[BankAccount] = field(default_factory=list)
    families: list[SingleParentFamily] = field(default_factory=list)
    staff_changes: list[StaffChange] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)


PARTS = (
    "persons", "kin", "protections", "changes", "incomes", "enrolments", "insurances", "accounts", "families",
    "staff_changes", "elsewhere",
)  # fmt: skip
