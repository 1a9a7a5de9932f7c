"""Taking the change feeds of the existing systems into the index. In sets: one page, one transaction."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models.functions import Now

from sasae.contracts.resident_register import Change, Unreadable
from sasae.foundation import sealing
from sasae.foundation.copying import copy_in
from sasae.foundation.history import SYSTEM, Actor, record
from sasae.foundation.own_keys import unseal_text
from sasae.kernel.characters import comparison_key
from sasae.kernel.findings import Finding
from sasae.kernel.kana import reading_key
from sasae.linkage.codes.actions import want_codes
from sasae.linkage.people.checks import parted, told_atena_no, what_is_wrong
from sasae.linkage.people.models import FIRST_LOAD, Feed, HeldChange, RegisteredPerson, RegisterEvent, UnifiedPerson
from sasae.linkage.people.turns import in_turns
from sasae.linkage.people.unifying import REGISTER, unify
from sasae.linkage.ties.actions.cases import note_doubts, settle

_OVERWRITTEN = [
    "unified", "system", "name", "name_kana", "name_key", "kana_key", "birth_date", "sex", "resident_class", "postal_code",
    "address", "ward_code", "household_no", "relation", "head_atena_no", "telephone", "resident_since",
    "moved_in_from", "moved_out_on", "died_on", "protected_until", "sequence", "event", "occurred_on", "taken_at",
]  # fmt: skip


class CannotTake(ValueError):
    """The held change still has its faults, or was settled before; the text says which, in Japanese."""


@transaction.atomic
def take_changes(system: str, changes: Sequence[Change | Unreadable], last: int, *, on: date) -> int:
    """Take one page of a feed. Returns how many persons were numbered anew.

    A page that was taken before changes nothing: the feed's row is locked and its sequence compared. Faulty changes are
    held with their findings, the others go on.
    """
    feed, _ = Feed.objects.select_for_update().get_or_create(system=system)
    before = feed.last_sequence
    readable = [change for change in changes if isinstance(change, Change)]
    fresh, faulty = parted([change for change in readable if change.sequence > before], on=on)
    if last > before:
        _set_aside(system, before, changes)
    numbered = sum(len(_take(system, turn, on=on)) for turn in in_turns(fresh))
    _note_events(system, fresh)
    feed.last_sequence, feed.trouble = max(before, last), ""
    feed.save()
    if fresh:
        persons = len({change.person.atena_no for change in fresh})
        record(SYSTEM(system), "feed.taken", system, count=persons, numbered=numbered, last=feed.last_sequence)
    _hold(system, faulty)
    return numbered


@transaction.atomic
def take_held(held_id: int, *, on: date, by: Actor) -> None:
    """Take a held change in after its cause was mended elsewhere. Raises CannotTake."""
    held = HeldChange.objects.select_for_update().get(pk=held_id)
    Feed.objects.select_for_update().get_or_create(system=held.system)  # events are numbered one after the other
    if held.settled_at is not None:
        raise CannotTake("この異動データは解消済みです。")
    if held.sequence is None:
        raise CannotTake("読めない異動データは取り込めません。登録元で直して送り直してもらってください。")
    change = Change.model_validate_json(sealing.decrypt(held.content_cipher, _context(held.system, held.sequence)))
    good, faulty = parted([change], on=on)
    if faulty:
        raise CannotTake("まだ取り込めません：" + " ".join(finding.message for finding in faulty[0][1]))
    newer = RegisteredPerson.objects.filter(atena_no=change.person.atena_no, system=held.system)
    if not newer.filter(sequence__gt=change.sequence).exists():
        _take(held.system, good, on=on)
        _note_events(held.system, good)
    HeldChange.objects.filter(pk=held_id).update(settled_at=Now())
    record(by, "feed.held_taken", f"{held.system} {held.sequence}", [change.person.atena_no])


def _take(system: str, changes: Sequence[Change], *, on: date) -> list[UnifiedPerson]:
    """Write these persons, one change each. Returns those numbered anew; their codes are wanted from now on.

    Whom the resident register tells of is its own to describe: what another system says of them is compared, not kept.
    """
    told = {change.person.atena_no: _registered(system, change) for change in changes}
    unified = unify(system, changes, told, on=on)
    for atena_no, row in told.items():
        row.unified = unified.of.get(atena_no)
    of_the_register = _of_the_register(system, told)
    copy_in(RegisteredPerson, [row for atena_no, row in told.items() if atena_no not in unified.kept])
    RegisteredPerson.objects.bulk_create(
        [row for atena_no, row in told.items() if atena_no in unified.kept - of_the_register],
        update_conflicts=True,
        unique_fields=["atena_no"],
        update_fields=_OVERWRITTEN,
        batch_size=2000,
    )
    _tie_kept(told[atena_no] for atena_no in of_the_register)
    want_codes(unified.new)
    doubtful = {doubt.atena_no for doubt in unified.doubts}
    settle([atena_no for atena_no in told if atena_no not in doubtful], system)
    note_doubts(system, unified.doubts, {change.person.atena_no: change for change in changes})
    settled = HeldChange.objects.filter(atena_no__in=told, settled_at=None)
    settled.filter(system=system).update(settled_at=Now())
    return unified.new


def _tie_kept(told: Iterable[RegisteredPerson]) -> None:
    """The register had no number of these, and another system knows it."""
    for row in told:
        if row.unified is not None:
            RegisteredPerson.objects.filter(atena_no=row.atena_no, unified=None).update(unified=row.unified)


def _of_the_register(system: str, told: Iterable[str]) -> set[str]:
    """Persons another system tells of whom the resident register keeps."""
    if system == REGISTER:
        return set()
    kept = RegisteredPerson.objects.filter(atena_no__in=list(told), system=REGISTER)
    return set(kept.values_list("atena_no", flat=True))


def _note_events(system: str, changes: Sequence[Change]) -> None:
    """Number what happened, for the systems that ask. The feed's row is locked: numbers appear in their order."""
    kept = _of_the_register(system, [change.person.atena_no for change in changes])
    RegisterEvent.objects.bulk_create(
        [
            RegisterEvent(
                system=system, sequence=change.sequence, atena_no=change.person.atena_no, event=change.event[:30],
                occurred_on=change.occurred_on, household_no=change.person.household_no,
            )
            for change in sorted(changes, key=lambda each: each.sequence)
            if change.event != FIRST_LOAD and change.person.atena_no not in kept
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


def _set_aside(system: str, after: int, changes: Sequence[Change | Unreadable]) -> None:
    """Keep what is not in the contract's words, with where it stood and what is wrong with it."""
    unread = [(place, each) for place, each in enumerate(changes, start=1) if isinstance(each, Unreadable)]
    if not unread:
        return
    held = []
    for number, entry in unread:
        place = f"連番 {after} の後の {number} 件目"
        held.append(
            HeldChange(
                system=system, place=place, atena_no=told_atena_no(entry), occurred_on=None,
                findings=[finding.as_dict() for finding in what_is_wrong(entry)],
                content_cipher=sealing.encrypt(entry.content, _context(system, place)),
            )
        )  # fmt: skip
    HeldChange.objects.bulk_create(held, ignore_conflicts=True, batch_size=500)
    record(SYSTEM(system), "feed.unread", system, count=len(held), last=after)


@transaction.atomic
def dismiss_held(held_id: int, *, note: str, by: Actor) -> None:
    """Have done with a held change without taking it in: the register has mended it otherwise. Raises CannotTake."""
    held = HeldChange.objects.select_for_update().get(pk=held_id)
    if held.settled_at is not None:
        raise CannotTake("この異動データは解消済みです。")
    if not note.strip():
        raise CannotTake("取り込まずに済ませる理由を書いてください。")
    HeldChange.objects.filter(pk=held_id).update(settled_at=Now(), note=note.strip())
    record(by, "feed.held_dismissed", str(held), [held.atena_no] if held.atena_no else [], reason=note.strip())


@transaction.atomic
def from_the_beginning(system: str, *, by: Actor) -> None:
    """Have the next turn take everybody of a system anew (full feed). What is here already is told as it is now."""
    Feed.objects.select_for_update().filter(system=system).update(last_sequence=0)
    record(by, "feed.from_the_beginning", system)


def note_trouble(system: str, trouble: str) -> None:
    """A turn could not be taken; staff see why until the next one can."""
    Feed.objects.get_or_create(system=system)
    Feed.objects.filter(system=system).update(trouble=trouble[:200])


def _context(system: str, sequence: int | str) -> str:
    return f"linkage_people_heldchange/{system}/{sequence}"


def _registered(system: str, change: Change) -> RegisteredPerson:
    person = change.person
    address = unseal_text(person.address.sealed) if person.address.sealed else person.address.text
    return RegisteredPerson(
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
