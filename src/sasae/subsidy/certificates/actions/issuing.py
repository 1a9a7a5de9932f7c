"""Issuing: to a family after its decision, to many at a renewal, and in the place of another certificate."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection, transaction
from django.db.models import Max

from sasae.foundation.history import Actor, record
from sasae.foundation.printing import CannotPrint, keep_many, paper_of
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel.findings import one_line
from sasae.subsidy.certificates import papers
from sasae.subsidy.certificates.actions.moves import CannotMove, locked
from sasae.subsidy.certificates.actions.recalls import open_recalls
from sasae.subsidy.certificates.models import Certificate, Form, Kind, Reason, State
from sasae.subsidy.certificates.office import OFFICE, PAPERS
from sasae.subsidy.certificates.queries import latest_languages
from sasae.subsidy.entitlements.models import Entitlement
from sasae.subsidy.people.queries import protected_among


class CannotIssue(CannotMove):
    """This certificate cannot be issued now; the text says why, in Japanese."""


@dataclass(frozen=True)
class Order:
    """One certificate to be made. `replaces` is the one that becomes void by it.

    `language`: none is that of the recipient's certificate before, if it is still offered, else the first offered one.
    """

    entitlement: Entitlement
    kind: Kind = Kind.NEW
    form: Form = Form.A6
    language: str = ""
    replaces: Certificate | None = None
    copy: int = 1
    reason: str = ""
    note: str = ""


def issue_certificates(
    entitlements: Sequence[Entitlement], *, by: Actor, on: date, kind: Kind = Kind.NEW
) -> list[Certificate]:
    """One certificate a covered person of a family. Part of the caller's transaction. Raises CannotPrint, CannotIssue."""
    made = []
    for outcome in _make([Order(entitlement, kind) for entitlement in entitlements], by, on):
        if not isinstance(outcome, Certificate):
            raise outcome
        made.append(outcome)
    for certificate in made:
        _record_one(certificate, by)
    return made


@transaction.atomic
def issue_many(orders: Sequence[Order], *, by: Actor, on: date) -> list[Certificate | CannotPrint | CannotIssue]:
    """Many certificates in a number of statements that does not grow with them; one outcome an order, in their order.

    The entitlements come with `recipient__person` and `family__applicant` selected. A name no font can show, and an
    entitlement that has a valid certificate already, is an outcome of its own order and keeps nobody else waiting.
    """
    outcomes = _make(orders, by, on)
    made = [outcome for outcome in outcomes if isinstance(outcome, Certificate)]
    if made:
        persons = [certificate.recipient.person.atena_no for certificate in made]
        record(by, "certificates.issued", f"{made[0].number}～{made[-1].number}", persons, certificates=len(made))
    return outcomes


@transaction.atomic
def reissue(
    number: str, *, reason: Reason, by: Actor, on: date, form: Form = Form.A6, language: str = "", note: str = ""
) -> Certificate:
    """A new copy in the place of a valid certificate, which is void at once and called back unless it is lost.

    Raises CannotIssue, CannotPrint.
    """
    if form not in PAPERS.on(on):
        raise CannotIssue("この様式の医療証は、この日にはありません。", id="UK-501", at="form")
    if language and language not in dict(papers.languages(on)):
        told = "この言語は、この日には医療証に添えられません。ほかの言語を選んでください。"
        raise CannotIssue(told, id="UK-507", at="language")
    old = locked(number)
    if old.state != State.VALID or old.valid_to < on:
        raise CannotIssue(
            f"医療証 {number} は「{old.get_state_display()}」です。再交付できるのは有効な医療証だけです。", id="UK-502"
        )
    newest = Certificate.objects.filter(entitlement=old.entitlement).aggregate(newest=Max("copy"))["newest"]
    order = Order(
        old.entitlement, Kind.CHANGED if reason == Reason.CHANGED else Kind.REISSUED, form, language, old, newest + 1,
        reason, one_line(note, CannotIssue, at="note"),
    )  # fmt: skip
    outcome = _make([order], by, on)[0]
    if not isinstance(outcome, Certificate):
        raise outcome
    if reason != Reason.LOST:
        open_recalls([old], by=by, on=on)
    _record_one(outcome, by)
    record(
        by, "certificate.reissued", number, [old.recipient.person.atena_no], new=outcome.number, why=Reason(reason).label,
        copy=outcome.copy,
    )  # fmt: skip
    return outcome


