"""How lines stand in the books: granted in kind, owed to the body; taken back; paid."""

from collections.abc import Iterable
from datetime import date

from sasae.foundation.history import Actor
from sasae.subsidy.ledger.actions import Entry, Line, post, treatment_of
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.receipts.models import ReceiptLine


def cause_of(line: ReceiptLine) -> str:
    """The cause of a line's latest booking; accepted again after it was taken back, it is booked under a new one."""
    return f"receipt:{line.pk}" if line.bookings <= 1 else f"receipt:{line.pk}:{line.bookings}"


def book(lines: Iterable[ReceiptLine], *, on: date, by: Actor) -> None:
    """Book accepted lines; one for which the city owes nothing has nothing to book."""
    post([_entry(line, cause_of(line), "", 1) for line in lines if line.in_kind_yen], on=on, by=by)


def unbook(lines: Iterable[ReceiptLine], *, on: date, by: Actor, why: str) -> None:
    """Book the opposite of each line's latest booking. What was booked stays; both together are zero."""
    entries = [
        _entry(line, f"receipt back:{line.pk}:{line.bookings}", f" {why}", -1) for line in lines if line.in_kind_yen
    ]
    post(entries, on=on, by=by)


def _entry(line: ReceiptLine, cause: str, why: str, sign: int) -> Entry:
    assert line.person_id is not None and line.in_kind_yen is not None  # noqa: PT018 - both by the table's constraint
    treatment = treatment_of(line.point_table, line.setting)
    about = (line.person_id, line.provider, line.treatment_month, Scheme.IN_KIND, treatment)
    yen = sign * line.in_kind_yen
    return Entry(
        cause, f"レセプト {line.file.name} {line.receipt_no}{why}"[:200],
        (Line(Account.IN_KIND, yen, *about), Line(Account.PAYABLE_TO_BODY, -yen, *about)),
    )  # fmt: skip
