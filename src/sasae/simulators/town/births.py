"""Birth dates and children."""

import random
from datetime import date, timedelta

from sasae.simulators.town import names
from sasae.simulators.town.building import Builder, ago
from sasae.simulators.town.records import AS_OF, FEMALE, MALE, Person


def born(rng: random.Random, years: int) -> date:
    """A birth date of somebody who is this many years old."""
    return AS_OF - timedelta(days=int(years * 365.25) + rng.randrange(365))


def births(rng: random.Random, oldest: int, count: int) -> list[date]:
    """Birth dates of brothers and sisters, the oldest first: twins, 1 April and 29 February among them."""
    found: list[date] = []
    years = oldest
    while len(found) < count and years >= 0:
        birth = born(rng, years)
        chance = rng.random()
        if chance < 0.012:
            birth = date(birth.year, 4, 1)
        elif chance < 0.02:
            birth = date(birth.year // 4 * 4, 2, 29)
        found.append(min(birth, ago(3)))
        if len(found) < count and rng.random() < 0.02:
            found.append(found[-1])
        years -= 1 + int(rng.random() * 4)
    return sorted(found)


def sex_of(rng: random.Random) -> str:
    """Male or female."""
    return MALE if rng.random() < 0.512 else FEMALE


def children(builder: Builder, surname: tuple[str, str], days: list[date], parents: list[Person]) -> list[Person]:
    """Children of these parents, with different given names."""
    made: list[Person] = []
    taken: set[str] = set()
    for birth in days:
        sex = sex_of(builder.rng)
        for _ in range(8):
            given = names.given_name(builder.rng, sex, birth.year)
            if given[0] not in taken:
                break
        taken.add(given[0])
        child = builder.person(f"{surname[0]}　{given[0]}", f"{surname[1]}　{given[1]}", birth, sex)
        builder.bear(child, parents)
        made.append(child)
    return made
