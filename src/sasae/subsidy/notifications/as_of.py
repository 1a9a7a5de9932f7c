"""A person's file as it was true on one day and known at another time: from row versions and from facts with two times."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet

from sasae.law import Outcome
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.certificates.models import State as CertificateState
from sasae.subsidy.entitlements.changes import known
from sasae.subsidy.entitlements.models import Entitlement, Examination, FamilyFact, FamilyMember, Recipient, Role
from sasae.subsidy.notifications.labels import words_of
from sasae.subsidy.people.models import Insurance, Person


@dataclass(frozen=True)
class AsOf:
    """The day things are to be true, and the moment until which they were known."""

    valid_on: date
    known_at: datetime


def versions(model: type[Model], at: datetime, **narrowed: Any) -> list[Any]:
    """The rows of a table as they stood at a moment."""
    events: QuerySet[Any] = model.pgh_event_model.objects.filter(pgh_created_at__lte=at, **narrowed)  # type: ignore[attr-defined]
    latest = events.order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id").distinct("pgh_obj_id")
    return [row for row in latest if row.pgh_label != "delete"]


def person_as_of(person: Person, when: AsOf) -> dict[str, Any]:
    """What the page shows. `one` is None where nothing was known yet."""
    found = versions(Person, when.known_at, pgh_obj_id=person.pk)
    recipient = Recipient.objects.filter(person=person).first()
    own = versions(FamilyMember, when.known_at, person_id=person.pk)
    families = sorted({row.family_id for row in own})
    there = {row.family_id for row in own if _in_force(row, when)}
    members = [row for row in versions(FamilyMember, when.known_at, family_id__in=there) if _in_force(row, when)]
    names = Person.objects.in_bulk([row.person_id for row in members])
    return {
        "one": found[0] if found else None,
        "members": [
            {"person": names[row.person_id], "role": Role(row.role).label, "since": row.since} for row in members
        ],
        "entitlements": _entitlements(recipient, when),
        "certificates": _certificates(recipient, when),
        "facts": _facts(families, when),
        "insurances": [row for row in versions(Insurance, when.known_at, person_id=person.pk) if _in_force(row, when)],
        "decisions": _decisions(person, families, when),
    }


def _in_force(row: Any, when: AsOf) -> bool:
    return bool(row.since <= when.valid_on and (row.until is None or row.until >= when.valid_on))


def _entitlements(recipient: Recipient | None, when: AsOf) -> list[Any]:
    if recipient is None:
        return []
    rows = versions(Entitlement, when.known_at, recipient_id=recipient.pk)
    return [row for row in rows if not row.annulled and row.valid_from <= when.valid_on <= row.valid_to]


def _certificates(recipient: Recipient | None, when: AsOf) -> list[dict[str, Any]]:
    if recipient is None:
        return []
    rows = versions(Certificate, when.known_at, recipient_id=recipient.pk)
    return [
        {"row": row, "state": CertificateState(row.state).label}
        for row in rows
        if row.valid_from <= when.valid_on <= row.valid_to
    ]


def _facts(families: list[int], when: AsOf) -> list[dict[str, Any]]:
    rows = known(FamilyFact.objects.filter(family__in=families), when.known_at).filter(valid_from__lte=when.valid_on)
    found = list(rows.exclude(valid_to__lt=when.valid_on).select_related("person").order_by("valid_from", "id"))
    return [{"fact": fact, "words": words_of(fact)} for fact in found]


def _decisions(person: Person, families: list[int], when: AsOf) -> list[dict[str, Any]]:
    """Decisions that stood, newest day first; each keeps its facts, the incomes among them, whole."""
    rows = versions(Examination, when.known_at, application__applicant__family__in=families, state="approved")
    standing = sorted((row for row in rows if row.on <= when.valid_on), key=lambda row: (row.on, row.pgh_obj_id))
    return [
        {
            "pk": row.pgh_obj_id,
            "on": row.on,
            "outcome": Outcome(row.outcome).label,
            "incomes": [income for income in row.facts["incomes"] if income["atena_no"] == person.atena_no],
        }
        for row in reversed(standing)
    ]
