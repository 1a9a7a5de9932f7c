"""What another office of the city would tell of the town's people, with faults put in on purpose and everyday variety.

Half of what is told is under numbers the office gave itself. Variety is no fault: other shapes of characters, a name in
kana, an old address, a new family name. Each entry says what was done to it.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sasae.contracts import people as words
from sasae.contracts.resident_register import Change
from sasae.simulators.town.records import Person, Town

FAULTS = ("家族と入れ替わり", "別の人の番号", "一桁の誤り", "隣り合う桁の入れ替わり")
VARIETY = ("そのまま", "字形違い", "カナの氏名", "古い住所", "改姓")
_SHAPES = str.maketrans("髙高﨑崎斎齋辺邊沢澤", "高髙崎﨑齋斎邊辺澤沢")


@dataclass(frozen=True)
class Told:
    """One entry, whom it is about, and the fault or variety in it."""

    change: Change
    about: str
    what: str

    @property
    def faulty(self) -> bool:
        return self.what in FAULTS


def told_by_an_office(town: Town, count: int, *, seed: int = 1, fault_every: int = 20) -> list[Told]:
    """Entries about this many people of the town, one in `fault_every` of them with a fault."""
    rng = random.Random(seed)
    here = [person for person in town.persons if not person.moved_out_on and not person.died_on]
    homes: dict[str, list[Person]] = defaultdict(list)
    for person in here:
        homes[person.household_no].append(person)
    chosen = rng.sample(here, min(count, len(here)))
    return [
        _entry(place, each, homes[each.household_no], here, rng, fault_every) for place, each in enumerate(chosen, 1)
    ]


def _entry(
    place: int, person: Person, home: Sequence[Person], town: Sequence[Person], rng: random.Random, every: int
) -> Told:
    what = FAULTS[place // every % len(FAULTS)] if place % every == 0 else rng.choice(VARIETY)
    others = [member for member in home if member.atena_no != person.atena_no]
    if what == FAULTS[0] and not others:
        what = FAULTS[1]
    number = _number(what, person, others, town, rng)
    own = place % 2 == 0
    atena_no = f"9{place:014d}" if own else person.atena_no
    change = Change(
        sequence=place, event="届出", occurred_on=date(2026, 6, 1), individual_number=number,
        person=_person(replace(person, atena_no=atena_no, household_no="" if own else person.household_no), what),
    )  # fmt: skip
    return Told(change, person.atena_no, what)


def _number(what: str, person: Person, others: Sequence[Person], town: Sequence[Person], rng: random.Random) -> str:
    right = person.individual_number
    if what == "家族と入れ替わり":
        return rng.choice(others).individual_number
    if what == "別の人の番号":
        return rng.choice([each for each in rng.sample(town, 2) if each is not person]).individual_number
    if what == "一桁の誤り":
        place = rng.randrange(12)
        return right[:place] + str((int(right[place]) + rng.randrange(1, 10)) % 10) + right[place + 1 :]
    if what == "隣り合う桁の入れ替わり":
        places = [place for place in range(11) if right[place] != right[place + 1]]
        place = rng.choice(places)
        return right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    return right


def _person(person: Person, what: str) -> words.Person:
    name, kana, address = person.name, person.name_kana, person.address
    if what == "字形違い":
        name = name.translate(_SHAPES)
    elif what == "カナの氏名":
        name = kana
    elif what == "改姓":
        name, kana = f"改姓　{name.partition('　')[2]}", f"カイセイ　{kana.partition('　')[2]}"
    elif what == "古い住所":
        address = "神奈川県横浜市中区本町六丁目"
    return words.Person(
        atena_no=person.atena_no, name=name, name_kana=kana, birth_date=person.birth_date,
        sex=words.Sex(person.sex), resident_class=words.ResidentClass(person.resident_class),
        address=words.Address(text=address), household_no=person.household_no, relation=person.relation,
    )  # fmt: skip
