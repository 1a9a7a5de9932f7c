"""Taking the change feeds of the existing systems into the index. In sets: one page, one transaction."""

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.db.models.functions import Now

from sasae.contracts.resident_register import Change
from sasae.foundation import sealing
from sasae.foundation.history import SYSTEM, Actor, record
from sasae.foundation.own_keys import unseal_text
from sasae.kernel.characters import comparison_key
from sasae.kernel.findings import Finding
from sasae.kernel.kana import reading_key
from sasae.linkage.codes.actions import want_codes
from sasae.linkage.people.checks import parted
from sasae.linkage.people.models import Feed, HeldChange, RegisteredPerson, RegisterEvent, UnifiedPerson

FIRST_LOAD = "初期"
_OVERWRITTEN = [
    "unified", "system", "name", "name_kana", "name_key", "kana_key", "birth_date", "sex", "resident_class", "postal_code",
    "address", "ward_code", "household_no", "relation", "head_atena_no", "telephone", "resident_since",
    "moved_in_from", "moved_out_on", "died_on", "protected_until", "sequence", "event", "occurred_on", "taken_at",
]  # fmt: skip


class CannotTake(ValueError):
    """The held change still has its faults, or was settled before; the text says which, in Japanese."""


@transaction.atomic
def take_changes(system: str, changes: Sequence[Change], last: int, *, on: date) -> int:
    """Take one page of a feed. Returns how many persons were numbered anew.

    A page that was taken before changes nothing: the feed's row is locked and its sequence compared. Faulty changes are
    held with their findings, the others go on.
    """
    feed, _ = Feed.objects.select_for_update().get_or_create(system=system)
    fresh, faulty = parted([change for change in changes if change.sequence > feed.last_sequence], on=on)
    newest = _latest(fresh)
    numbered = _take(system, newest)
    _note_events(system, fresh)
    feed.last_sequence = max(feed.last_sequence, last)
    feed.save()
    if newest:
        record(SYSTEM(system), "feed.taken", system, count=len(newest), numbered=len(numbered), last=feed.last_sequence)
    _hold(system, faulty)
    return len(numbered)


@transaction.atomic
def take_held(held_id: int, *, on: date, by: Actor) -> None:
    """Take a held change in after its cause was mended elsewhere. Raises CannotTake."""
    held = HeldChange.objects.select_for_update().get(pk=held_id)
    Feed.objects.select_for_update().get_or_create(system=held.system)  # events are numbered one after the other
    if held.settled_at is not None:
        raise CannotTake("この異動データは解消済みです。")
    change = Change.model_validate_json(sealing.decrypt(held.content_cipher, _context(held.system, held.sequence)))
    good, faulty = parted([change], on=on)
    if faulty:
        raise CannotTake("まだ取り込めません：" + " ".join(finding.message for finding in faulty[0][1]))
    if not RegisteredPerson.objects.filter(atena_no=change.person.atena_no, sequence__gt=change.sequence).exists():
        _take(held.system, good)
        _note_events(held.system, good)
    HeldChange.objects.filter(pk=held_id).update(settled_at=Now())
    record(by, "feed.held_taken", f"{held.system} {held.sequence}", [change.person.atena_no])


def _take(system: str, changes: Sequence[Change]) -> list[UnifiedPerson]:
    """Write these persons, one change each. Returns those numbered anew; their codes are wanted from now on."""
    unified, numbered = _unify(changes)
    RegisteredPerson.objects.bulk_create(
        [_registered(system, change, unified.get(change.person.atena_no)) for change in changes],
        update_conflicts=True,
        unique_fields=["atena_no"],
        update_fields=_OVERWRITTEN,
        batch_size=2000,
    )
    want_codes(numbered)
    settled = HeldChange.objects.filter(atena_no__in=[each.person.atena_no for each in changes], settled_at=None)
    settled.filter(system=system).update(settled_at=Now())
    return numbered


def _note_events(system: str, changes: Sequence[Change]) -> None:
    """Number what happened, for the systems that ask. The feed's row is locked: numbers appear in their order."""
    RegisterEvent.objects.bulk_create(
        [
            RegisterEvent(
                system=system, sequence=change.sequence, atena_no=change.person.atena_no, event=change.event[:30],
                occurred_on=change.occurred_on, household_no=change.person.household_no,
            )
            for change in sorted(changes, key=lambda each: each.sequence)
            if change.event != FIRST_LOAD
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )  # fmt: skip


def _hold(system: str, faulty: Sequence[tuple[Change, list[Finding]]]) -> None:
    if not faulty:
        return
    HeldChange.objects.bulk_create(
        [
            HeldChange(
                system=system,
                sequence=change.sequence,
                atena_no=change.person.atena_no[:40],
                event=change.event[:30],
                occurred_on=change.occurred_on,
                findings=[finding.as_dict() for finding in found],
                content_cipher=sealing.encrypt(change.model_dump_json(), _context(system, change.sequence)),
            )
            for change, found in faulty
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    persons = [change.person.atena_no for change, _ in faulty]
    record(SYSTEM(system), "feed.held", system, persons, count=len(faulty))


def _context(system: str, sequence: int) -> str:
    return f"linkage_people_heldchange/{system}/{sequence}"


def _latest(changes: Sequence[Change]) -> list[Change]:
    """Only the newest change of each person: a page may hold several."""
    newest = {change.person.atena_no: change for change in sorted(changes, key=lambda each: each.sequence)}
    return list(newest.values())


def _unify(changes: Sequence[Change]) -> tuple[dict[str, UnifiedPerson], list[UnifiedPerson]]:
    """The unified person behind each change, by 宛名番号, and those numbered just now.

    Looked for by the individual number first; a person whose number was changed keeps the unified number. Who has no
    individual number yet is numbered when it is first entered.
    """
    index = {
        change.person.atena_no: sealing.blind_index(change.individual_number)
        for change in changes
        if change.individual_number
    }
    by_number = {
        person.individual_number_index: person
        for person in UnifiedPerson.objects.filter(individual_number_index__in=index.values())
    }
    by_atena = {
        registered.atena_no: registered.unified
        for registered in RegisteredPerson.objects.filter(
            atena_no__in=[change.person.atena_no for change in changes]
        ).select_related("unified")
        if registered.unified
    }
    renumbered: list[UnifiedPerson] = []
    new: list[UnifiedPerson] = []
    numbers = iter(_new_numbers(sum(1 for key in index.values() if key not in by_number)))
    unified: dict[str, UnifiedPerson] = {}
    for change in changes:
        key = index.get(change.person.atena_no)
        if key is None:
            if change.person.atena_no in by_atena:
                unified[change.person.atena_no] = by_atena[change.person.atena_no]
            continue
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


def _registered(system: str, change: Change, unified: UnifiedPerson | None) -> RegisteredPerson:
    person = change.person
    address = unseal_text(person.address.sealed) if person.address.sealed else person.address.text
    return RegisteredPerson(
        unified=unified,
        atena_no=person.atena_no,
        system=system,
        name=person.name,
        name_kana=person.name_kana,
        name_key=comparison_key(person.name),
        kana_key=reading_key(person.name_kana),
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
