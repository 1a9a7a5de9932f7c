"""How lines stand in the books: granted in kind, owed to the body; taken back. In sets: no line passes through here."""

from collections.abc import Iterable
from datetime import date

from django.db.models import BigIntegerField, Case, CharField, F, Value, When
from django.db.models.functions import Cast, Concat, Left

from sasae.foundation.history import Actor
from sasae.foundation.sets import among
from sasae.subsidy.ledger.actions import post_moves
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.receipts.models import ReceiptLine

_TEXT, _NUMBER = CharField(), BigIntegerField()
_ID = Cast("pk", _TEXT)
_BOOKINGS = Cast("bookings", _TEXT)
# accepted again after it was taken back, a line is booked under a new cause
_BOOKED = Case(
    When(bookings__lte=1, then=Concat(Value("receipt:"), _ID)),
    default=Concat(Value("receipt:"), _ID, Value(":"), _BOOKINGS),
    output_field=_TEXT,
)
_TAKEN_BACK = Concat(Value("receipt back:"), _ID, Value(":"), _BOOKINGS, output_field=_TEXT)
# as ledger.actions.treatment_of() has it: both are known, or neither is said
_TREATMENT = Case(
    When(point_table="", then=Value("")), When(setting="", then=Value("")),
    default=Concat("point_table", "setting"), output_field=_TEXT,
)  # fmt: skip


def book(lines: Iterable[ReceiptLine], *, on: date, by: Actor) -> None:
    """Book accepted lines as they are kept; one for which the city owes nothing has nothing to book."""
    _post(lines, _BOOKED, "", 1, on, by)


def unbook(lines: Iterable[ReceiptLine], *, on: date, by: Actor, why: str) -> None:
    """Book the opposite of each line's latest booking. What was booked stays; both together are zero."""
    _post(lines, _TAKEN_BACK, f" {why}", -1, on, by)


def _post(lines: Iterable[ReceiptLine], cause: object, why: str, sign: int, on: date, by: Actor) -> None:
    keys = [line.pk for line in lines]
    if not keys:
        return
    text = Left(Concat(Value("レセプト "), "file__name", Value(" "), "receipt_no", Value(why)), 200)
    moves = (
        ReceiptLine.objects.filter(pk__in=among(keys)).exclude(in_kind_yen=0).order_by()
        .values_list(
            cause, Cast(text, _TEXT), Cast(F("in_kind_yen"), _NUMBER) * sign, Cast("person_id", _NUMBER),
            Cast("provider", _TEXT), Cast("treatment_month", _TEXT), _TREATMENT,
        )
    )  # fmt: skip
    post_moves(
        moves, Account.IN_KIND, Account.PAYABLE_TO_BODY, scheme=Scheme.IN_KIND, on=on, by=by, treatments=True
    )  # fmt: skip
