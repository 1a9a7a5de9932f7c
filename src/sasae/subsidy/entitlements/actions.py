"""Examining an application, asking for approval, approving by another person, and what follows."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from sasae.contracts.people import Person as PersonMessage
from sasae.foundation.history import Actor, record
from sasae.foundation.printing import CannotPrint
from sasae.foundation.two_persons import Pair
from sasae.kernel.findings import Refusal, one_line
from sasae.law import Decision, Outcome, decide
from sasae.subsidy.applications.actions import CannotMove, move, report_outcome
from sasae.subsidy.applications.models import Application
from sasae.subsidy.applications.models import State as ApplicationState
from sasae.subsidy.certificates.actions import issue_certificates, issue_refusal
from sasae.subsidy.entitlements.case_building import build_case
from sasae.subsidy.entitlements.corrections import made_on, taken_back
from sasae.subsidy.entitlements.granting import AlreadyCovered, grant
from sasae.subsidy.entitlements.models import EXAMINATION_MOVES, Examination, ExaminationState, Occasion
from sasae.subsidy.entitlements.origins import origin_of, set_aside
from sasae.subsidy.entitlements.reopening import grant_anew
from sasae.subsidy.papers.queries import identity_checked
from sasae.subsidy.people.actions import keep_people

DECIDED = {Outcome.GRANTED, Outcome.INCOME_TOO_HIGH, Outcome.NOT_ELIGIBLE, Outcome.OTHER_SCHEME}
NO_IDENTITY = "本人確認書類を確認していないため、決定できません。書類の画面で確かめてください。"
ANSWER_CORRECTED = "判定に使った他団体の回答に、訂正の知らせがありました。新しい回答が届いてから、もう一度審査してください。"
BATCH_ID = "batch:"
GRANTED_MESSAGE = "医療証を交付することに決まりました。医療証を郵送します。"
REFUSED_MESSAGE = "医療証を交付しないことに決まりました。理由を書いた通知書を郵送します。"

_WORDS = {True: ("06", GRANTED_MESSAGE), False: ("07", REFUSED_MESSAGE)}


APPROVAL = Pair("entitlements.approve", thing="審査", first="審査", second="承認・差戻し")


class CannotDecide(Refusal):
    """The step is not allowed now, or not by this person; the text says why, in Japanese."""


@transaction.atomic
def prepare(
    application_id: int, facts: dict[str, Any], people: list[PersonMessage], *, on: date, by: Actor, at: datetime
) -> Examination:
    """Decide on gathered facts and keep both. Earlier preparations of the application are superseded."""
    application = Application.objects.select_for_update().get(id=application_id)
    if application.state == ApplicationState.RECEIVED:
        move(application, ApplicationState.EXAMINING)
    elif application.state != ApplicationState.EXAMINING:
        raise CannotDecide(f"この申請は「{application.get_state_display()}」です。審査できません。")
    return _examine(application, facts, people, on=on, by=by, at=at, occasion=Occasion.APPLICATION)


@transaction.atomic
def prepare_change(
    application_id: int, facts: dict[str, Any], people: list[PersonMessage], *, on: date, by: Actor, at: datetime
) -> Examination:
    """Decide a family anew after a change, on its decided application and the facts of now, as of a day."""
    application = Application.objects.select_for_update().get(id=application_id)
    if application.state != ApplicationState.DECIDED:
        raise CannotDecide(f"この申請は「{application.get_state_display()}」です。決定のあとに再審査できます。")
    return _examine(application, facts, people, on=on, by=by, at=at, occasion=Occasion.CHANGE)


def _examine(
    application: Application, facts: dict[str, Any], people: list[PersonMessage], *, on: date, by: Actor,
    at: datetime, occasion: Occasion,
) -> Examination:  # fmt: skip
    if application.examinations.filter(state=ExaminationState.REQUESTED).exists():
        raise CannotDecide("承認待ちの判定があります。差戻しを待ってからやり直してください。")
    keep_people(people, by=by, affair="資格審査", fetched_at=at)
    decision = decide(build_case(application.receipt_number, application.received_on, application.form, facts), on)
    examination = Examination.objects.create(
        application=application, occasion=occasion, on=on, facts=facts, decision=decision.to_json().decode(),
        outcome=decision.outcome.value, rule_version=decision.rule_version, prepared_by=by.id,
    )  # fmt: skip
    record(
        by, "examination.prepared", application.receipt_number, [person.atena_no for person in people],
        outcome=decision.outcome.label, on=on.isoformat(),
    )  # fmt: skip
    return examination


def decision_of(examination: Examination) -> Decision:
    """The decision as it was made."""
    return Decision.from_json(examination.decision)


def replay(examination: Examination) -> bytes:
    """Decide again on the same facts: the same bytes, as long as the rules of that version are in force."""
    application = examination.application
    case = build_case(application.receipt_number, application.received_on, application.form, examination.facts)
    return decide(case, examination.on).to_json()


def _move(examination: Examination, state: ExaminationState) -> None:
    if state not in EXAMINATION_MOVES[ExaminationState(examination.state)]:
        raise CannotDecide(f"この審査は「{examination.get_state_display()}」のため、「{state.label}」にできません。")
    examination.state = state


@transaction.atomic
def request_approval(examination_id: int, *, by: Actor) -> Examination:
    """Ask another person to approve. Only a decision that can stand is put forward."""
    examination = Examination.objects.select_for_update().select_related("application").get(id=examination_id)
    if Outcome(examination.outcome) not in DECIDED:
        raise CannotDecide(f"「{Outcome(examination.outcome).label}」のため、まだ決定できません。")
    if not identity_checked(examination.application):
        raise CannotDecide(NO_IDENTITY)
    if examination.application.examinations.filter(id__gt=examination.id).exists():
        raise CannotDecide("この後に新しい判定があります。新しい判定で承認を依頼してください。")
    refuse_corrected(examination)
    if examination.prepared_by.startswith(BATCH_ID):
        examination.prepared_by = by.id  # who puts a batch's answer forward has looked at it, and so does not approve it
    _move(examination, ExaminationState.REQUESTED)
    examination.save()
    record(by, "examination.requested", examination.application.receipt_number, _persons(examination))
    return examination


@transaction.atomic
def send_back(examination_id: int, *, by: Actor, why: str, at: datetime) -> Examination:
    """Refuse the approval with a reason; the application can be examined again."""
    why = one_line(why, CannotDecide, missing="差戻しの理由を入力してください。")
    examination = Examination.objects.select_for_update().select_related("application").get(id=examination_id)
    _by_another(examination, by)
    _move(examination, ExaminationState.RETURNED)
    examination.approved_by, examination.approved_at, examination.note = by.id, at, why
    examination.save()
    record(by, "examination.returned", examination.application.receipt_number, _persons(examination), why=why)
    return examination


@transaction.atomic
def approve(examination_id: int, *, by: Actor, on: date, at: datetime) -> Examination:
    """Approve by another person: entitlements, certificates or refusal, and word to the resident, all or nothing."""
    examination = mark_approved(examination_id, Occasion.APPLICATION, by=by, at=at)
    application = Application.objects.select_for_update().get(id=examination.application_id)
    try:
        move(application, ApplicationState.DECIDED)
        _take_effect(examination, decision_of(examination), by, on)
    except (CannotMove, CannotPrint, AlreadyCovered) as refused:
        raise CannotDecide(str(refused)) from refused
    return examination


def mark_approved(examination_id: int, occasion: Occasion, *, by: Actor, at: datetime) -> Examination:
    """The approval by another person, without what follows from it. Part of the caller's transaction."""
    examination = Examination.objects.select_for_update().select_related("application").get(id=examination_id)
    if examination.occasion != occasion:
        raise CannotDecide(f"この審査は「{examination.get_occasion_display()}」の審査です。")
    if not identity_checked(examination.application):
        raise CannotDecide(NO_IDENTITY)
    refuse_corrected(examination)
    _by_another(examination, by)
    _move(examination, ExaminationState.APPROVED)
    examination.approved_by, examination.approved_at = by.id, at
    examination.save()
    record(
        by, "examination.approved", examination.application.receipt_number, _persons(examination),
        outcome=Outcome(examination.outcome).label,
    )  # fmt: skip
    return examination


