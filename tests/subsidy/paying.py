"""Many families with granted claims, made in bulk, and the way of a run to the bank and back."""

from datetime import date
from typing import Any

from sasae.foundation.batch import run_now
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import Actor
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.kernel.numbers import health
from sasae.kernel.period import Month
from sasae.subsidy.claims import actions as claims
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.entitlements.models import Entitlement, Family, Recipient
from sasae.subsidy.payments import actions
from sasae.subsidy.payments.models import FileKind, Handover, LetterKind, Payment, PaymentLetter, PaymentRun
from sasae.subsidy.people.actions import register_account
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER, PAYMENTS, SENDER
from tests.subsidy.money import JUNE, LATER, PAY_ON, bank_answer, claim

ACCOUNT = {"bank": "0001", "branch": "001", "type": "1", "number": "1234567", "holder_kana": "ﾐﾔﾏｴ ﾐｻｷ"}
_OWN = {"id", "atena_no", "individual_number_cipher", "individual_number_index"}


def neighbour(like: Recipient, place: int, **changes: Any) -> Recipient:
    """Another parent, covered as `like` is, with an account."""
    entitlement = Entitlement.objects.filter(recipient=like).order_by("id")[0]
    shared = {field.name for field in Person._meta.concrete_fields} - _OWN
    values = {name: getattr(like.person, name) for name in shared}
    person = Person.objects.create(atena_no=f"{900_000 + place:015d}", **{**values, **changes})
    body = f"{700_000 + place:06d}"
    recipient = Recipient.objects.create(person=person, number=body + health.check_digit(body))
    Entitlement.objects.create(
        recipient=recipient, family=Family.objects.create(applicant=person), examination=entitlement.examination,
        valid_from=entitlement.valid_from, valid_to=entitlement.valid_to,
    )  # fmt: skip
    change_account(recipient, number=f"{place:07d}")
    return recipient


def change_account(recipient: Recipient, **changes: str) -> None:
    """The person hands in an account."""
    values = {**ACCOUNT, **changes}
    register_account(recipient.person, **values, source="届出", at=clock.now(), by=COUNTER)


def owed(recipient: Recipient, month: Month = JUNE, **changes: Any) -> Claim:
    """A claim that was granted."""
    made = claim(recipient.number, COUNTER, month=month, **{"claimed_on": max(LATER, month.plus(1).first), **changes})
    claims.decide(made.pk, by=EXAMINER, on=made.claimed_on)
    return Claim.objects.get(pk=made.pk)


def built(by: Actor = PAYMENTS, pay_on: date = PAY_ON) -> PaymentRun:
    """A run of everything that is owed."""
    return actions.build(pay_on=pay_on, by=by, on=LATER)


def sent(run: PaymentRun | None = None) -> PaymentRun:
    """Built, approved by another, sent by a third."""
    run = run or built()
    actions.approve(run.pk, by=APPROVER, at=clock.now())
    actions.send(run.pk, by=SENDER, on=LATER, at=clock.now())
    return PaymentRun.objects.get(pk=run.pk)


def content(run: PaymentRun, kind: FileKind) -> bytes:
    """One file of the run; the printed lists are made where they are not yet."""
    if kind in (FileKind.PAYEES_PDF, FileKind.BANKS_PDF):
        papers()
    return bytes(run.files.get(kind=kind).content)


def settled(run: PaymentRun, failed: dict[str, str] | None = None) -> PaymentRun:
    """The bank's answer is in; `failed` gives codes by serial."""
    return take(run, bank_answer(content(run, FileKind.TRANSFER), failed))


def take(run: PaymentRun, answer: bytes) -> PaymentRun:
    """Take these bytes in as the bank's answer."""
    return actions.settle(run.pk, answer, by=PAYMENTS, on=LATER, at=clock.now())


def papers() -> None:
    """Work every batch of printed lists that was begun."""
    for batch in BatchRun.objects.filter(kind=actions.PAPERS).order_by("id"):
        run_now(batch)


def letters(kind: LetterKind = LetterKind.NOTICE) -> list[bytes]:
    """Work every batch of letters that was begun, and give the papers of this kind in the order of the transfers."""
    for batch in BatchRun.objects.filter(kind=actions.LETTERS).order_by("id"):
        run_now(batch)
    rows = PaymentLetter.objects.filter(kind=kind).order_by("payment__serial").values_list("document_id", flat=True)
    return [bytes(PrintedDocument.objects.get(pk=document).content) for document in rows]


def handed_over(run: PaymentRun) -> Handover:
    """The bank has the file."""
    return actions.hand_over(
        run.pk, receipt_no=f"R-{run.number}", count=run.count, yen=run.yen, by=SENDER, at=clock.now()
    )


def given_back(run: PaymentRun) -> Payment:
    """The bank sends the run's first transfer back after it was paid."""
    first = run.payments.order_by("serial")[0]
    return returned(first)


def returned(payment: Payment, on: date | None = None, why: str = "口座解約") -> Payment:
    """Sent back: registered by one person, confirmed by another."""
    return_registered(payment, on, why)
    return return_confirmed(payment, on)


def return_registered(payment: Payment, on: date | None = None, why: str = "口座解約") -> None:
    """One person registers what the bank says."""
    day = on or payment.run.pay_on
    actions.register_return(
        payment.serial, yen=payment.yen, returned_on=day, why=why, by=SENDER, on=day, at=clock.now()
    )  # fmt: skip


def return_confirmed(payment: Payment, on: date | None = None) -> Payment:
    """Another confirms it."""
    return actions.confirm_return(payment.serial, by=PAYMENTS, on=on or payment.run.pay_on, at=clock.now())
