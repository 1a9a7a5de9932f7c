"""Taking applications in, from the portal through linkage or from paper by two people."""

import json
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from sasae.contracts import published_applications as published
from sasae.foundation.history import Actor, record
from sasae.foundation.outbox import send_later
from sasae.foundation.own_keys import unseal_text
from sasae.subsidy.applications.comparison import compare
from sasae.subsidy.applications.models import ALLOWED_MOVES, Application, ApplicationDifference, Channel, State
from sasae.subsidy.people.actions import (
    keep_individual_numbers,
    keep_people,
    register_account,
    register_insurance,
)
from sasae.subsidy.people.models import Person

SIGNATURE = "署名用電子証明書（申請管理システムで検証済）"


class CannotMove(ValueError):
    """The application is not in a state that allows this; the text says which, in Japanese."""


def move(application: Application, state: State) -> None:
    """Change the state, if the table of moves allows it. The caller saves nothing else."""
    if state not in ALLOWED_MOVES[State(application.state)]:
        raise CannotMove(
            f"申請 {application.receipt_number} は「{State(application.state).label}」のため、"
            f"「{state.label}」にできません。"
        )
    application.state = state
    application.save()


@transaction.atomic
def register_from_portal(
    told: published.Application, people: dict[str, Any], *, by: Actor, at: datetime
) -> Application:
    """Register an application that intake has verified, and acknowledge it. Registered again, nothing changes.

    `people` are linkage's messages by place in the form (`applicant`, `children.0` …), for those it could find.
    """
    known = Application.objects.filter(receipt_number=told.receipt_number, version=told.version).first()
    if known is not None:
        return known
    by_number = keep_people(people.values(), by=by, affair="資格審査", fetched_at=at)
    persons = {place: by_number[message.atena_no] for place, message in people.items()}
    applicant = persons.get("applicant")
    application = Application.objects.create(
        receipt_number=told.receipt_number,
        channel=Channel.PORTAL,
        procedure=told.procedure,
        version=told.version,
        received_on=told.received_on,
        form={**told.form, "persons": {place: person.atena_no for place, person in persons.items()}},
        form_sha256=told.form_sha256,
        applicant=applicant,
        ward_code=applicant.ward_code if applicant else "",
        identity_checked=SIGNATURE,
        attachments=[entry.model_dump(mode="json") for entry in told.attachments],
        state=State.RECEIVED,
        entered_by="intake",
    )
    if told.individual_numbers_sealed:
        _keep_numbers(json.loads(unseal_text(told.individual_numbers_sealed)), persons, by)
    _settle(application, persons, by, at)
    send_later(
        published.RELAY_ACKNOWLEDGE,
        published.Acknowledgement(
            receipt_number=told.receipt_number, version=told.version, registered_as=str(application.pk)
        ),
        key=f"acknowledge-{told.receipt_number}-{told.version}",
    )
    return application


def _keep_numbers(numbers: dict[str, str], persons: dict[str, Person], by: Actor) -> None:
    """Numbers come by their place in the form, e.g. `children.0.individual_number`."""
    owners = {place.rpartition(".")[0]: number for place, number in numbers.items()}
    keep_individual_numbers(
        {person.atena_no: owners[place] for place, person in persons.items() if place in owners}, by=by
    )


def _settle(application: Application, persons: dict[str, Person], by: Actor, at: datetime) -> None:
    """What follows from any application: insurance, account, comparison."""
    form = application.form
    numbers = [person.atena_no for person in persons.values()]
    record(
        by, "application.registered", application.receipt_number, numbers,
        channel=Channel(application.channel).label, identity=application.identity_checked,
    )  # fmt: skip
    for place, person in persons.items():
        entry = form["applicant"] if place == "applicant" else form["children"][int(place.rpartition(".")[2])]
        insurance = entry["insurance"]
        register_insurance(
            person, insurer_number=insurance["insurer_number"], symbol=insurance["symbol"],
            number=insurance["number"], since=date.fromisoformat(insurance["insured_since"]), source="申請書", by=by,
        )  # fmt: skip
    if form.get("account") and "applicant" in persons:
        register_account(persons["applicant"], **form["account"], source="申請書", at=at, by=by)
    differences = compare(form, persons)
    ApplicationDifference.objects.bulk_create(
        [
            ApplicationDifference(
                application=application, place=each.place, label=each.label, applied=each.applied[:300],
                registered=each.registered[:300],
            )
            for each in differences
        ]
    )  # fmt: skip
    record(by, "application.compared", application.receipt_number, numbers, differences=len(differences))


@transaction.atomic
def enter_paper(
    form: dict[str, Any], people: dict[str, Any], *, identity_checked: str, received_on: date, by: Actor, at: datetime
) -> Application:
    """Enter a paper application. It counts only after another person has compared it with the paper (ACQ-1, ACQ-2)."""
    if not identity_checked.strip():
        raise ValueError("本人確認の方法を入力してください。確認のない申請は受け付けられません。")
    by_number = keep_people(people.values(), by=by, affair="資格審査", fetched_at=at)
    persons = {place: by_number[message.atena_no] for place, message in people.items()}
    applicant = persons.get("applicant")
    application = Application.objects.create(
        receipt_number=_paper_number(received_on),
        channel=Channel.PAPER,
        procedure=form["form"],
        received_on=received_on,
        form={**form, "persons": {place: person.atena_no for place, person in persons.items()}},
        applicant=applicant,
        ward_code=applicant.ward_code if applicant else "",
        identity_checked=identity_checked,
        state=State.ENTERED,
        entered_by=by.id,
    )
    _settle(application, persons, by, at)
    return application


def _paper_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_paper_number')")
        return f"KM{on:%Y%m%d}{cursor.fetchone()[0]:08d}"


@transaction.atomic
def confirm_entry(application_id: int, *, by: Actor) -> Application:
    """The second look: another person has compared the entry with the paper. Raises CannotMove for the same person."""
    application = Application.objects.select_for_update().get(id=application_id)
    if application.entered_by == by.id:
        raise CannotMove("入力した人とは別の人が照合してください。")
    application.confirmed_by = by.id
    move(application, State.RECEIVED)
    record(by, "application.confirmed", application.receipt_number, list(application.form["persons"].values()))
    return application


def report_outcome(application: Application, status: str, message: str, *, by: Actor) -> None:
    """Tell the resident, through linkage, intake and the portal. Part of the caller's transaction."""
    if application.channel != Channel.PORTAL:
        return
    send_later(
        published.RELAY_REPORT_OUTCOME,
        published.OutcomeReport(receipt_number=application.receipt_number, status=status, message=message),
        key=f"outcome-{application.receipt_number}-{application.version}-{status}",
    )
    record(by, "application.outcome_reported", application.receipt_number, status=status)
