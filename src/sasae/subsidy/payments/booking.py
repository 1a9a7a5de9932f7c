"""Payments in the books: each claim's yen from one account to another, by person, provider and month."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Prefetch, QuerySet

from sasae.foundation.history import Actor
from sasae.subsidy.ledger.actions import Entry, Line, post
from sasae.subsidy.ledger.models import Account, Scheme
from sasae.subsidy.payments.models import Payment, PaymentItem

CHUNK = 2000


def in_chunks(rows: QuerySet[Payment], size: int = CHUNK, *fields: str) -> Iterator[list[Payment]]:
    """Payments by their serial, some thousand at a time, with items and claims; of a claim only what is named."""
    wanted = ("payment_id", "yen", "claim__person_id", "claim__provider", "claim__treatment_month", *fields)
    joined = "claim__person" if fields else "claim"
    items = PaymentItem.objects.select_related(joined).order_by("id").only(*wanted)
    last = ""
    while True:
        few = rows.filter(serial__gt=last).order_by("serial").prefetch_related(Prefetch("items", items))[:size]
        found = list(few)
        if not found:
            return
        yield found
        last = found[-1].serial


def book(
    rows: QuerySet[Payment], step: str, debit: Account, credit: Account, *, on: date, by: Actor
) -> int:  # fmt: skip
    """Move these payments' claims; each step of a payment is booked once. Returns the yen that are in the books for it."""
    total = 0
    for payments in in_chunks(rows):
        entries = [entry for payment in payments if (entry := _entry(payment, step, debit, credit)).lines]
        total += sum(line.yen for entry in entries for line in entry.lines if line.yen > 0)
        post(entries, on=on, by=by)
    return total


def _entry(payment: Payment, step: str, debit: Account, credit: Account) -> Entry:
    lines: list[Line] = []
    for item in payment.items.all():
        if not item.yen:  # set off whole: booked by the debt
            continue
        claim = item.claim
        about = (claim.person_id, claim.provider, claim.treatment_month, Scheme.REIMBURSEMENT)
        lines += [Line(debit, item.yen, *about), Line(credit, -item.yen, *about)]
    return Entry(f"payment:{payment.serial}:{step}", f"振込 {payment.serial}", tuple(lines))
