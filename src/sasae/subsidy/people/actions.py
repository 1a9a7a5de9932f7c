"""Keeping persons, their insurance and their accounts."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from sasae.contracts import people as messages
from sasae.foundation import sealing
from sasae.foundation.history import Actor, record
from sasae.foundation.own_keys import unseal_text
from sasae.kernel.characters import comparison_key
from sasae.subsidy.people.models import BankAccount, Insurance, Person
from sasae.subsidy.people.queries import by_individual_number
from sasae.subsidy.people.searching import search_key

_OVERWRITTEN = [
    "name", "name_kana", "name_key", "search_key", "birth_date", "sex", "postal_code", "address", "ward_code", "telephone",
    "resident_class", "resident_since", "moved_in_from", "moved_out_on", "died_on", "household_no", "relation",
    "protected_until", "source", "fetched_at",
]  # fmt: skip


@transaction.atomic
def keep_people(told: Iterable[messages.Person], *, by: Actor, affair: str, fetched_at: datetime) -> dict[str, Person]:
    """Keep persons as linkage tells of them now, by 宛名番号. One statement, however many."""
    rows = [person_of(message, fetched_at) for message in told]
    Person.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["atena_no"], update_fields=_OVERWRITTEN, batch_size=1000
    )
    numbers = [row.atena_no for row in rows]
    if numbers:
        record(by, "person.fetched", "連携基盤", numbers, count=len(numbers), affair=affair)
    return {person.atena_no: person for person in Person.objects.filter(atena_no__in=numbers)}


def person_of(message: messages.Person, fetched_at: datetime) -> Person:
    """The row of a person as linkage tells of them, not kept."""
    address = unseal_text(message.address.sealed) if message.address.sealed else message.address.text
    return Person(
        atena_no=message.atena_no,
        name=message.name,
        name_kana=message.name_kana,
        name_key=comparison_key(message.name),
        search_key=search_key(message.name, message.name_kana),
        birth_date=message.birth_date,
        sex=message.sex.value,
        postal_code=message.address.postal_code,
        address=address,
        ward_code=message.address.ward_code,
        telephone=message.telephone,
        resident_class=message.resident_class.value,
        resident_since=message.resident_since,
        moved_in_from=message.moved_in_from,
        moved_out_on=message.moved_out_on,
        died_on=message.died_on,
        household_no=message.household_no,
        relation=message.relation,
        protected_until=message.protected_until,
        source="linkage",
        fetched_at=fetched_at,
    )


@transaction.atomic
def keep_individual_numbers(numbers: Mapping[str, str], *, by: Actor) -> None:
    """Keep individual numbers by 宛名番号, encrypted, with the index for the one look-up at the counter.

    A number that is kept for somebody else stays where it is, which the journal says of both: who came back into the
    city has another 宛名番号 and the same individual number, and their application is taken in all the same.
    """
    people = list(Person.objects.select_for_update().filter(atena_no__in=numbers).order_by("pk"))
    indexes = {person.pk: sealing.blind_index(numbers[person.atena_no]) for person in people}
    present = sealing.present_indexes(numbers.values())
    bearers = {
        present[one.individual_number_index or ""]: one for one in Person.objects.filter(individual_number_index__in=present)
    }
    kept = []
    for person in people:
        bearer = bearers.setdefault(indexes[person.pk], person)
        if bearer.pk != person.pk:
            record(by, "person.number_elsewhere", "個人番号", [person.atena_no, bearer.atena_no])
            continue
        person.individual_number_cipher = sealing.encrypt(numbers[person.atena_no].encode())
        person.individual_number_index = indexes[person.pk]
        kept.append(person)
    Person.objects.bulk_update(kept, ["individual_number_cipher", "individual_number_index"])
    if kept:
        record(by, "person.number_entered", "個人番号", [person.atena_no for person in kept])


@transaction.atomic
def look_up_by_number(number: str, *, paper: str, why: str, by: Actor) -> Person | None:
    """The bearer of an individual number, exactly, when a paper that carries it was shown. Each look-up is journaled."""
    found = by_individual_number(number)
    record(by, "person.looked_up", "個人番号", [found.atena_no] if found else [], shown=paper, why=why)
    return found


@transaction.atomic
def register_insurance(
    person: Person, *, insurer_number: str, symbol: str, number: str, since: date, source: str, by: Actor
) -> Insurance:
    """Register an insurance; the one in force before ends the day before. Registered again, nothing changes."""
    known = Insurance.objects.filter(person=person, since=since).first()
    if known is not None:
        return known
    earlier = Insurance.objects.filter(person=person, since__lt=since, until__isnull=True)
    earlier.update(until=date.fromordinal(since.toordinal() - 1))
    insurance = Insurance.objects.create(
        person=person, insurer_number=insurer_number, symbol=symbol, number=number, since=since, source=source
    )
    record(by, "insurance.registered", person.atena_no, [person.atena_no], insurer_number=insurer_number)
    return insurance


@transaction.atomic
def end_insurance(person: Person, *, last: date, source: str, by: Actor) -> Insurance | None:
    """The insurance in force on the day ends with it. Where there is none, or it ended before, nothing changes."""
    insurance = (
        Insurance.objects.select_for_update()
        .filter(person=person, since__lte=last)
        .filter(Q(until__isnull=True) | Q(until__gt=last))
        .order_by("-since")
        .first()
    )
    if insurance is None:
        return None
    insurance.until = last
    insurance.save()
    record(by, "insurance.ended", person.atena_no, [person.atena_no], last=last.isoformat(), source=source)
    return insurance


@transaction.atomic
def register_account(
    person: Person, *, bank: str, branch: str, type: str, number: str, holder_kana: str, source: str, at: datetime,
    by: Actor, reason: str = "申請",
) -> BankAccount:  # fmt: skip
    """Register the account a person's payments go to. The same account again changes nothing."""
    current = BankAccount.objects.select_for_update().filter(person=person, until__isnull=True).first()
    if current and (current.bank, current.branch, current.type, current.number, current.holder_kana) == (
        bank, branch, type, number, holder_kana,
    ):  # fmt: skip
        return current
    if current:
        current.until = at
        current.save()
    account = BankAccount.objects.create(
        person=person, bank=bank, branch=branch, type=type, number=number, holder_kana=holder_kana, since=at,
        source=source, changed_from=current,
    )  # fmt: skip
    if current:
        record(by, "account.changed", person.atena_no, [person.atena_no], reason=reason)
    else:
        record(by, "account.registered", person.atena_no, [person.atena_no])
    return account
