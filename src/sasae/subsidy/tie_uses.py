"""What the subsidy office did about persons while their tie was wrong: from its own books, a question a kind of thing.

The office knows persons by 宛名番号; a wrong tie reaches it by what was asked with an individual number or over the network.
Which of it was touched cannot be told from here, so all that was done about these persons in the time is named.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from sasae.contracts.tie_corrections import Use
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel.clock import TOKYO
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.entitlements.models import Examination, ExaminationState, IncomeInquiry
from sasae.subsidy.payments.models import Payment
from sasae.subsidy.receipts.models import ReceiptLine
from sasae.subsidy.transfers.models import Transfer

LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True)
class Span:
    """The persons, and the days the tie held, both included."""

    persons: Sequence[str]
    since: date
    until: date

    def moments(self, column: str) -> Q:
        """The same for a column with a time."""
        begin = datetime.combine(self.since, time.min, TOKYO)
        end = datetime.combine(self.until + timedelta(days=1), time.min, TOKYO)
        return Q(**{f"{column}__gte": begin, f"{column}__lt": end})

    def days(self, column: str) -> Q:
        """The same for a column with a day."""
        return Q(**{f"{column}__gte": self.since, f"{column}__lte": self.until})


def uses_of(persons: Sequence[str], since: date | None, until: date) -> Iterable[Use]:
    """All of it, by kind and day. `since` None: from the beginning."""
    span = Span(persons, since or LONG_AGO, until)
    for find in _FINDERS:
        yield from find(span)


def _day(at: datetime) -> date:
    return at.astimezone(TOKYO).date()


def _decisions(span: Span) -> Iterator[Use]:
    """Approved examinations whose facts name one of the persons."""
    rows = Examination.objects.filter(span.moments("approved_at"), state=ExaminationState.APPROVED)
    named = Q()
    for person in span.persons:
        named |= Q(facts__people__contains=[{"atena_no": person}])
    found = rows.filter(named).select_related("application").order_by("pk")
    for row in found:
        here = {one["atena_no"] for one in row.facts["people"]}
        for person in sorted(here & set(span.persons)):
            assert row.approved_at is not None
            yield Use(
                kind="decision", atena_no=person, reference=f"{row.application.receipt_number}-{row.pk}",
                on=_day(row.approved_at), note=f"医療証の{row.get_occasion_display()}の決定",
            )  # fmt: skip


def _claims(span: Span) -> Iterator[Use]:
    rows = Claim.objects.filter(span.days("decided_on")).select_related("person", "payee").order_by("pk")
    for row in rows.filter(Q(person__atena_no__in=span.persons) | Q(payee__atena_no__in=span.persons)):
        for person in sorted({row.person.atena_no, row.payee.atena_no} & set(span.persons)):
            assert row.decided_on is not None
            yield Use(kind="decision", atena_no=person, reference=row.number, on=row.decided_on, note="償還払いの決定")


def _letters(span: Span) -> Iterator[Use]:
    rows = PrintedDocument.objects.filter(span.moments("printed_at"), persons__overlap=list(span.persons))
    for row in rows.defer("content").order_by("printed_at", "pk"):
        for person in sorted(set(row.persons) & set(span.persons)):
            yield Use(
                kind="letter", atena_no=person, reference=str(row.pk), on=_day(row.printed_at),
                note=f"印刷物 {row.subject}"[:200],
            )  # fmt: skip


def _payments(span: Span) -> Iterator[Use]:
    rows = Payment.objects.filter(span.days("run__pay_on"), payee__atena_no__in=span.persons)
    for row in rows.select_related("payee", "run").order_by("pk"):
        yield Use(
            kind="payment", atena_no=row.payee.atena_no, reference=row.serial, on=row.run.pay_on,
            note=f"支払 {row.run.number}　{row.get_state_display()}",
        )  # fmt: skip


def _receipts(span: Span) -> Iterator[Use]:
    rows = ReceiptLine.objects.filter(person__atena_no__in=span.persons).select_related("person", "file")
    for row in rows.filter(span.moments("file__uploaded_at")).order_by("pk"):
        assert row.person is not None
        yield Use(
            kind="payment", atena_no=row.person.atena_no, reference=f"R{row.pk}", on=_day(row.file.uploaded_at),
            note=f"レセプト {row.receipt_no}　{row.treatment_month}　{row.get_state_display()}",
        )  # fmt: skip


def _certificates(span: Span) -> Iterator[Use]:
    rows = Certificate.objects.filter(span.days("issued_on"), recipient__person__atena_no__in=span.persons)
    for row in rows.select_related("recipient__person").order_by("pk"):
        yield Use(
            kind="other", atena_no=row.recipient.person.atena_no, reference=row.number, on=row.issued_on,
            note=f"医療証（{row.get_kind_display()}）",
        )  # fmt: skip


def _inquiries(span: Span) -> Iterator[Use]:
    rows = IncomeInquiry.objects.filter(span.moments("asked_at"), atena_no__in=span.persons)
    for row in rows.exclude(inquiry_no=None).order_by("pk"):
        yield Use(
            kind="other", atena_no=row.atena_no, reference=f"照会 {row.inquiry_no}", on=_day(row.asked_at),
            note=f"他団体への照会　{row.get_state_display()}",
        )  # fmt: skip


def _transfers(span: Span) -> Iterator[Use]:
    for row in Transfer.objects.filter(span.days("on"), told__overlap=list(span.persons)).order_by("pk"):
        for person in sorted(set(row.told) & set(span.persons)):
            yield Use(
                kind="other", atena_no=person, reference=f"移転 {row.number}", on=row.on, note="ほかの助成への移転"
            )


_FINDERS: tuple[Callable[[Span], Iterator[Use]], ...] = (
    _decisions, _claims, _letters, _payments, _receipts, _certificates, _inquiries, _transfers,
)  # fmt: skip
