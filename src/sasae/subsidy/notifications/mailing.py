"""Where a letter to a person goes: 送付先 where one is registered, the address otherwise. Every letter asks here.

What stands on a certificate is the address itself; only where the envelope goes is asked here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from sasae.foundation.history import Actor
from sasae.foundation.release import release
from sasae.subsidy.duplicates.groups import all_one_with, hidden
from sasae.subsidy.notifications.models import MailingAddress
from sasae.subsidy.people.models import Person


@dataclass(frozen=True)
class Registered:
    """送付先 by the person's key, and which of the persons are under protection; by whichever of their numbers."""

    mailing: Mapping[int, MailingAddress]
    hidden: frozenset[int]


def registered_for(people: Iterable[Person], on: date) -> Registered:
    """What is registered for a day, under the number a letter is to or else another of the same person's. Few questions,
    however many persons."""
    groups = all_one_with(person.pk for person in people)
    everybody = {pk for group in groups.values() for pk in group}
    rows = MailingAddress.objects.filter(person__in=everybody, superseded_at__isnull=True, valid_from__lte=on)
    in_force = {row.person_id: row for row in rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).order_by("pk")}
    mailing = {}
    for key, group in groups.items():
        for pk in (key, *sorted(group - {key})):  # the number's own first
            if pk in in_force:
                mailing.setdefault(key, in_force[pk])
    guarded = Person.objects.filter(hidden(on), pk__in=groups).values_list("pk", flat=True)
    return Registered(mailing, frozenset(guarded))


def postal_code_for(person: Person, registered: Registered) -> str:
    """The postal code a letter goes to."""
    mailing = registered.mailing.get(person.pk)
    return mailing.postal_code if mailing else person.postal_code


def where_to(
    person: Person, *, by: Actor, on: date, reason: str, registered: Registered | None = None
) -> dict[str, str]:
    """Postal code, address and ward of a letter, through the release point.

    `registered` spares the question for many.
    """
    known = registered_for([person], on) if registered is None else registered
    mailing, protected = known.mailing.get(person.pk), person.pk in known.hidden
    address = release(
        mailing.address if mailing else person.address, actor=by, way="print", person=person.atena_no,
        protected=protected, reason=reason,
    )  # fmt: skip
    # Whose counter the letter names: told to nobody at another address, nor of anybody protected.
    ward = "" if mailing or protected else person.ward_code
    return {"postal_code": postal_code_for(person, known), "address": address, "ward": ward}
