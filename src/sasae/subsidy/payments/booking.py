"""Payments in the books: each claim's or refund's yen from one account to another, by person, provider and month."""

from datetime import date

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from sasae.foundation.history import Actor
from sasae.subsidy.ledger.actions import post_moves
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.payments.models import Payment, PaymentItem
from sasae.subsidy.recovery.models import Allocation

_TEXT, _YEN = CharField(), BigIntegerField()


def book(
    rows: QuerySet[Payment], step: str, debit: Account, credit: Account, *, on: date, by: Actor
) -> int:  # fmt: skip
    """Move these payments' claims or refunds; each step of a payment is booked once. Returns the yen that were booked.

    What is set off whole moves nothing: it is booked by the debt.
    """
    those = rows.order_by().values("pk")
    claims = PaymentItem.objects.filter(payment__in=those, yen__gt=0).order_by().values_list(
        *_named("payment__serial", step), Cast("yen", _YEN), *_about("claim"),
    )  # fmt: skip
    # a refund lies where it was paid too much: on the parts of the debt, by what the decision took from each
    refunds = Allocation.objects.filter(movement__refund__payments__payment__in=those).order_by().values_list(
        *_named("movement__refund__payments__payment__serial", step), Cast(-F("excess"), _YEN), *_about("part"),
        Cast("part__scheme", _TEXT),
    )  # fmt: skip
    booked = post_moves(claims, debit, credit, scheme=Scheme.REIMBURSEMENT, on=on, by=by)
    return booked + post_moves(refunds, debit, credit, scheme=None, on=on, by=by)


def _named(serial: str, step: str) -> tuple[Combinable, Combinable]:
    """The cause, and what the page says of it."""
    cause = Concat(Value("payment:"), F(serial), Value(f":{step}"), output_field=_TEXT)
    return cause, Concat(Value("振込 "), F(serial), output_field=_TEXT)


def _about(what: str) -> tuple[Combinable, ...]:
    """Person, provider and month."""
    provider, month = Cast(f"{what}__provider", _TEXT), Cast(f"{what}__treatment_month", _TEXT)
    return Cast(f"{what}__person_id", _YEN), provider, month
