"""A town in the making: persons with fresh numbers, their kin, their homes."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from sasae.simulators.town import names, numbers
from sasae.simulators.town.records import AS_OF, DECEASED, FOREIGN, MALE, RESIDENT, Kin, Person, Town


@dataclass(slots=True)
class Home:
    """A household on AS_OF, with what the later steps need to know of it."""

    no: str
    members: list[Person]
    supporter: Person | None = None  # whose dependants the children are, when it is not the one who earns most
    single_parent: Person | None = None
    recent: str = ""  # what happened to all of it within the last year: 転入, 転出, 転居
    recent_on: date | None = None
    assistance: bool = False
    fixed: bool = False  # a story home: incomes, insurance and schemes are written down, not drawn


@dataclass
class Builder:
    """A town in the making."""

    town: Town
    rng: random.Random
    fresh: Iterator[tuple[str, str, str]]
    homes: list[Home] = field(default_factory=list)

    @property
    def room(self) -> int:
        """How many persons are still to come."""
        return self.town.size - len(self.town.persons)

    def person(self, name: str, kana: str, birth: date, sex: str) -> Person:
        """A new person with fresh numbers."""
        atena, individual, resident = next(self.fresh)
        made = Person(atena, individual, resident, name, kana, birth, sex)
        self.town.persons.append(made)
        return made

    def native(self, surname: tuple[str, str], birth: date, sex: str) -> Person:
        """A new person with a Japanese name."""
        given, kana = names.given_name(self.rng, sex, birth.year)
        return self.person(f"{surname[0]}　{given}", f"{surname[1]}　{kana}", birth, sex)

    def foreigner(self, kind: names.Foreign, birth: date, sex: str) -> Person:
        """A new person with an alphabet name, and a 通称 where that is usual."""
        name, kana = names.foreign_name(self.rng, kind, sex)
        made = self.person(name, kana, birth, sex)
        made.resident_class, made.nationality = FOREIGN, kind.nationality
        if kind.common_name and self.rng.random() < 0.6:
            given, given_kana = names.given_name(self.rng, sex, birth.year)
            made.common_name = f"{kind.common_name}　{given}"
            made.common_name_kana = f"{kind.common_name_kana}　{given_kana}"
        return made

    def home(self, members: list[tuple[Person, str]], ward: str = "") -> Home:
        """Move persons into a dwelling of their own; the first is the head. Relations as the register writes them."""
        rng = self.rng
        ward = ward or names.ward(rng)
        postal_code, address = names.address(rng, ward)
        head = members[0][0]
        telephone = numbers.landline(rng) if rng.random() < 0.4 else ""
        home = Home(f"{len(self.homes) + 1:010d}", [member for member, _ in members])
        for member, relation in members:
            member.postal_code, member.address, member.ward_code = postal_code, address, ward
            member.household_no, member.relation, member.head_atena_no = home.no, relation, head.atena_no
            adult = member.birth_date < _ADULT
            member.telephone = numbers.mobile(rng) if adult and rng.random() < 0.7 else telephone
        self.homes.append(home)
        return home

    def marry(self, one: Person, other: Person, since: date, until: date | None = None) -> None:
        """Spouses, or former spouses when there is an end."""
        relation = "元配偶者" if until else "配偶者"
        self.town.kin.append(Kin(one.atena_no, other.atena_no, relation, since, until))
        self.town.kin.append(Kin(other.atena_no, one.atena_no, relation, since, until))

    def bear(self, child: Person, parents: Iterable[Person]) -> None:
        """Father and mother of a child."""
        for parent in parents:
            relation = "父" if parent.sex == MALE else "母"
            self.town.kin.append(Kin(child.atena_no, parent.atena_no, relation, child.birth_date))


_ADULT = date(AS_OF.year - 18, AS_OF.month, AS_OF.day)


def ago(days: int) -> date:
    """A day before AS_OF."""
    return AS_OF - timedelta(days=days)


def age(person: Person, on: date = AS_OF) -> int:
    """Years completed, near enough for drawing; the law's own counting is not needed here."""
    birth = person.birth_date
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def die(person: Person, on: date) -> None:
    """Leave the register by death."""
    person.resident_class, person.died_on = DECEASED, on


def is_here(person: Person) -> bool:
    """Living in town on AS_OF."""
    return person.resident_class in (RESIDENT, FOREIGN)
