"""Making applications ready for their business system, and taking its word on them."""

from datetime import date, datetime

from django.db import transaction

from sasae.contracts import published_applications as contract
from sasae.contracts.portal_letters import LetterKind
from sasae.foundation.history import Actor, record
from sasae.intake.applications.actions import move, persons_of
from sasae.intake.applications.content import label_of
from sasae.intake.applications.models import Application, Result, State
from sasae.intake.examination.casework import ask_correction, replace_what_waited
from sasae.intake.examination.models import Handling
from sasae.intake.examination.periods import readable_until
from sasae.intake.handover.models import Comparison, Publication, RegistrationDifference
from sasae.intake.handover.telling import comparison_keys, form_for
from sasae.intake.letters.actions import tell_business, write
from sasae.intake.letters.models import EndKind
from sasae.intake.letters.wording import RESULT_SUBJECT
from sasae.kernel.clock import TOKYO


class CannotPublish(ValueError):
    """The application may not be handed over; the text says why, in Japanese."""


class NotTheSame(ValueError):
    """The business system contradicts what it said before; the text says how, in Japanese."""


@transaction.atomic
def publish(receipt_number: str, *, by: Actor, at: datetime) -> Publication:
    """Hand an application over: verified, and its applicant settled. Again, nothing changes. Raises CannotPublish."""
    application = Application.objects.select_for_update().get(receipt_number=receipt_number)
    known = application.publications.filter(version=application.version).first()
    if known is not None:
        return known
    if why := objection(application):
        raise CannotPublish(why)
    made = Publication.objects.create(
        application=application, version=application.version, procedure=application.procedure,
        published_at=at, published_by=by.id,
    )  # fmt: skip
    record(by, "application.published", receipt_number, persons_of(application), version=application.version)
    move(receipt_number, State.EXAMINING, by=by, at=at)
    replace_what_waited(application, by=by, at=at)
    return made


def objection(application: Application) -> str:
    """Why it may not be handed over; empty when nothing stands against it."""
    if application.download.signature_check.result not in (Result.GOOD, Result.UNSIGNED):
        return "電子署名が有効と確認されていません。"
    if not application.atena_no and application.identification.state != "nobody":
        return "申請者が特定されていません。"
    if Handling.objects.filter(application=application, replaced_by__isnull=False).exists():
        return "新しい申請に置き換えられています。"
    if application.state not in (State.FETCHED, State.EXAMINING):
        return f"この申請は「{State(application.state).label}」です。"
    return ""


@transaction.atomic
def acknowledge(told: contract.Acknowledgement, *, by: Actor, at: datetime) -> Publication:
    """The business system has registered it; what it registered is compared. Raises Publication.DoesNotExist, NotTheSame."""
    receipt_number, registered_as = told.receipt_number, told.registered_as
    publication = Publication.objects.select_for_update().get(
        application__receipt_number=receipt_number, version=told.version
    )
    if publication.acknowledged_at is not None:
        if publication.registered_as != registered_as:
            raise NotTheSame(f"この申請は登録番号 {publication.registered_as} で登録済みと知らされています。")
        return publication
    publication.acknowledged_at, publication.registered_as = at, registered_as
    publication.comparison = _compare(publication, told.registered, by)
    publication.save()
    record(
        by, "application.acknowledged", receipt_number, persons_of(publication.application),
        registered_as=registered_as,
    )  # fmt: skip
    _tell_of_end(publication.application, by=by, at=at)
    return publication


def _tell_of_end(application: Application, *, by: Actor, at: datetime) -> None:
    """It was registered while it was being withdrawn or replaced: the business system learns of it."""
    if application.state != State.WITHDRAWN:
        return
    handling = Handling.objects.select_related("replaced_by").filter(application=application).first()
    newer = handling.replaced_by.receipt_number if handling and handling.replaced_by else ""
    tell_business(application, EndKind.REPLACED if newer else EndKind.WITHDRAWN, newer=newer, by=by, at=at)


def _compare(publication: Publication, registered: dict[str, str] | None, by: Actor) -> Comparison:
    """Field by field, by digest; what the business system holds besides is its own matter."""
    if registered is None:
        return Comparison.NOT_TOLD
    application = publication.application
    form = form_for(application, by, "登録内容との照合")
    tried = [contract.digests(form, key) for key in comparison_keys(application)]  # it was told one of these
    places = min(([place for place in ours if registered.get(place) != ours[place]] for ours in tried), key=len)
    RegistrationDifference.objects.bulk_create(
        RegistrationDifference(publication=publication, place=place[:200], label=label_of(application.form, place)[:200])
        for place in places
    )
    outcome = Comparison.DIFFERENT if places else Comparison.SAME
    record(
        by, "application.compared", application.receipt_number, persons_of(application),
        outcome=outcome.label, differences=len(places),
    )  # fmt: skip
    return outcome


def _readable(at: datetime) -> date:
    return readable_until(at.astimezone(TOKYO).date())


@transaction.atomic
def take_outcome(receipt_number: str, status: str, message: str, *, by: Actor, at: datetime) -> Application:
    """What became of it; passed on to the resident. Raises applications.actions.CannotMove."""
    state = State(status)
    held = Application.objects.select_for_update().defer("printed_form").get(receipt_number=receipt_number)
    if state == State.CORRECTION_ASKED and held.state == State.EXAMINING:
        ask_correction(receipt_number, message, seen=None, by=by, at=at)
    application = move(receipt_number, state, message, by=by, at=at)
    if state in (State.DONE, State.REFUSED) and held.state != state and message.strip():
        write(application, LetterKind.RESULT, RESULT_SUBJECT, message, expires_on=_readable(at), by=by, at=at)
    record(by, "application.outcome", receipt_number, persons_of(application), status=state.label)
    return application
