"""The questions asked of the index. None of them in a loop over people."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Collate

from sasae.foundation import sealing
from sasae.kernel.characters import comparison_key
from sasae.kernel.kana import reading_key
from sasae.kernel.numbers import individual
from sasae.linkage.people.models import RegisteredPerson, RegisterEvent


def by_individual_number(number: str) -> QuerySet[RegisteredPerson]:
    """Exact match by the keyed index; nothing is decrypted."""
    return RegisteredPerson.objects.filter(
        unified__individual_number_index__in=sealing.blind_indexes(individual.compact(number))
    )


def search(*, name: str = "", kana: str = "", birth_date: date | None = None) -> QuerySet[RegisteredPerson]:
    """Persons by parts of a name in any script, by kana, by birth date. Spaces and variant shapes are forgiven.

    Nothing asked (blanks are nothing) finds nobody.
    """
    name, kana = name.strip(), kana.strip()
    if not (name or kana or birth_date):
        return RegisteredPerson.objects.none()
    found = RegisteredPerson.objects.all()
    if name:
        found = found.filter(Q(name_key__contains=comparison_key(name)) | Q(kana_key__contains=reading_key(name)))
    if kana:
        found = found.filter(kana_key__contains=reading_key(kana))
    if birth_date:
        found = found.filter(birth_date=birth_date)
    return found.order_by("name_kana", "birth_date", "atena_no")


def first_of(most: int, *, name: str = "", kana: str = "", birth_date: date | None = None) -> list[RegisteredPerson]:
    """The first `most` of a search: whose name begins with what was asked, then who has it further on.

    A surname of a million persons is thousands: those that begin with it come out of an index in their order, and the
    rest is looked through only where they are too few.
    """
    found: list[RegisteredPerson] = []
    for column, key in _beginnings(name.strip(), kana.strip()) if birth_date is None else []:
        by_byte = Collate(column, "C")
        rows = RegisteredPerson.objects.alias(key=by_byte).filter(key__startswith=key)
        rows = rows.exclude(pk__in=[each.pk for each in found]).order_by(by_byte, "birth_date", "atena_no")
        found += rows[: most - len(found)]
    if len(found) < most:
        rest = search(name=name, kana=kana, birth_date=birth_date).exclude(pk__in=[each.pk for each in found])
        found += rest[: most - len(found)]
    return found


def _beginnings(name: str, kana: str) -> list[tuple[str, str]]:
    """Columns a single text may begin, and what it is there. Several texts narrow the search enough without."""
    if name and kana:
        return []
    found = [("name_key", comparison_key(name)), ("kana_key", reading_key(kana or name))]
    return [(column, key) for column, key in found if key]


def household_of(atena_no: str) -> QuerySet[RegisteredPerson]:
    """Everybody of the person's household who is still there, the person included; empty for an unknown number."""
    return RegisteredPerson.objects.filter(
        household_no__in=RegisteredPerson.objects.filter(atena_no=atena_no)
        .exclude(household_no="")
        .values("household_no"),
        moved_out_on__isnull=True,
        died_on__isnull=True,
    ).order_by("atena_no")


def households_of(atena_nos: Iterable[str]) -> tuple[dict[str, list[str]], list[RegisteredPerson]]:
    """The same for many in two questions: who is of each one's household, by 宛名番号, and everybody of them once."""
    numbers = list(atena_nos)
    asked = RegisteredPerson.objects.filter(atena_no__in=numbers).exclude(household_no="")
    household_of_each = dict(asked.values_list("atena_no", "household_no"))
    people = list(
        RegisteredPerson.objects.filter(
            household_no__in=set(household_of_each.values()), moved_out_on__isnull=True, died_on__isnull=True
        ).order_by("atena_no")
    )
    members: dict[str, list[str]] = defaultdict(list)
    for person in people:
        members[person.household_no].append(person.atena_no)
    return {one: members.get(household_of_each.get(one, ""), []) for one in numbers}, people


def people_by_number(atena_nos: Iterable[str]) -> QuerySet[RegisteredPerson]:
    """These persons, in the order of their numbers."""
    return RegisteredPerson.objects.filter(atena_no__in=list(atena_nos)).order_by("atena_no")


def events_after(number: int, limit: int) -> QuerySet[RegisterEvent]:
    """What happened after this number, oldest first."""
    return RegisterEvent.objects.filter(pk__gt=number).order_by("pk")[:limit]
