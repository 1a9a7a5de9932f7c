"""What staff and applicants do with an application while it is examined: papers looked at, withdrawals, and their ends."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from sasae.contracts.portal_letters import LetterKind
from sasae.foundation.history import Actor, record
from sasae.foundation.screens.searches import conditions
from sasae.intake.applications.actions import move, persons_of
from sasae.intake.applications.models import Application, Attachment, State
from sasae.intake.examination.casework import OPEN, keep_step, refuse_replaced, settle_correction
from sasae.intake.examination.models import CheckedDocument, CorrectionState, Handling, SavedSearch
from sasae.intake.examination.periods import readable_until
from sasae.intake.letters import actions as letters
from sasae.intake.letters.models import EndKind, EndNotice, Outcome, Reply
from sasae.intake.letters.received import Received
from sasae.intake.letters.wording import ALREADY_OVER, NEWER, NOT_SIGNED, NOT_WITHDRAWN, REGISTERED
from sasae.kernel.clock import TOKYO

WITHDRAWN = "取下げを受け付けました。"
KEPT_CONDITIONS = ("state", "due", "whose", "sort")  # what names no application


def keep_search(name: str, asked: Mapping[str, str], *, by: Actor) -> SavedSearch:
    """Keep the conditions of the list of examinations under a name; what stood under it before gives way."""
    query = conditions(asked, KEPT_CONDITIONS)
    saved, _ = SavedSearch.objects.update_or_create(login_id=by.id, name=name, defaults={"query": query})
    return saved


def forget_search(pk: int, *, by: Actor) -> None:
    """Only one's own."""
    SavedSearch.objects.filter(pk=pk, login_id=by.id).delete()


@transaction.atomic
def check_document(paper: Attachment, remark: str, *, by: Actor, at: datetime) -> CheckedDocument:
    """A paper was looked at: it goes on the list of checked documents. Again, nothing changes. Raises CannotExamine."""
    application = paper.application
    refuse_replaced(application)
    folder = application.receipt_number
    made, new = CheckedDocument.objects.get_or_create(
        attachment=paper,
        defaults={
            "parent_folder_id": application.procedure,
            "folder_id": folder,
            "document_id": f"{folder}-{paper.number:02d}",
            "form_group_id": application.procedure,
            "form_kind_id": paper.kind,
            "image_name": paper.name,
            "image_path": f"/applications/{folder}/attachments/{paper.number}/",
            "spare_1": remark.strip()[:100],
            "checked_by": by.id,
            "checked_at": at,
        },
    )
    if new:
        record(by, "document.checked", folder, persons_of(application), number=paper.number)
    return made


@transaction.atomic
def withdraw(receipt_number: str, *, by: Actor, at: datetime) -> Application:
    """Staff take a withdrawal that came on another way; who has registered it is told. Raises applications.actions.CannotMove."""
    application = Application.objects.select_for_update().defer("printed_form").get(receipt_number=receipt_number)
    ended = _end(application, by=by, at=at)
    letters.tell_business(ended, EndKind.WITHDRAWN, by=by, at=at)
    return ended


def _end(application: Application, *, by: Actor, at: datetime) -> Application:
    handling, _ = Handling.objects.select_for_update().get_or_create(application=application)
    if application.corrections.filter(state=CorrectionState.ASKED).exists():
        settle_correction(application, CorrectionState.WITHDRAWN, at)
    keep_step(handling, "取下げの受付", by=by, at=at)
    return move(application.receipt_number, State.WITHDRAWN, WITHDRAWN, by=by, at=at)


def take_withdrawal(reply: Reply, told: Received, *, by: Actor, at: datetime) -> None:
    """A withdrawal the applicant signed: done at once; put to the business system that has registered the application; or
    refused with the reason in a letter. Part of the caller's transaction."""
    if reply.application is None:  # held in quarantine: the applicant was told already that it goes no further
        letters.settle_withdrawal(reply, Outcome.REFUSED, by=by)
        return
    application = Application.objects.select_for_update().defer("printed_form").get(pk=reply.application_id)
    if why := _why_not_withdrawn(application, told):
        _refuse(application, [reply], why, by=by, at=at)
        return
    if letters.tell_business(application, EndKind.WITHDRAWN, reply=reply, by=by, at=at):
        letters.settle_withdrawal(reply, Outcome.TOLD, by=by)
        return
    _end(application, by=by, at=at)
    letters.settle_withdrawal(reply, Outcome.ACCEPTED, by=by)


def _why_not_withdrawn(application: Application, told: Received) -> str:
    """Why the applicant cannot take it back, as the letter says it; empty when they can."""
    check = application.download.signature_check
    birth = check.birth_date.isoformat() if check.birth_date else ""
    same_person = check.name != "" and told.signer == (check.name, birth)
    same_card = told.user_serial != "" and told.user_serial == check.user_serial
    if not told.good or not (same_person or same_card):
        return NOT_SIGNED
    handling = Handling.objects.select_related("replaced_by").filter(application=application).first()
    if handling is not None and handling.replaced_by is not None:
        return NEWER.format(newer=handling.replaced_by.receipt_number)
    if application.state not in OPEN:
        return ALREADY_OVER.format(state=State(application.state).label)
    answered = EndNotice.objects.filter(application=application, accepted=False).first()
    return REGISTERED.format(message=answered.message) if answered else ""


def _refuse(application: Application, replies: list[Reply], why: str, *, by: Actor, at: datetime) -> None:
    for reply in replies:
        letters.settle_withdrawal(reply, Outcome.REFUSED, by=by)
    letters.write(
        application, LetterKind.NOTICE, NOT_WITHDRAWN, why, by=by, at=at,
        expires_on=readable_until(at.astimezone(TOKYO).date()),
    )  # fmt: skip


@transaction.atomic
def take_end_answer(receipt_number: str, accepted: bool, message: str, *, by: Actor, at: datetime) -> EndNotice:
    """What the business system says of an application that has ended. Again, nothing changes. Raises EndNotice.DoesNotExist."""
    application = Application.objects.select_for_update().defer("printed_form").get(receipt_number=receipt_number)
    notice = EndNotice.objects.select_for_update().get(application=application)
    if notice.answered_at is not None:
        return notice
    letters.note_answered(notice, accepted, message, by=by, at=at)
    asked = list(Reply.objects.filter(application=application, outcome=Outcome.TOLD))
    if not asked:
        return notice
    if accepted and application.state in OPEN:
        _end(application, by=by, at=at)
    elif not accepted or application.state != State.WITHDRAWN:  # staff may have taken it by telephone meanwhile
        _refuse(application, asked, REGISTERED.format(message=message), by=by, at=at)
        return notice
    for reply in asked:
        letters.settle_withdrawal(reply, Outcome.ACCEPTED, by=by)
    return notice
