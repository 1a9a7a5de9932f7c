"""The books of what goes: whole postings of its own, and its lines in those that book out a month for everybody."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any, TypeVar

import pgtrigger
from django.db.models import Q, QuerySet

from sasae.subsidy.claims.models import Claim
from sasae.subsidy.deleting import BY, Unit
from sasae.subsidy.ledger.models import Posting, PostingLine
from sasae.subsidy.payments.models import Payment
from sasae.subsidy.receipts.models import ReceiptLine
from sasae.subsidy.recovery.models import Movement, Receivable

AT_ONCE = 100  # causes asked for in one question
One = TypeVar("One")
_PAID_OUT = ("cycle", "person", "provider", "treatment_month")


def why_shared_month(unit: Unit) -> str:
    """A line of another file is booked out with one of these, and the books tell the two not apart."""
    for some in _paid_out(unit):
        of = (Q(**dict(zip(_PAID_OUT, one, strict=True))) for one in some)
        rows = ReceiptLine.objects.using(unit.using).filter(reduce(or_, of))
        if rows.exclude(pk__in=unit.keys.get(ReceiptLine, ())).exists():
            return "同じ月の支払に、ほかの世帯の明細があるため"
    return ""


def wipe_books(unit: Unit) -> None:
    """Delete what the books hold of the unit. The database takes it off the balances; each posting still sums to zero."""
    with pgtrigger.ignore(databases=[BY]):
        for some in _few(list(_causes(unit))):
            _wipe(Posting.objects.using(BY).filter(reduce(or_, some)))
        for month_lines in _paid_out(unit):
            of = [
                Q(
                    posting__cause__startswith=f"body paid:{cycle}:",
                    person=person,
                    provider=provider,
                    treatment_month=month,
                )
                for cycle, person, provider, month in month_lines
            ]
            lines = PostingLine.objects.using(BY).filter(reduce(or_, of)).values_list("pk", flat=True)
            PostingLine.objects.using(BY).filter(pk__in=list(lines))._raw_delete(BY)


def wipe_opening(numbers: list[str]) -> None:
    """Delete what the books hold of an old system's payments."""
    with pgtrigger.ignore(databases=[BY]):
        for some in _few(numbers):
            _wipe(Posting.objects.using(BY).filter(cause__in=[f"opening:{one}" for one in some]))


def _wipe(postings: QuerySet[Posting]) -> None:
    keys = list(postings.values_list("pk", flat=True))
    PostingLine.objects.using(BY).filter(posting__in=keys)._raw_delete(BY)
    Posting.objects.using(BY).filter(pk__in=keys)._raw_delete(BY)


def _causes(unit: Unit) -> Iterator[Q]:
    """How the causes of its postings are named (see ledger.causes)."""
    for begins, table in (("claim", Claim), ("receipt", ReceiptLine)):
        for key in unit.keys.get(table, ()):
            yield Q(cause=f"{begins}:{key}") | Q(cause__startswith=f"{begins}:{key}:")
    for key in unit.keys.get(ReceiptLine, ()):
        yield Q(cause__startswith=f"receipt back:{key}:")
    for serial in unit.rows(Payment).values_list("serial", flat=True):
        yield Q(cause__startswith=f"payment:{serial}:")
    for key in unit.keys.get(Movement, ()):
        yield Q(cause=f"movement:{key}")
    for key, origin in unit.rows(Receivable).values_list("pk", "origin"):
        yield Q(cause__in=[f"receivable:{key}", f"opening-due:{origin}"])


def _paid_out(unit: Unit) -> Iterator[list[tuple[Any, ...]]]:
    """Whose lines were booked out in which month, a few at a time."""
    rows = unit.rows(ReceiptLine).filter(cycle__isnull=False, person__isnull=False).order_by()
    yield from _few(sorted(set(rows.values_list(*_PAID_OUT))))


def _few(all_of_them: list[One]) -> Iterator[list[One]]:
    for start in range(0, len(all_of_them), AT_ONCE):
        yield all_of_them[start : start + AT_ONCE]
