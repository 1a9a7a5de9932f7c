"""One line of a monthly list, and what its lines add up to."""

from dataclasses import dataclass, fields
from datetime import date

from sasae.kernel.period import Month


@dataclass(slots=True)
class ListLine:
    """One receipt as a body lists it. Codes are text with their zeros; yen may be negative in corrections.

    None and blank stand for what the list does not say. `recipient_number` is filled to 7 digits.
    """

    line: int
    reviewer: str = ""
    billing_month: Month | None = None
    month: Month | None = None
    institution: str = ""
    point_table: str = ""
    setting: str = ""
    relation: str = ""
    payer_number: str = ""
    recipient_number: str = ""
    person_code: str = ""
    birth_date: date | None = None
    name: str = ""
    department: str = ""
    days: int | None = None
    insurer_number: str = ""
    symbol_number: str = ""
    care_insurer_number: str = ""
    points: int | None = None
    decided_yen: int | None = None
    self_pay_yen: int | None = None
    window_yen: int | None = None
    in_kind_yen: int | None = None
    receipt_key: str = ""
    correction: str = ""

    def as_dict(self) -> dict[str, object]:
        """The JSON of the line: dates ISO, blank ones null."""
        return {one.name: _json(getattr(self, one.name)) for one in fields(self)}


MONEY = ("decided_yen", "self_pay_yen", "window_yen", "in_kind_yen")


@dataclass(slots=True)
class ListTotals:
    """What the lines add up to; lines whose amount is unreadable are counted and add nothing."""

    count: int = 0
    decided_yen: int = 0
    self_pay_yen: int = 0
    window_yen: int = 0
    in_kind_yen: int = 0

    def add(self, line: ListLine) -> None:
        """One line more."""
        self.count += 1
        for name in MONEY:
            setattr(self, name, getattr(self, name) + (getattr(line, name) or 0))

    def as_dict(self) -> dict[str, int]:
        """The JSON of the totals."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def _json(value: object) -> object:
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Month) else value
