"""What みどり野市, the made-up second municipality, knows of those who lived there on 1 January."""

from sasae.simulators.town.building import Builder
from sasae.simulators.town.incomes import LIVED_ELSEWHERE
from sasae.simulators.town.numbers import atena_no
from sasae.simulators.town.records import INCOME_YEARS, Elsewhere

MUNICIPALITY = "149993"
_FIRST = 70_000_000  # its own 宛名番号; the first thousand are for story people


def add(builder: Builder) -> None:
    """A row for each person and year the town's own tax office cannot know because they lived there."""
    rng = builder.rng
    people = {person.atena_no: person for person in builder.town.persons}
    written = {row.individual_number for row in builder.town.elsewhere}
    numbers: dict[str, str] = {}
    for income in builder.town.incomes:
        if income.unknown != LIVED_ELSEWHERE or income.lived_in != MUNICIPALITY or income.year not in INCOME_YEARS:
            continue
        person = people[income.atena_no]
        if person.individual_number in written or person.moved_out_on:
            continue
        there = numbers.setdefault(person.atena_no, atena_no(_FIRST + 1000 + len(numbers) * 3))
        row = Elsewhere(
            MUNICIPALITY, there, person.individual_number, person.name, person.name_kana, person.birth_date,
            person.sex, income.year, 0, 0, 0, 0, 0,
        )  # fmt: skip
        row.salary = int(1_700_000 * rng.lognormvariate(0, 0.4)) // 1000 * 1000
        builder.town.elsewhere.append(row)


def story_number(place: int) -> str:
    """A story person's 宛名番号 in みどり野市."""
    return atena_no(_FIRST + place)
