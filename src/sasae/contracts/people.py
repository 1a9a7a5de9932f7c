"""Messages about persons that several conversations share."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from sasae.contracts.operation import Message

AtenaNo = Annotated[str, Field(max_length=15)]  # 宛名番号: 15 digits, left zeros
Year = Annotated[int, Field(ge=1900, le=2200)]  # a calendar year


class Sex(StrEnum):
    """性別 (formats.md §9.1)."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"


class ResidentClass(StrEnum):
    """住民区分."""

    RESIDENT = "resident"
    FOREIGN = "foreign"
    MOVED_OUT = "moved_out"
    DECEASED = "deceased"
    NON_RESIDENT = "non_resident"


class Address(Message):
    """An address in the clear, or sealed to the receiver (age, base64) when the person is protected."""

    postal_code: str = Field(default="", repr=False)
    text: str = Field(default="", repr=False)
    sealed: str = ""
    ward_code: str = Field(default="", description="全国地方公共団体コード of the ward, 6 digits")


class Person(Message):
    """One person as a system of the city knows them. Never carries the individual number."""

    atena_no: AtenaNo
    name: str
    name_kana: str
    birth_date: date
    sex: Sex
    resident_class: ResidentClass
    address: Address
    household_no: str = ""
    relation: str = Field(default="", description="続柄 as the register writes it: 世帯主, 子, 妻 …")
    head_atena_no: AtenaNo = ""
    telephone: str = Field(default="", repr=False)
    resident_since: date | None = Field(default=None, description="住定日: living in the city since")
    moved_in_from: str = Field(default="", description="municipality code of the last address outside the city")
    moved_out_on: date | None = None
    died_on: date | None = None
    protected_until: date | None = Field(default=None, description="支援措置 in force up to and including this day")