def refuse_corrected(examination: Examination) -> None:
    """Nothing is decided on an answer that another body has taken back since."""
    if any(made_on(examination.facts, one) for one in taken_back(examination.application)):
        raise CannotDecide(ANSWER_CORRECTED)


def _take_effect(examination: Examination, decision: Decision, by: Actor, on: date) -> None:
    """Entitlements with their certificates, or the refusal; and word to the resident. Raises CannotPrint."""
    before = set_aside(examination.application)
    if decision.outcome is Outcome.GRANTED:
        made = grant_anew(examination, decision, before, by) if before else grant(examination, decision, by)
        issue_certificates(made, by=by, on=on)
    else:
        issue_refusal(examination, decision, by=by, on=on)
    if before is None or before.occasion == Occasion.APPLICATION:
        status, message = _WORDS[decision.outcome is Outcome.GRANTED]
        report_outcome(origin_of(examination.application), status, message, by=by, version=examination.application.version)


def _by_another(examination: Examination, by: Actor) -> None:
    refusal = CannotDecide("審査した人とは別の人が承認してください。")
    APPROVAL.by_another_than(
        examination.prepared_by, by, about=examination.application.receipt_number, refusal=refusal
    )


def _persons(examination: Examination) -> list[str]:
    return [result.person for result in decision_of(examination).persons]
