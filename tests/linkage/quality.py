"""How well wrong ties are found: a town in the index, an office that tells of its people with planted faults, the count."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sasae.contracts import people as words
from sasae.contracts.resident_register import Change
from sasae.linkage.people.actions import take_changes
from sasae.linkage.people.models import HeldChange, RegisteredPerson, UnifiedPerson
from sasae.linkage.ties.models import TieCase
from sasae.simulators.town import Town
from sasae.simulators.town.planted import FAULTS, VARIETY, Told, told_by_an_office
from sasae.simulators.town.records import Person

TODAY = date(2026, 6, 15)
REGISTER, OFFICE, PAGE = "resident_register", "child_allowance", 2000


@dataclass
class Quality:
    """Entries and alarms by what was done to them; `wrongly_tied` are faults that changed somebody's tie."""

    told: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    wrongly_tied: int = 0

    def share(self, *whats: str) -> float:
        """Alarms an entry, over these."""
        return sum(self.alarms[each] for each in whats) / max(sum(self.told[each] for each in whats), 1)

    @property
    def detected(self) -> float:
        return self.share(*FAULTS)

    @property
    def false_alarms(self) -> float:
        return self.share(*VARIETY)


def take_town(town: Town) -> None:
    """The register's first load."""
    changes = changes_of(town.persons)
    for first in range(0, len(changes), PAGE):
        page = changes[first : first + PAGE]
        take_changes(REGISTER, page, page[-1].sequence, on=TODAY)


def changes_of(persons: Sequence[Person]) -> list[Change]:
    """What the register tells at first."""
    return [_change(place, person) for place, person in enumerate(persons, start=1)]


def measure(town: Town, count: int, *, seed: int = 1) -> Quality:
    """Have an office tell of `count` people of the town that is in the index, and count what was raised."""
    entries = told_by_an_office(town, count, seed=seed)
    for first in range(0, len(entries), PAGE):
        page = [each.change for each in entries[first : first + PAGE]]
        take_changes(OFFICE, page, page[-1].sequence, on=TODAY)
    raised = set(TieCase.objects.filter(system=OFFICE).values_list("sequence", flat=True))
    raised |= set(HeldChange.objects.filter(system=OFFICE).values_list("sequence", flat=True))
    found = Quality()
    for each in entries:
        found.told[each.what] += 1
        found.alarms[each.what] += each.change.sequence in raised
    found.wrongly_tied = _wrongly_tied(town, [each for each in entries if each.faulty])
    return found


def _wrongly_tied(town: Town, faulty: list[Told]) -> int:
    """Persons whose entry was faulty and who are now of another unified person than their own in the register."""
    rows = RegisteredPerson.objects.filter(unified__isnull=False)
    tied = dict(rows.values_list("atena_no", "unified_id"))
    assert len(tied) >= UnifiedPerson.objects.count()
    return sum(
        tied.get(each.change.person.atena_no) not in (None, tied.get(each.about)) for each in faulty
    )  # fmt: skip


def _change(place: int, person: Person) -> Change:
    return Change(
        sequence=place, event="初期", occurred_on=TODAY, individual_number=person.individual_number,
        person=words.Person(
            atena_no=person.atena_no, name=person.name, name_kana=person.name_kana, birth_date=person.birth_date,
            sex=words.Sex(person.sex), resident_class=words.ResidentClass(person.resident_class),
            address=words.Address(text=person.address, ward_code=person.ward_code), household_no=person.household_no,
            relation=person.relation, died_on=person.died_on, moved_out_on=person.moved_out_on,
        ),
    )  # fmt: skip
