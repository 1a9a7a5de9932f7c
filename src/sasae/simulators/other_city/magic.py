"""The magic persons: what みどり野市 holds of somebody beside the income, by the last digit of the 宛名番号 there."""

from dataclasses import dataclass
from datetime import date

ALLOWANCE, ASSISTANCE, DISABILITY = "TM90000000000001", "TM90000000000002", "TM90000000000004"
KINDS = (ALLOWANCE, ASSISTANCE, DISABILITY)
FOR_EVER = date(9999, 12, 31)
LEFT = date(2026, 2, 28)  # the last day of what ended when somebody moved away


@dataclass(frozen=True)
class Held:
    """One record. `automatic`: false: a clerk there releases the answer."""

    information: str
    since: date
    until: date | None = None
    grade: str = ""
    automatic: bool = True

    @property
    def data(self) -> dict[str, str | None]:
        """In the items of the permitted list."""
        told = {"since": self.since.isoformat(), "until": self.until.isoformat() if self.until else None}
        return {**told, "grade": self.grade} if self.information == DISABILITY else told


_DISABLED = Held(DISABILITY, date(2019, 4, 1), grade="身体障害者手帳4級")
_RECORDS: dict[str, tuple[Held, ...]] = {
    "1": (Held(ALLOWANCE, date(2026, 1, 1), LEFT), Held(ASSISTANCE, date(2025, 12, 10), LEFT), _DISABLED),
    "2": (Held(ALLOWANCE, date(2024, 5, 1)),),
    "4": (Held(ASSISTANCE, date(2025, 7, 1)),),
    "6": (_DISABLED,),
    "8": (Held(ALLOWANCE, date(2024, 5, 1), automatic=False),),
}


def held_of(atena_no: str) -> tuple[Held, ...]:
    """What there is of this person; of everybody else nothing."""
    return _RECORDS.get(atena_no[-1], ())
