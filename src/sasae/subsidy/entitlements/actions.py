"""Examining an application, asking for approval, approving by another person, and what follows."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from sasae.contracts.people import Person as PersonMessage
from sasae.foundation.history import Actor, record
from sasae.foundation.printing import CannotPrint
from sasae.kernel.numbers import health
from sasae.law import Decision, Outcome, PersonResult, decide
from sasae.subsidy.applications.actions import CannotMove, move, report_outcome
from sasae.subsidy.applications.models import Application
from sasae.subsidy.applications.models import State as ApplicationState
from sasae.subsidy.certificates.actions import issue_certificates, issue_refusal
from sasae.subsidy.entitlements.case_building import build_case
from sasae.subsidy.entitlements.models import (
    EXAMINATION_MOVES,
    Entitlement,
    Examination,
    ExaminationState,
    Family,
    FamilyMember,
    Recipient,
    Role,
)
from sasae.subsidy.people.actions import keep_people
from sasae.subsidy.people.models import Person

DECIDED = {Outcome.GRANTED, Outcome.INCOME_TOO_HIGH, Outcome.NOT_ELIGIBLE, Outcome.OTHER_SCHEME}
GRANTED_MESSAGE = "医療証を交付することに決まりました。医療証を郵送します。"
REFUSED_MESSAGE = "医療証を交付しないことに決まりました。理由を書いた通知書を郵送します。"


class CannotDecide(ValueError):
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
    if application.examinations.filter(state=ExaminationState.REQUESTED).exists():
        raise CannotDecide("承認待ちの判定があります。差戻しを待ってからやり直してください。")
    keep_people(people, by=by, affair="資格審査", fetched_at=at)
    decision = decide(build_case(application.receipt_number, application.received_on, application.form, facts), on)
    examination = Examination.objects.create(
        application=application, on=on, facts=facts, decision=decision.to_json().decode(),
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
    if examination.application.examinations.filter(id__gt=examination.id).exists():
        raise CannotDecide("この後に新しい判定があります。新しい判定で承認を依頼してください。")
    _move(examination, ExaminationState.REQUESTED)
    examination.save()
    record(by, "examination.requested", examination.application.receipt_number, _persons(examination))
    return examination


@transaction.atomic
def send_back(examination_id: int, *, by: Actor, why: str, at: datetime) -> Examination:
    """Refuse the approval with a reason; the application can be examined again."""
    if not why.strip():
        raise CannotDecide("差戻しの理由を入力してください。")
    examination = Examination.objects.select_for_update().select_related("application").get(id=examination_id)
    _by_another(examination, by)
    _move(examination, ExaminationState.RETURNED)
    examination.approved_by, examination.approved_at, examination.note = by.id, at, why[:500]
    examination.save()
    record(by, "examination.returned", examination.application.receipt_number, _persons(examination), why=why)
    return examination


@transaction.atomic
def approve(examination_id: int, *, by: Actor, on: date, at: datetime) -> Examination:
    """Approve by another person: entitlements, certificates or refusal, and word to the resident, all or nothing."""
    examination = Examination.objects.select_for_update().select_related("application").get(id=examination_id)
    _by_another(examination, by)
    _move(examination, ExaminationState.APPROVED)
    examination.approved_by, examination.approved_at = by.id, at
    examination.save()
    application = Application.objects.select_for_update().get(id=examination.application_id)
    try:
        move(application, ApplicationState.DECIDED)
    except CannotMove as refused:
        raise CannotDecide(str(refused)) from refused
    decision = decision_of(examination)
    record(
        by, "examination.approved", application.receipt_number, _persons(examination), outcome=decision.outcome.label
    )
    try:
        _take_effect(examination, decision, by, on)
    except CannotPrint as unprintable:
        raise CannotDecide(str(unprintable)) from unprintable
    return examination


def _take_effect(examination: Examination, decision: Decision, by: Actor, on: date) -> None:
    """Entitlements with their certificates, or the refusal; and word to the resident. Raises CannotPrint."""
    if decision.outcome is Outcome.GRANTED:
        issue_certificates(_grant(examination, decision, by), by=by, on=on)
        report_outcome(examination.application, "06", GRANTED_MESSAGE, by=by)
    else:
        issue_refusal(examination, decision, by=by, on=on)
        report_outcome(examination.application, "07", REFUSED_MESSAGE, by=by)


def _by_another(examination: Examination, by: Actor) -> None:
    if examination.prepared_by == by.id:
        raise CannotDecide("審査した人とは別の人が承認してください。")


def _persons(examination: Examination) -> list[str]:
    return [result.person for result in decision_of(examination).persons]


def _grant(examination: Examination, decision: Decision, by: Actor) -> list[Entitlement]:
    """Recipients, family and entitlements of everybody the decision covers."""
    application = examination.application
    covered = [result for result in decision.persons if result.eligible_from and result.eligible_to]
    people = {person.atena_no: person for person in Person.objects.filter(atena_no__in=[r.person for r in covered])}
    family, _ = Family.objects.get_or_create(applicant=application.applicant)
    _keep_members(family, application, people, examination.on)
    recipients = _recipients(list(people.values()))
    _refuse_second_cover(covered, recipients)
    return [_entitle(result, recipients[result.person], family, examination, by) for result in covered]


def _refuse_second_cover(covered: list[PersonResult], recipients: dict[str, Recipient]) -> None:
    """Nobody is covered twice at a time; the database refuses it as well."""
    for result in covered:
        recipient = recipients[result.person]
        overlapping = recipient.entitlements.filter(
            valid_from__lte=result.eligible_to, valid_to__gte=result.eligible_from
        )
        if overlapping.exists():
            raise CannotDecide(
                f"受給者番号 {recipient.number} の人には、この期間にすでに資格があります。差し戻して確かめてください。"
            )


def _entitle(
    result: PersonResult, recipient: Recipient, family: Family, examination: Examination, by: Actor
) -> Entitlement:
    entitlement = Entitlement.objects.create(
        recipient=recipient, family=family, examination=examination, valid_from=result.eligible_from,
        valid_to=result.eligible_to,
    )  # fmt: skip
    record(
        by, "entitlement.granted", recipient.number, [result.person], valid_from=str(result.eligible_from),
        valid_to=str(result.eligible_to),
    )  # fmt: skip
    return entitlement


def _recipients(people: list[Person]) -> dict[str, Recipient]:
    """The recipients of these persons, by 宛名番号; who has no number gets one."""
    known = {row.person.atena_no: row for row in Recipient.objects.filter(person__in=people).select_related("person")}
    for person in people:
        if person.atena_no not in known:
            known[person.atena_no] = Recipient.objects.create(person=person, number=_next_number())
    return known


def _next_number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_recipient_number')")
        body = f"{cursor.fetchone()[0]:06d}"
    return body + health.check_digit(body)


def _keep_members(family: Family, application: Application, people: dict[str, Person], on: date) -> None:
    form: dict[str, Any] = application.form
    here = set(family.members.filter(until__isnull=True).values_list("person__atena_no", flat=True))
    for place, atena_no in form["persons"].items():
        if atena_no in here or atena_no not in people:
            continue
        child = None if place == "applicant" else form["children"][int(place.rpartition(".")[2])]
        FamilyMember.objects.create(
            family=family,
            person=people[atena_no],
            role=Role.CHILD if child else form["applicant"]["relation"],
            reason=child["reason"] if child else "",
            reason_on=date.fromisoformat(child["reason_on"]) if child else None,
            since=on,
        )
