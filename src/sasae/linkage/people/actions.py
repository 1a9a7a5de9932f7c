"""Taking the change feeds of the existing systems into the index. In sets: one page, one transaction."""

from collections.abc import Sequence

from django.db import connection, transaction

from sasae.contracts.resident_register import Change
from sasae.foundation import sealing
from sasae.foundation.history import SYSTEM, record
from sasae.foundation.own_keys import unseal_text
from sasae.kernel.characters import comparison_key
from sasae.linkage.codes.actions import want_codes
from sasae.linkage.people.models import Feed, RegisteredPerson, UnifiedPerson

_OVERWRITTEN = [
    "unified", "system", "name", "name_kana", "name_key", "birth_date", "sex", "resident_class", "postal_code",
    "address", "ward_code", "household_no", "relation", "head_atena_no", "telephone", "resident_since",
    "moved_in_from", "moved_out_on", "died_on", "protected_until", "sequence", "event", "occurred_on", "taken_at",
]  # fmt: skip


@transaction.atomic
def take_changes(system: str, changes: Sequence[Change], last: int) -> int:
    """Take one page of a feed. Returns how many persons were numbered anew.

    A page that was taken before changes nothing: the feed's row is locked and its sequence compared.
    """
    feed, _ = Feed.objects.select_for_update().get_or_create(system=system)
    fresh = _latest([change for change in changes if change.sequence > feed.last_sequence])
    unified, numbered = _unify(fresh)
    RegisteredPerson.objects.bulk_create(
        [_registered(system, change, unified[change.person.atena_no]) for change in fresh],
        update_conflicts=True,
        unique_fields=["atena_no"],
        update_fields=_OVERWRITTEN,
        batch_size=2000,
    )
    feed.last_sequence = max(feed.last_sequence, last)
    feed.save()
    want_codes(numbered)
    if fresh:
        record(SYSTEM(system), "feed.taken", system, count=len(fresh), numbered=len(numbered), last=feed.last_sequence)
    return len(numbered)


def _latest(changes: Sequence[Change]) -> list[Change]:
    """Only the newest change of each person: a page may hold several."""
    newest = {change.person.atena_no: change for change in sorted(changes, key=lambda each: each.sequence)}
    return list(newest.values())


def _unify(changes: Sequence[Change]) -> tuple[dict[str, UnifiedPerson], list[UnifiedPerson]]:
    """The unified person behind each change, by 宛名番号, and those numbered just now.

    Looked for by the individual number first; a person whose number was changed keeps the unified number.
    """
    index = {change.person.atena_no: sealing.blind_index(change.individual_number) for change in changes}
    by_number = {
        person.individual_number_index: person
        for person in UnifiedPerson.objects.filter(individual_number_index__in=index.values())
    }
    by_atena = {
        registered.atena_no: registered.unified
        for registered in RegisteredPerson.objects.filter(atena_no__in=index).select_related("unified")
        if registered.unified
    }
    renumbered: list[UnifiedPerson] = []
    new: list[UnifiedPerson] = []
    numbers = iter(_new_numbers(sum(1 for change in changes if index[change.person.atena_no] not in by_number)))
    unified: dict[str, UnifiedPerson] = {}
    for change in changes:
        key = index[change.person.atena_no]
        person = by_number.get(key) or by_atena.get(change.person.atena_no)
        if person is None:
            person = UnifiedPerson(unified_no=next(numbers))
            new.append(person)
        if person.individual_number_index != key:
            person.individual_number_index = key
            person.individual_number_cipher = sealing.encrypt(change.individual_number.encode())
            if person.pk:
                renumbered.append(person)
        by_number[key] = person
        unified[change.person.atena_no] = person
    UnifiedPerson.objects.bulk_create(new, batch_size=2000)
    UnifiedPerson.objects.bulk_update(renumbered, ["individual_number_index", "individual_number_cipher"])
    return unified, new


def _new_numbers(count: int) -> list[str]:
    """Fresh 団体内統合宛名番号: 14 digits of a sequence with a check digit (weights 2 and 1, modulus 10)."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('linkage_unified_no') FROM generate_series(1, %s)", [count])
        return [with_check_digit(row[0]) for row in cursor.fetchall()]


def with_check_digit(sequence: int) -> str:
    """A unified number of 15 digits from a sequence value."""
    body = f"{sequence:014d}"
    total = sum(
        sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(reversed(body))
    )
    return body + str(-total % 10)


def _registered(system: str, change: Change, unified: UnifiedPerson) -> RegisteredPerson:
    person = change.person
    address = unseal_text(person.address.sealed) if person.address.sealed else person.address.text
    return RegisteredPerson(
        unified=unified,
        atena_no=person.atena_no,
        system=system,
        name=person.name,
        name_kana=person.name_kana,
        name_key=comparison_key(person.name),
        birth_date=person.birth_date,
        sex=person.sex.value,
        resident_class=person.resident_class.value,
        postal_code=person.address.postal_code,
        address=address,
        ward_code=person.address.ward_code,
        household_no=person.household_no,
        relation=person.relation,
        head_atena_no=person.head_atena_no,
        telephone=person.telephone,
        resident_since=person.resident_since,
        moved_in_from=person.moved_in_from,
        moved_out_on=person.moved_out_on,
        died_on=person.died_on,
        protected_until=person.protected_until,
        sequence=change.sequence,
        event=change.event,
        occurred_on=change.occurred_on,
    )
