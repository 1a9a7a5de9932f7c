"""Which unified person (団体内統合宛名) each person told of is, by the individual number that came with them.

A person is numbered when their individual number is first entered. A number that somebody has already is tied only when
the attributes agree; where they do not, the person is taken in without it and the doubt goes to staff. The resident
register alone may change a person's number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Q

from sasae.contracts.resident_register import Change
from sasae.foundation import sealing
from sasae.foundation.copying import copy_in
from sasae.foundation.sets import among_texts
from sasae.linkage.people.models import RegisteredPerson, UnifiedPerson
from sasae.linkage.ties.judging import ATTRIBUTES, Doubt, agreement, judge, names_agree, same
from sasae.linkage.ties.models import CaseKind

REGISTER = "resident_register"


@dataclass
class Unified:
    """The outcome of a page: who is whom, who was numbered or renumbered, and what was left in doubt."""

    of: dict[str, UnifiedPerson] = field(default_factory=dict)  # by 宛名番号
    new: list[UnifiedPerson] = field(default_factory=list)
    renumbered: list[UnifiedPerson] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)  # 宛名番号 that are in the index already


class _Known:
    """What the index knows of the numbers and persons of a page, asked for in sets."""

    def __init__(self, changes: Sequence[Change], told: Mapping[str, RegisteredPerson]) -> None:
        self.index = {
            change.person.atena_no: sealing.blind_index(change.individual_number)
            for change in changes
            if change.individual_number
        }
        self.present = sealing.present_indexes({one.individual_number for one in changes if one.individual_number})
        holders = UnifiedPerson.objects.filter(individual_number_index__in=among_texts(self.present))
        self.holder = {one.individual_number_index: one for one in map(self._brought_up, holders)}
        rows = RegisteredPerson.objects.filter(atena_no__in=among_texts(told)).select_related("unified")
        self.kept = {row.atena_no: row for row in rows}
        self.own = {atena_no: self._brought_up(row.unified) for atena_no, row in self.kept.items() if row.unified}
        self.bearers: dict[str, list[RegisteredPerson]] = {}
        self.families: dict[str, list[RegisteredPerson]] = {}
        self._read_those_in_question()

    def _brought_up(self, one: UnifiedPerson) -> UnifiedPerson:
        """As if indexed under the present key, where the number is one of the page: the same number is no other number."""
        one.individual_number_index = self.present.get(one.individual_number_index or "", one.individual_number_index)
        return one

    def _read_those_in_question(self) -> None:
        """Persons of the numbers that are somebody else's so far, and their households: a handful of a page."""
        asked = {
            one.pk: key
            for atena_no, key in self.index.items()
            if (one := self.holder.get(key)) is not None and self.own.get(atena_no) != one
        }
        if not asked:
            return
        households: dict[str, set[str]] = {}
        for row in RegisteredPerson.objects.filter(unified__in=asked):
            key = asked[row.unified_id]  # type: ignore[index]
            self.bearers.setdefault(key, []).append(row)
            if row.household_no:
                households.setdefault(row.household_no, set()).add(key)
        for row in RegisteredPerson.objects.filter(household_no__in=households):
            for key in households[row.household_no]:
                self.families.setdefault(key, []).append(row)


def unify(system: str, changes: Sequence[Change], told: Mapping[str, RegisteredPerson], *, on: date) -> Unified:
    """Tie each person told of to a unified one, or say why not. `told` are their rows, not written yet, by 宛名番号."""
    known, found = _Known(changes, told), Unified()
    found.kept = set(known.kept)
    alike = {} if system == REGISTER else _alike(told, known)
    found.doubts += [
        Doubt(atena_no, CaseKind.CANDIDATE, other.unified, agreement(told[atena_no], other, on), other)
        for atena_no, other in alike.items()
        if atena_no not in known.index
    ]
    fresh = iter(new_numbers(sum(1 for key in known.index.values() if key not in known.holder)))
    for change in changes:
        atena_no = change.person.atena_no
        own, key = known.own.get(atena_no), known.index.get(atena_no)
        person = own
        if key is not None:
            doubt = _doubt(system, known, told[atena_no], key, alike.get(atena_no), on)
            if doubt is not None:
                found.doubts.append(doubt)
            else:
                person = known.holder.get(key) or own
                if person is None:
                    person = UnifiedPerson(unified_no=next(fresh))
                    found.new.append(person)
                _number(person, key, change.individual_number, known, found)
                known.bearers.setdefault(key, []).append(told[atena_no])
        if person is not None:
            found.of[atena_no] = person
    copy_in(UnifiedPerson, found.new)
    UnifiedPerson.objects.bulk_update(found.renumbered, ["individual_number_index", "individual_number_cipher"])
    return found


def _number(person: UnifiedPerson, key: str, number: str, known: _Known, found: Unified) -> None:
    if person.individual_number_index != key:
        if person.pk:
            known.holder.pop(person.individual_number_index or "", None)
            found.renumbered.append(person)
        person.individual_number_index = key
        person.individual_number_cipher = sealing.encrypt(number.encode())
    known.holder[key] = person


def _doubt(
    system: str, known: _Known, told: RegisteredPerson, key: str, alike: RegisteredPerson | None, on: date
) -> Doubt | None:
    own, holder = known.own.get(told.atena_no), known.holder.get(key)
    if holder is not None and holder is not own and (own is None or holder.pk != own.pk):
        return judge(told, known.bearers.get(key, []), known.families.get(key, []), own, holder, on)
    changed = holder is None and own is not None and own.individual_number_index not in (None, key)
    if changed and system != REGISTER:
        return Doubt(told.atena_no, CaseKind.DIFFERS, own, dict.fromkeys(ATTRIBUTES))
    kept = known.kept.get(told.atena_no)
    if system != REGISTER and own is None and kept is not None and kept.system == REGISTER:
        found = agreement(told, kept, on)
        return None if same(found) else Doubt(told.atena_no, CaseKind.UNSURE, holder, found, kept)
    if holder is None and own is None and alike is not None:
        return Doubt(told.atena_no, CaseKind.DIFFERS, alike.unified, agreement(told, alike, on), alike)
    return None


def _alike(told: Mapping[str, RegisteredPerson], known: _Known) -> dict[str, RegisteredPerson]:
    """Of those who are not tied and bring no number the index knows: somebody numbered whose name and birth date agree."""
    bare = [row for no, row in told.items() if no not in known.own and known.index.get(no) not in known.holder]
    births = {row.birth_date for row in bare}
    rows = RegisteredPerson.objects.filter(birth_date__in=births, unified__isnull=False).select_related("unified")
    by_birth: dict[date, list[RegisteredPerson]] = {}
    named = Q(kana_key__in=among_texts(row.kana_key for row in bare)) | Q(
        name_key__in=among_texts(row.name_key for row in bare)
    )
    for row in rows.filter(named).order_by("atena_no"):
        by_birth.setdefault(row.birth_date, []).append(row)
    found: dict[str, RegisteredPerson] = {}
    for row in bare:
        for other in by_birth.get(row.birth_date, []):
            if names_agree(row, other) and other.atena_no != row.atena_no:
                found.setdefault(row.atena_no, other)
    return found


def new_numbers(count: int) -> list[str]:
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
