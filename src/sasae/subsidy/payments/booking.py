"""Payments in the books: each claim's yen from one account to another, by person, provider and month."""

from datetime import date

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from sasae.foundation.history import Actor
from sasae.subsidy.ledger.actions import post_moves
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.payments.models import Payment, PaymentItem


def book(
    rows: QuerySet[Payment], step: str, debit: Account, credit: Account, *, on: date, by: Actor
) -> int:  # fmt: skip
    """Move these payments' claims; each step of a payment is booked once. Returns the yen that were booked.

    What is set off whole moves nothing: it is booked by the debt.
    """
    text, yen = CharField(), BigIntegerField()
    moves = PaymentItem.objects.filter(payment__in=rows.order_by().values("pk"), yen__gt=0).order_by().values_list(
        Concat(Value("payment:"), F("payment__serial"), Value(f":{step}"), output_field=text),
        Concat(Value("振込 "), F("payment__serial"), output_field=text),
        Cast(F("yen"), yen),
        Cast(F("claim__person_id"), yen),
        Cast(F("claim__provider"), text),
        Cast(F("claim__treatment_month"), text),
    )  # fmt: skip
    return post_moves(moves, debit, credit, scheme=Scheme.REIMBURSEMENT, on=on, by=by)
