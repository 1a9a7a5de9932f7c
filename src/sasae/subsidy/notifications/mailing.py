"""Where a letter to a person goes: 送付先 where one is registered, the address otherwise. Every letter asks here.

What stands on a certificate is the address itself; only where the envelope goes is asked here.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q

from sasae.foundation.history import Actor
from sasae.foundation.release import release
from sasae.subsidy.notifications.models import MailingAddress
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import is_protected

Registered = Mapping[int, MailingAddress]


def registered_for(people: Iterable[Person], on: date) -> Registered:
    """送付先 in force on a day, by the person's key. One question, however many persons."""
    rows = MailingAddress.objects.filter(
        person__in={person.pk for person in people}, superseded_at__isnull=True, valid_from__lte=on
    )
    return {row.person_id: row for row in rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))}


def postal_code_for(person: Person, registered: Registered) -> str:
    """The postal code a letter goes to."""
    mailing = registered.get(person.pk)
    return mailing.postal_code if mailing else person.postal_code


def where_to(
    person: Person, *, by: Actor, on: date, reason: str, registered: Registered | None = None
) -> dict[str, str]:
    """Postal code, address and ward of a letter, through the release point.

    `registered` spares the question for many.
    """
    known = registered_for([person], on) if registered is None else registered
    mailing = known.get(person.pk)
    address = release(
        mailing.address if mailing else person.address, actor=by, way="print", person=person.atena_no,
        protected=is_protected(person, on), reason=reason,
    )  # fmt: skip
    # Whose counter the letter names: told to nobody at another address, nor of anybody protected.
    ward = "" if mailing or is_protected(person, on) else person.ward_code
    return {"postal_code": postal_code_for(person, known), "address": address, "ward": ward}
