"""Taking applications in from the portal through linkage, and what follows from any application."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sasae.contracts import published_applications as published
from sasae.foundation.history import Actor, record
from sasae.foundation.outbox import send_later
from sasae.foundation.own_keys import unseal_text
from sasae.kernel.findings import Refusal
from sasae.subsidy.applications import consents
from sasae.subsidy.applications.comparison import compare, entry_at
from sasae.subsidy.applications.models import ALLOWED_MOVES, Application, ApplicationDifference, Channel, State
from sasae.subsidy.people.actions import (
    keep_individual_numbers,
    keep_people,
    register_account,
    register_insurance,
)
from sasae.subsidy.people.models import Person

SIGNATURE = "署名用電子証明書（申請管理システムで検証済）"


class CannotMove(Refusal):
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
    told: published.Application, people: dict[str, Any], household: Iterable[Any] = (), *, by: Actor, at: datetime
) -> Application:
    """Register an application that intake has verified, and acknowledge it. Registered again, nothing changes.

    `people` are linkage's messages by place in the form (`applicant`, `children.0` …), for those it could find;
    `household` those of everybody the applicant lives with.
    """
    known = Application.objects.filter(receipt_number=told.receipt_number, version=told.version).first()
    if known is not None:
        return known
    by_number = keep_people(people.values(), by=by, affair="資格審査", fetched_at=at)
    persons = {place: by_number[message.atena_no] for place, message in people.items()}
    application = create(
        _form_of(told),
        persons,
        receipt_number=told.receipt_number,
        channel=Channel.PORTAL,
        procedure=told.procedure,
        version=told.version,
        received_on=told.received_on,
        form_sha256=told.form_sha256,
        identity_checked=SIGNATURE,
        attachments=[entry.model_dump(mode="json") for entry in told.attachments],
        state=State.RECEIVED,
        entered_by="intake",
    )
    if told.individual_numbers_sealed:
        keep_numbers(json.loads(unseal_text(told.individual_numbers_sealed)), persons, by)
    settle(application, persons, by=by, at=at)
    consents.keep(told, household, by=by, at=at)
    send_later(
        published.RELAY_ACKNOWLEDGE,
        published.Acknowledgement(
            receipt_number=told.receipt_number,
            version=told.version,
            registered_as=str(application.pk),
            registered=published.digests(
                {name: value for name, value in application.form.items() if name != "persons"},
                unseal_text(told.comparison_key_sealed),
            ),
        ),
        key=f"acknowledge-{told.receipt_number}-{told.version}",
    )
    return application


def _form_of(told: published.Application) -> dict[str, Any]:
    """The form as signed. What was sealed past the relay stands in its place again."""
    if not told.whereabouts_sealed:
        return dict(told.form)
    where = json.loads(unseal_text(told.whereabouts_sealed))
    applicant: Any = told.form["applicant"]
    return {**told.form, "applicant": {**applicant, **where}}


def create(form: Any, persons: dict[str, Person], **fields: Any) -> Application:
    """The application's row, with whom each place of its form speaks of."""
    applicant = persons.get("applicant")
    return Application.objects.create(
        form={**form, "persons": {place: person.atena_no for place, person in persons.items()}},
        applicant=applicant,
        ward_code=applicant.ward_code if applicant else "",
        **fields,
    )


def keep_numbers(numbers: dict[str, str], persons: dict[str, Person], by: Actor) -> None:
    """Numbers come by their place in the form, e.g. `children.0.individual_number`."""
    owners = {place.rpartition(".")[0]: number for place, number in numbers.items()}
    keep_individual_numbers(
        {person.atena_no: owners[place] for place, person in persons.items() if place in owners}, by=by
    )


def settle_person(application: Application, place: str, person: Person, *, by: Actor, at: datetime) -> int:
    """What follows from knowing whom a part of the form speaks of. Returns how many fields differ from the register.

    Insurance, for the applicant the account, and the comparison field by field. Part of the caller's transaction.
    """
    entry = entry_at(application.form, place)
    insurance = entry["insurance"]
    register_insurance(
        person, insurer_number=insurance["insurer_number"], symbol=insurance["symbol"], number=insurance["number"],
        since=date.fromisoformat(insurance["insured_since"]), source="申請書", by=by,
    )  # fmt: skip
    if place == "applicant" and application.form.get("account"):
        register_account(person, **application.form["account"], source="申請書", at=at, by=by)
    differences = compare(application.form, {place: person})
    ApplicationDifference.objects.bulk_create(
        [
            ApplicationDifference(
                application=application, place=each.place, label=each.label, applied=each.applied[:300],
                registered=each.registered[:300],
            )
            for each in differences
        ]
    )  # fmt: skip
    return len(differences)


def settle(application: Application, persons: dict[str, Person], *, by: Actor, at: datetime) -> None:
    """What follows from any new application, however it came."""
    numbers = [person.atena_no for person in persons.values()]
    record(
        by, "application.registered", application.receipt_number, numbers,
        channel=Channel(application.channel).label, identity=application.identity_checked,
    )  # fmt: skip
    found = sum(settle_person(application, place, person, by=by, at=at) for place, person in persons.items())
    record(by, "application.compared", application.receipt_number, numbers, differences=found)


def report_outcome(application: Application, status: str, message: str, *, by: Actor, version: int) -> None:
    """Tell the resident, through linkage, intake and the portal. Part of the caller's transaction.

    `version` goes up when the application is decided anew: the same answer is told again.
    """
    if application.channel != Channel.PORTAL:
        return
    send_later(
        published.RELAY_REPORT_OUTCOME,
        published.OutcomeReport(receipt_number=application.receipt_number, status=status, message=message),
        key=f"outcome-{application.receipt_number}-{version}-{status}",
    )
    record(by, "application.outcome_reported", application.receipt_number, status=status)
