"""Letters to payees, each a paper of its own: many are set at once, kept once, and go out through the print runs."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Prefetch

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import CannotPrint, keep_many, paper_of, render, render_many
from sasae.foundation.printing.models import PrintedDocument
from sasae.subsidy.payments import notices
from sasae.subsidy.payments.models import LetterKind, Payment, PaymentItem, PaymentLetter, RunKind
from sasae.subsidy.payments.refund_notices import TEMPLATES, with_refunds

LETTERS = "payments.letters"
SHORT = 6  # claims of a notice that surely stands on one page; longer ones are set alone
Outcome = str | CannotPrint


@transaction.atomic
def write_letters(serials: Sequence[str], kind: LetterKind, *, by: Actor, on: date) -> dict[str, Outcome]:
    """Write these letters; one that was written is not written again. What cannot be printed is an outcome of its own."""
    written = PaymentLetter.objects.filter(payment__serial__in=serials, kind=kind)
    outcomes: dict[str, Outcome] = dict.fromkeys(written.values_list("payment__serial", flat=True), "作成済み")
    items = PaymentItem.objects.select_related("claim__person").order_by("id").only(*notices.OF_AN_ITEM)
    rows = Payment.objects.filter(serial__in=serials).exclude(serial__in=outcomes).order_by("serial")
    payments = list(rows.select_related("payee", "run").prefetch_related(Prefetch("items", items)))
    made: list[PaymentLetter] = []
    papers: list[PrintedDocument] = []
    for payment, pdf in _set(payments, kind, by, on):
        if isinstance(pdf, CannotPrint):
            outcomes[payment.serial] = pdf
            continue
        paper = paper_of(f"payment_{kind}", payment.serial, pdf, by_id=by.id, persons=notices.persons_of(payment))
        papers.append(paper)
        letter = PaymentLetter(
            payment=payment, kind=kind, addressee=payment.payee, document_id=str(paper.pk), issued_on=on
        )
        made.append(letter)
        outcomes[payment.serial] = LetterKind(kind).label
    keep_many(papers)
    PaymentLetter.objects.bulk_create(made)
    if made:
        persons = [letter.addressee.atena_no for letter in made]
        record(by, "payments.letters_written", payments[0].run.number, persons, kind=LetterKind(kind).label, count=len(made))
    return outcomes


def _set(
    payments: Sequence[Payment], kind: LetterKind, by: Actor, on: date
) -> list[tuple[Payment, bytes | CannotPrint]]:  # fmt: skip
    """The papers: short ones together, long ones each for itself with its pages numbered."""
    if not payments:
        return []
    told = notices.data_of(payments, kind, by=by, on=on)
    short = [payment for payment in payments if len(payment.items.all()) <= SHORT]
    template, title = notices.TEMPLATES[kind], LetterKind(kind).label
    if payments[0].run.kind == RunKind.REFUNDS:
        told, template = with_refunds(told, payments, kind), TEMPLATES[kind]
    found: dict[str, bytes | CannotPrint] = {}
    if short:
        together = render_many(
            template, [told[payment.serial] for payment in short], title=title, day=on, pages_each=1
        )
        found = {payment.serial: pdf for payment, pdf in zip(short, together, strict=True)}
    return [(payment, _alone(payment, template, title, told, found, on)) for payment in payments]


def _alone(
    payment: Payment, template: str, title: str, told: Mapping[str, dict[str, object]],
    found: Mapping[str, bytes | CannotPrint], on: date,
) -> bytes | CannotPrint:  # fmt: skip
    """The page set with others; else, where it does not keep to one page, as many pages as it needs."""
    pdf = found.get(payment.serial)
    if pdf is not None and not (isinstance(pdf, CannotPrint) and pdf.findings[0].id == notices.TOO_LONG):
        return pdf
    try:
        return render(template, {**told[payment.serial], "one_page": False}, title=title, day=on)
    except CannotPrint as unprintable:
        return unprintable
