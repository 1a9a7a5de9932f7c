"""The questions asked of persons."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from sasae.foundation import sealing
from sasae.subsidy.duplicates.groups import hidden, under_another
from sasae.subsidy.people.models import BankAccount, Insurance, Person
from sasae.subsidy.people.searching import ATENA, RECIPIENT, by_name, number_in, refuse_misplaced


def search(text: str) -> QuerySet[Person]:
    """Persons by 宛名番号, 受給者番号, or name in any script; spaces, hyphens and variant shapes are forgiven.

    Raises ValueError, with what to do instead in Japanese.
    """
    number = number_in(text)
    return by_number(number) if number else Person.objects.filter(by_name(text))


def search_versions(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The same among the versions a list of the past shows: by the name of that time."""
    number = number_in(text)
    return rows.filter(pgh_obj__in=by_number(number)) if number else rows.filter(by_name(text))


def by_number(number: str) -> QuerySet[Person]:
    """By 宛名番号 or 受給者番号, zeros at the beginning forgiven. Two look-ups, each by its index."""
    refuse_misplaced(number)
    numbers = {number.zfill(ATENA)}
    if len(number) <= RECIPIENT:
        of_recipient = Person.objects.filter(recipient__number=number.zfill(RECIPIENT))
        numbers.update(of_recipient.values_list("atena_no", flat=True))
    return Person.objects.filter(atena_no__in=numbers)


def by_individual_number(number: str) -> Person | None:
    """The one exact look-up at the counter, by the keyed index."""
    return Person.objects.filter(individual_number_index__in=sealing.blind_indexes(number)).first()


def insurance_on(person: Person, day: date) -> Insurance | None:
    """The insurance in force on a day."""
    return (
        Insurance.objects.filter(person=person, since__lte=day)
        .filter(Q(until__isnull=True) | Q(until__gte=day))
        .order_by("-since")
        .first()
    )


def account_of(person: Person) -> BankAccount | None:
    """The account payments go to now."""
    return BankAccount.objects.filter(person=person, until__isnull=True).first()


def household_of(person: Person, on: date) -> list[Person]:
    """Everybody of the person's household as the register tells of it now, the person included."""
    if not person.household_no:
        return []
    rows = Person.objects.filter(household_no=person.household_no)
    gone = Q(moved_out_on__lte=on) | Q(died_on__lte=on)
    return list(rows.exclude(gone).order_by("birth_date", "pk"))


def is_protected(person: Person, on: date) -> bool:
    """Under 支援措置 on this day by this number alone, as the register tells of it. A screen asks `is_hidden`."""
    return person.protected_until is not None and on <= person.protected_until


def is_hidden(person: Person, on: date) -> bool:
    """Under 支援措置 on this day, by this number or by one this person was merged with."""
    return is_protected(person, on) or Person.objects.filter(under_another(on), pk=person.pk).exists()


def protected_among(atena_nos: Iterable[str], on: date) -> set[str]:
    """Which of these are under 支援措置 on this day, by whichever of their numbers; by sets, however many."""
    listed, found = list(atena_nos), set[str]()
    for first in range(0, len(listed), 5000):
        rows = Person.objects.filter(hidden(on), atena_no__in=listed[first : first + 5000])
        found.update(rows.values_list("atena_no", flat=True))
    return found
