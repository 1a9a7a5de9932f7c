"""Letters the post office brought back."""

from datetime import date

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.kernel.findings import one_line
from sasae.subsidy.certificates.actions.moves import CannotMove, locked, move_return
from sasae.subsidy.certificates.models import NextStep, ReturnedMail, ReturnReason, ReturnState, State
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_hidden

VOID = "この医療証は無効です。送り直さずに回収してください。新しい医療証の送付先を確かめてください。"
PROTECTED = "支援措置の対象者です。送り直す前に、送付先を確かめてください。"


@transaction.atomic
def take_returned(
    number: str, *, returned_on: date, reason: ReturnReason, next_step: NextStep, by: Actor, on: date, note: str = ""
) -> ReturnedMail:
    """Take in a certificate's letter that came back, with what is to be done. Raises CannotMove.

    To a protected person nothing is sent anew to an address that may have become known: it is checked first.
    """
    certificate = locked(number)
    person = certificate.recipient.person
    if returned_on > on:
        raise CannotMove("返戻日は今日までの日にしてください。", id="UK-503", at="returned_on")
    if returned_on < certificate.issued_on:
        raise CannotMove("返戻日が交付日より前です。", id="UK-504", at="returned_on")
    if next_step == NextStep.RESEND and is_hidden(person, on):
        raise CannotMove(PROTECTED, id="UK-506", at="next_step")
    if next_step == NextStep.RESEND and certificate.state != State.VALID:
        raise CannotMove(VOID, id="UK-508", at="next_step")
    if ReturnedMail.objects.filter(certificate=certificate, state=ReturnState.OPEN).exists():
        raise CannotMove("この医療証には、対応待ちの返戻郵便があります。")
    mail = ReturnedMail.objects.create(
        person=person, certificate=certificate, document_id=certificate.document_id, returned_on=returned_on,
        reason=reason, next_step=next_step, note=one_line(note, CannotMove, at="note"), handled_by=by.id,
    )  # fmt: skip
    record(
        by, "certificate.returned", number, [person.atena_no], why=ReturnReason(reason).label,
        next=NextStep(next_step).label,
    )  # fmt: skip
    return mail


@transaction.atomic
def take_returned_letter(
    person: Person, document_id: str, *, sent_on: date, returned_on: date, reason: ReturnReason, next_step: NextStep,
    by: Actor, on: date, note: str = "",
) -> ReturnedMail:  # fmt: skip
    """The same for a letter without a certificate in it, by its kept paper. Raises CannotMove."""
    if not sent_on <= returned_on <= on:
        raise CannotMove("返戻日は、通知の日から今日までの日にしてください。", id="UK-505", at="returned_on")
    if next_step == NextStep.RESEND and is_hidden(person, on):
        raise CannotMove(PROTECTED, id="UK-506", at="next_step")
    Person.objects.select_for_update().get(pk=person.pk)
    if ReturnedMail.objects.filter(document_id=document_id, state=ReturnState.OPEN).exists():
        raise CannotMove("この通知には、対応待ちの返戻郵便があります。")
    mail = ReturnedMail.objects.create(
        person=person, document_id=document_id, returned_on=returned_on, reason=reason, next_step=next_step,
        note=one_line(note, CannotMove, at="note"), handled_by=by.id,
    )  # fmt: skip
    record(
        by, "letter.returned", document_id, [person.atena_no], why=ReturnReason(reason).label,
        next=NextStep(next_step).label,
    )  # fmt: skip
    return mail


@transaction.atomic
def finish_returned(mail_id: int, *, note: str, by: Actor, on: date) -> ReturnedMail:
    """What was to be done is done; the note says what. Raises CannotMove."""
    note = one_line(note, CannotMove, missing="対応の内容を入れてください。", at="note")
    mail = ReturnedMail.objects.select_for_update(of=("self",)).select_related("person", "certificate").get(pk=mail_id)
    move_return(mail, ReturnState.DONE)
    mail.done_on, mail.note, mail.handled_by = on, note, by.id
    mail.save()
    subject = mail.certificate.number if mail.certificate else str(mail.pk)
    record(by, "certificate.return_settled", subject, [mail.person.atena_no], note=mail.note)
    return mail
