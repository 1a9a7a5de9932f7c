"""Settling whose application it is: by the serial number, or by a member of staff."""

from datetime import datetime

from django.db import transaction

from sasae.contracts.forms.definitions import AGENT
from sasae.contracts.people import Person
from sasae.foundation.history import Actor, record
from sasae.intake.applications import actions as applications
from sasae.intake.applications.actions import identify
from sasae.intake.applications.agreement import of_register
from sasae.intake.applications.models import Against, Application
from sasae.intake.handover.actions import publish
from sasae.intake.matching.asking import Told
from sasae.intake.matching.models import ALLOWED_MOVES, Candidate, Identification, SerialLink, State


class CannotMove(ValueError):
    """The search is not in a state that allows this; the text says which, in Japanese."""


def begin(application: Application) -> Identification:
    """Line the application up for the question to linkage. Part of the caller's transaction."""
    return Identification.objects.create(application=application)


@transaction.atomic
def note_answer(identification_id: int, told: Told, *, by: Actor, at: datetime) -> Identification:
    """Keep linkage's answer: the person is found and the application handed on, or it waits for staff."""
    one = _locked(identification_id)
    if one.state not in (State.WAITING, State.QUEUED):
        return one
    one.asked_at, one.doubt = at, told.doubt
    beside = applications.note_cosigners(one.application, told.cosigners, at=at)
    if told.person is not None:
        check = one.application.download.signature_check
        compared = of_register(bytes(check.certificate or b""), told.person)
        applications.keep_comparisons(check, Against.REGISTER, compared, at=at)
    if told.person is not None and not told.doubt:
        _settle(one, State.FOUND, told.person.atena_no, told.person.protected_until, "", by=by, at=at)
        record(by, "applicant.found", one.application.receipt_number, [told.person.atena_no, *beside])
        return one
    if one.state == State.WAITING:
        _move(one, State.QUEUED)
    one.save()
    _keep_candidates(one, told)
    application = one.application
    protected = [person.protected_until for person in told.candidates if person.protected_until]
    identify(application, "", max(protected, default=None))
    record(by, "applicant.queued", application.receipt_number, [application.receipt_number, *beside], doubt=told.doubt)
    return one


def _keep_candidates(one: Identification, told: Told) -> None:
    one.candidates.all().delete()
    people = {person.atena_no: person for person in [*told.candidates, *([told.person] if told.person else [])]}
    Candidate.objects.bulk_create(_candidate(one, person, told.person) for person in people.values())


def _candidate(one: Identification, person: Person, by_serial: Person | None) -> Candidate:
    return Candidate(
        identification=one,
        atena_no=person.atena_no,
        name=person.name,
        name_kana=person.name_kana,
        birth_date=person.birth_date,
        protected_until=person.protected_until,
        by_serial=by_serial is not None and person.atena_no == by_serial.atena_no,
    )


@transaction.atomic
def choose(identification_id: int, atena_no: str, reason: str, *, by: Actor, at: datetime) -> Identification:
    """A member of staff says which candidate it is. Raises CannotMove."""
    one = _locked(identification_id)
    candidate = one.candidates.filter(atena_no=atena_no).first()
    if candidate is None:
        raise CannotMove("候補から選んでください。")
    _settle(one, State.CHOSEN, atena_no, candidate.protected_until, _said(reason), by=by, at=at)
    record(by, "applicant.chosen", one.application.receipt_number, [atena_no], reason=one.reason)
    return one


@transaction.atomic
def choose_nobody(identification_id: int, reason: str, *, by: Actor, at: datetime) -> Identification:
    """A member of staff says that the applicant is not registered here; the business system decides. Raises CannotMove."""
    one = _locked(identification_id)
    _settle(one, State.NOBODY, "", None, _said(reason), by=by, at=at)
    number = one.application.receipt_number
    record(by, "applicant.nobody", number, [number], reason=one.reason)
    return one


@transaction.atomic
def note_wish(identification: Identification, *, by: Actor) -> None:
    """Staff ask linkage once more, e.g. after a move-in was registered."""
    number = identification.application.receipt_number
    record(by, "applicant.asked_again", number, [number])


def _settle(
    one: Identification, state: State, atena_no: str, protected_until: object, reason: str, *, by: Actor, at: datetime
) -> None:
    _move(one, state)
    one.decided_by, one.decided_at, one.reason = by.id, at, reason
    one.save()
    one.candidates.all().delete()
    identify(one.application, atena_no, protected_until)
    if atena_no:
        link(one.application, atena_no, by=by, at=at)
    publish(one.application.receipt_number, by=by, at=at)


def link(application: Application, atena_no: str, *, by: Actor, at: datetime) -> SerialLink | None:
    """Keep serial number and 宛名番号 together. A tie to another person is marked as deleted, never overwritten."""
    serial = application.download.signature_check.user_serial
    if not serial or application.form.get(AGENT):  # an agent's card does not lead to the applicant
        return None
    known = SerialLink.objects.select_for_update().filter(serial=serial, deleted=False).first()
    if known is not None and known.atena_no == atena_no:
        return known
    if known is not None:
        known.deleted, known.exclusive_key = True, known.exclusive_key + 1
        known.updated_by, known.updated_by_name, known.updated_at = by.id, by.name, at
        known.save()
        record(by, "serial.unlinked", application.receipt_number, [known.atena_no])
    made = SerialLink.objects.create(
        serial=serial, atena_no=atena_no, registered_by=by.id, registered_by_name=by.name, registered_at=at,
        updated_by=by.id, updated_by_name=by.name, updated_at=at,
    )  # fmt: skip
    record(by, "serial.linked", application.receipt_number, [atena_no])
    return made


def _said(reason: str) -> str:
    if not reason.strip():
        raise CannotMove("確定の理由を入れてください。")
    return reason.strip()[:300]


def _locked(identification_id: int) -> Identification:
    one = Identification.objects.select_for_update().get(pk=identification_id)
    one.application = Application.objects.select_for_update().get(pk=one.application_id)
    return one


def _move(one: Identification, state: State) -> None:
    if state not in ALLOWED_MOVES[State(one.state)]:
        raise CannotMove(f"申請者の特定は「{State(one.state).label}」のため、「{state.label}」にできません。")
    one.state = state
