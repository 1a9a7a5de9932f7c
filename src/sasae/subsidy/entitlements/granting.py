"""Recipients, members and entitlements of a decision that covers somebody."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from sasae.foundation.history import Actor, record
from sasae.kernel.numbers import health
from sasae.law import Decision, PersonResult
from sasae.subsidy.applications.models import Application
from sasae.subsidy.duplicates.groups import all_one_with
from sasae.subsidy.entitlements.models import Entitlement, Examination, Family, FamilyMember, Recipient, Role
from sasae.subsidy.entitlements.queries import lock_recipients
from sasae.subsidy.people.models import Person


class AlreadyCovered(ValueError):
    """Somebody would be covered twice at a time; the text says who, in Japanese."""


def grant(examination: Examination, decision: Decision, by: Actor) -> list[Entitlement]:
    """Recipients, family and entitlements of everybody the decision covers. Raises AlreadyCovered."""
    application = examination.application
    covered = [result for result in decision.persons if result.eligible_from and result.eligible_to]
    people = persons_of(covered)
    family = locked_family(application.applicant)
    keep_members(family, application, people, examination.on)
    recipients = locked_recipients(people.values())
    refuse_second_cover(covered, recipients)
    return [entitle(result, recipients[result.person], family, examination, by) for result in covered]


def locked_family(applicant: Person) -> Family:
    """The applicant's family, made where there is none: until the commit nobody else decides on its cover."""
    Family.objects.get_or_create(applicant=applicant)
    return Family.objects.select_for_update().get(applicant=applicant)


def locked_recipients(people: Iterable[Person]) -> dict[str, Recipient]:
    """The recipients of these persons, by 宛名番号, none of whom another family's decision covers until the commit."""
    found = recipients_of(people)
    lock_recipients(one.number for one in found.values())
    return found


def persons_of(results: Iterable[PersonResult]) -> dict[str, Person]:
    """The persons of these results, by 宛名番号."""
    return {one.atena_no: one for one in Person.objects.filter(atena_no__in=[result.person for result in results])}


def refuse_second_cover(covered: list[PersonResult], recipients: dict[str, Recipient]) -> None:
    """Nobody is covered twice at a time; the database refuses it as well."""
    ones = all_one_with(recipient.person_id for recipient in recipients.values())
    for result in covered:
        recipient = recipients[result.person]
        overlapping = Entitlement.objects.filter(
            recipient__person__in=ones[recipient.person_id], valid_from__lte=result.eligible_to, valid_to__gte=result.eligible_from
        )
        if overlapping.exists():
            raise AlreadyCovered(
                f"受給者番号 {recipient.number} の人には、この期間にすでに資格があります。差し戻して確かめてください。"
            )


def entitle(
    result: PersonResult, recipient: Recipient, family: Family, examination: Examination, by: Actor
) -> Entitlement:
    """One person's entitlement of a decision."""
    entitlement = Entitlement.objects.create(
        recipient=recipient, family=family, examination=examination, valid_from=result.eligible_from,
        valid_to=result.eligible_to,
    )  # fmt: skip
    record(
        by, "entitlement.granted", recipient.number, [result.person], valid_from=str(result.eligible_from),
        valid_to=str(result.eligible_to),
    )  # fmt: skip
    return entitlement


def recipients_of(people: Iterable[Person]) -> dict[str, Recipient]:
    """The recipients of these persons, by 宛名番号; who has no number gets one."""
    wanted = list(people)
    known = {row.person.atena_no: row for row in Recipient.objects.filter(person__in=wanted).select_related("person")}
    for person in wanted:
        if person.atena_no not in known:
            known[person.atena_no] = Recipient.objects.get_or_create(person=person, defaults={"number": _next_number})[0]
    return known


def _next_number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subsidy_recipient_number')")
        body = f"{cursor.fetchone()[0]:06d}"
    return body + health.check_digit(body)


def keep_members(family: Family, application: Application, people: dict[str, Person], on: date) -> None:
    """The persons of the form who are not members yet become so."""
    form: dict[str, Any] = application.form
    here = set(family.members.filter(until__isnull=True).values_list("person__atena_no", flat=True))
    for place, atena_no in form["persons"].items():
        if atena_no in here or atena_no not in people:
            continue
        child = None if place == "applicant" else form["children"][int(place.rpartition(".")[2])]
        join(family, people[atena_no], child, form["applicant"]["relation"], on)


def join(family: Family, person: Person, child: dict[str, Any] | None, relation: str, on: date) -> None:
    """A person becomes a member, as the child of this entry or as the applicant of this relation."""
    FamilyMember.objects.create(
        family=family,
        person=person,
        role=Role.CHILD if child else relation,
        reason=child["reason"] if child else "",
        reason_on=date.fromisoformat(child["reason_on"]) if child else None,
        since=on,
    )
