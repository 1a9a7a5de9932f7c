"""linkage → tax system (市税): a person's income of one year, by its kinds, as resident tax knows it. Yen."""

from pydantic import Field

from sasae.contracts.operation import Message, Operation
from sasae.contracts.people import AtenaNo, Year


class Income(Message):
    """Components of 児童扶養手当法施行令 4条; all yen. Salary is after 給与所得控除."""

    atena_no: AtenaNo
    year: int = Field(description="the calendar year the income was earned in")
    salary: int = 0
    public_pension: int = 0
    other_general: int = Field(default=0, description="総所得金額 other than salary and public pension")
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
    dependants: int = Field(default=0, description="同一生計配偶者 and 扶養親族 of 31 December, all kinds")
    elderly_dependants: int = Field(default=0, description="of these 老人扶養親族 (70+)")
    elderly_spouse: bool = Field(default=False, description="of these a 老人同一生計配偶者")
    specific_dependants: int = Field(default=0, description="of these 特定扶養親族 and 控除対象扶養親族 of 16 to 18")


class UnknownIncome(Message):
    """Why there is no figure: 未申告, 1月1日に市外, 被扶養のため申告なし."""

    atena_no: AtenaNo
    year: int
    reason: str
    lived_in: str = Field(default="", description="municipality code where the person lived on 1 January, if elsewhere")


class IncomesRequest(Message):
    atena_nos: list[AtenaNo] = Field(max_length=1000)
    year: Year


class Incomes(Message):
    incomes: list[Income]
    unknown: list[UnknownIncome]


INCOMES = Operation("tax", "incomes", IncomesRequest, Incomes, frozenset({"linkage"}), "tax")