def _make(orders: Sequence[Order], by: Actor, on: date) -> list[Certificate | CannotPrint | CannotIssue]:
    """Papers first, so that what cannot be printed writes nothing; then the old ones void, then the new ones."""
    orders = _in_their_languages(orders, on)
    covered = _already_covered(orders)
    numbers = _next_numbers(on, len(orders))
    fresh = [(order, number) for order, number in zip(orders, numbers, strict=True) if order.entitlement.pk not in covered]
    papers_of = dict(zip((number for _, number in fresh), _papers(fresh, by, on), strict=True))
    outcomes: list[Certificate | CannotPrint | CannotIssue] = []
    documents: list[PrintedDocument] = []
    for order, number in zip(orders, numbers, strict=True):
        paper = papers_of.get(number)
        if paper is None:
            told = f"受給者番号 {order.entitlement.recipient.number} の人には、この資格の医療証がすでに交付されています。"
            outcomes.append(CannotIssue(told))
        elif isinstance(paper, CannotPrint):
            outcomes.append(paper)
        else:
            documents.append(_document(order, number, paper, by))
            outcomes.append(_certificate(order, number, documents[-1], on))
    made = [(order, one) for order, one in zip(orders, outcomes, strict=True) if isinstance(one, Certificate)]
    keep_many(documents)
    replaced = [order.replaces.pk for order, _ in made if order.replaces]
    if replaced:
        Certificate.objects.filter(pk__in=replaced, state=State.VALID).update(state=State.REISSUED, voided_on=on)
    Certificate.objects.bulk_create([certificate for _, certificate in made])
    return outcomes


def _in_their_languages(orders: Sequence[Order], on: date) -> list[Order]:
    """The orders with a language each."""
    offered = [code for code, _ in papers.languages(on)]
    before = latest_languages([order.entitlement.recipient_id for order in orders if not order.language])

    def language_of(order: Order) -> str:
        kept = before.get(order.entitlement.recipient_id, "")
        return order.language or (kept if kept in offered else offered[0])

    return [replace(order, language=language_of(order)) for order in orders]


def _already_covered(orders: Sequence[Order]) -> set[int]:
    fresh = [order.entitlement.pk for order in orders if order.replaces is None]
    rows = Certificate.objects.filter(entitlement__in=fresh).values_list("entitlement_id", flat=True)
    return set(rows)


def _papers(orders: Sequence[tuple[Order, str]], by: Actor, on: date) -> list[bytes | CannotPrint]:
    """The papers of these orders and numbers, in their order; those of one form are set at once."""
    office = OFFICE.on(on)
    words = {language: papers.words_of(language, on) for language in {order.language for order, _ in orders}}
    made: dict[str, bytes | CannotPrint] = {}
    guarded = protected_among({order.entitlement.recipient.person.atena_no for order, _ in orders}, on)
    for form in dict.fromkeys(order.form for order, _ in orders):
        of_form = [(order, number) for order, number in orders if order.form == form]
        told = [
            papers.certificate_data(
                order.entitlement, number, by=by, on=on, kind=order.kind, office=office, words=words[order.language],
                guarded=order.entitlement.recipient.person.atena_no in guarded,
            )  # fmt: skip
            for order, number in of_form
        ]
        made |= zip((number for _, number in of_form), papers.certificate_papers(told, on, form), strict=True)
    return [made[number] for _, number in orders]


def _document(order: Order, number: str, pdf: bytes, by: Actor) -> PrintedDocument:
    people = [order.entitlement.recipient.person.atena_no, order.entitlement.family.applicant.atena_no]
    return paper_of("certificate", number, pdf, by_id=by.id, persons=dict.fromkeys(people))


def _certificate(order: Order, number: str, document: PrintedDocument, on: date) -> Certificate:
    entitlement = order.entitlement
    return Certificate(
        number=number, entitlement=entitlement, recipient=entitlement.recipient, kind=order.kind,
        valid_from=entitlement.valid_from, valid_to=entitlement.valid_to, issued_on=on, document_id=str(document.pk),
        copy=order.copy, replaces=order.replaces, reason=order.reason, note=order.note, form=order.form,
        language=order.language,
    )  # fmt: skip


def _record_one(certificate: Certificate, by: Actor) -> None:
    record(
        by, "certificate.issued", certificate.number, [certificate.recipient.person.atena_no],
        kind=Kind(certificate.kind).label, valid_from=str(certificate.valid_from), valid_to=str(certificate.valid_to),
    )  # fmt: skip


def _next_numbers(on: date, count: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_certificate_number') FROM generate_series(1, %s)", [count])
        return [f"{on:%Y}-{row[0]:08d}" for row in cursor.fetchall()]
