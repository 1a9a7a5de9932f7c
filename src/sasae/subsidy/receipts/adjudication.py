"""What becomes of a line: a pure function of the line and of what the office knows. First objection wins."""

from dataclasses import dataclass
from datetime import date

from sasae.kernel.numbers import health
from sasae.kernel.period import Month
from sasae.law.single_parent.benefit import own_share

YEN_PER_POINT = 10  # 1点10円 (健康保険法の規定による療養に要する費用の額の算定方法)


@dataclass(frozen=True)
class Known:
    """What the office knows about a line's recipient, insurer and earlier payments."""

    person_id: int | None
    birth_date: date | None
    entitlement_id: int | None
    insurer_numbers: frozenset[str]
    paid_in_kind: bool
    reimbursed: bool


@dataclass(frozen=True)
class Amounts:
    """Yen: total cost, self-pay before subsidy, what the window took, what the city owes."""

    decided: int
    self_pay: int
    window: int
    in_kind: int


def amounts(
    *, points: int | None, unit: str, birth_date: date | None, month: Month | None, patient_yen: int | None,
    other_public_yen: int,
) -> Amounts | None:  # fmt: skip
    """The money of a line; None when points, month or share are not known.

    自己負担額 = the share of the cost less what public payers of a higher rank bear; 現物給付額 = 自己負担額 less 窓口負担.
    """
    if points is None or birth_date is None or month is None:
        return None
    share = own_share(birth_date, month.first)
    if share is None:
        return None
    decided = points if unit == "yen" else points * YEN_PER_POINT
    self_pay = decided * share // 10 - other_public_yen
    window = patient_yen or 0
    return Amounts(decided, self_pay, window, self_pay - window)


def adjudicate(
    *, recipient_number: str, birth_date: date | None, insurer_number: str, money: Amounts | None, known: Known
) -> str:
    """The reason code of a line."""
    if not recipient_number or not health.is_valid(recipient_number):
        return "H07"
    if known.person_id is None:
        return "H01"
    if birth_date is not None and birth_date != known.birth_date:
        return "H04"
    if known.entitlement_id is None:
        return "H02"
    if known.insurer_numbers and insurer_number not in known.insurer_numbers:
        return "H03"
    if money is None:
        return "H06"
    if money.in_kind < 0 or money.self_pay < 0:
        return "H08"
    if known.paid_in_kind:
        return "H05"
    if known.reimbursed:
        return "H09"
    return "A00"
