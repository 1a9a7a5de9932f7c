"""The questions asked of persons."""

from datetime import date

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace

from sasae.foundation import sealing
from sasae.kernel.characters import comparison_key
from sasae.kernel.kana import to_katakana
from sasae.subsidy.people.models import BankAccount, Insurance, Person


def search(text: str) -> QuerySet[Person]:
    """Persons by 宛名番号, name in any script, or kana; spaces and variant shapes are forgiven."""
    text = text.strip()
    if text.isdecimal():
        return Person.objects.filter(Q(atena_no=text.zfill(15)) | Q(recipient__number=text.zfill(7)))
    reading = to_katakana(text).replace(" ", "").replace("　", "")
    people = Person.objects.alias(reading=Replace("name_kana", Value("　"), Value("")))
    return people.filter(Q(name_key__contains=comparison_key(text)) | Q(reading__contains=reading))


def by_individual_number(number: str) -> Person | None:
    """The one exact look-up at the counter, by the keyed index."""
    return Person.objects.filter(individual_number_index=sealing.blind_index(number)).first()


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


def is_protected(person: Person, on: date) -> bool:
    """Under 支援措置 on this day."""
    return person.protected_until is not None and on <= person.protected_until
