"""Questions the subsidy office asks of linkage, each with its purpose and legal basis."""

from collections.abc import Iterator, Sequence
from datetime import date

from sasae.contracts import person_index
from sasae.contracts.people import Person
from sasae.foundation.history import Actor
from sasae.foundation.partners import ask

BASIS = "number_ordinance_3_1_3"
NETWORK_BASIS = "number_act_19_9"


def purpose(affair: str, by: Actor, case: str = "", basis: str = BASIS) -> person_index.Purpose:
    """Why we ask: the affair, its basis in the number ordinance, who asks and for which case."""
    return person_index.Purpose(affair=affair, basis=basis, operator=by.id, case=case)


def people(atena_nos: Sequence[str], why: person_index.Purpose) -> list[Person]:
    """These persons as the index has them now."""
    if not atena_nos:
        return []
    return ask(person_index.PEOPLE, person_index.PeopleRequest(purpose=why, atena_nos=list(atena_nos))).people


def household(atena_no: str, why: person_index.Purpose, on: date | None = None) -> list[Person]:
    """Everybody of the person's household: of now, or as it was on a day that is over."""
    return ask(person_index.HOUSEHOLD, person_index.HouseholdRequest(purpose=why, atena_no=atena_no, on=on)).people


MOST_HOUSEHOLDS, MOST_PERSONS = 300, 500  # of one question


def households(
    atena_nos: Sequence[str], why: person_index.Purpose, on: date | None = None
) -> tuple[dict[str, list[str]], dict[str, Person]]:
    """Everybody of the households of many, of now or of a day that is over: who is of whose, and each person once, by
    宛名番号. A question a page."""
    members: dict[str, list[str]] = {}
    found: dict[str, Person] = {}
    for page in _pages(atena_nos, MOST_HOUSEHOLDS):
        told = ask(person_index.HOUSEHOLDS, person_index.HouseholdsRequest(purpose=why, atena_nos=page, on=on))
        members |= {one.atena_no: one.members for one in told.households}
        found |= {person.atena_no: person for person in told.people}
    return members, found


def many_people(atena_nos: Sequence[str], why: person_index.Purpose) -> list[Person]:
    """However many persons, a question a page."""
    return [person for page in _pages(atena_nos, MOST_PERSONS) for person in people(page, why)]


def circumstances_of_many(
    atena_nos: Sequence[str], year: int, why: person_index.Purpose
) -> list[person_index.Circumstances]:
    """Income and other schemes of however many persons, an answer a page."""
    return [circumstances(page, year, why) for page in _pages(atena_nos, MOST_PERSONS)]


def _pages(atena_nos: Sequence[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(atena_nos), size):
        yield list(atena_nos[start : start + size])


def changes(after: int, why: person_index.Purpose) -> person_index.Changes:
    """What happened to whom in town after a number."""
    return ask(person_index.CHANGES, person_index.ChangesRequest(purpose=why, after=after))


def versions(numbers: Sequence[int], why: person_index.Purpose) -> dict[int, person_index.Version]:
    """What each of these changes did, by its number. A question a page."""
    found: dict[int, person_index.Version] = {}
    for start in range(0, len(numbers), MOST_PERSONS):
        page = list(numbers[start : start + MOST_PERSONS])
        told = ask(person_index.VERSIONS, person_index.VersionsRequest(purpose=why, numbers=page))
        found |= {one.number: one for one in told.versions}
    return found


def find(why: person_index.Purpose, *, kana: str, birth_date: object) -> list[Person]:
    """Persons by kana and birth date: who is meant in an application."""
    question = person_index.FindRequest.model_validate(
        {"purpose": why, "name_kana": kana, "birth_date": birth_date, "limit": 20}
    )
    return ask(person_index.FIND, question).people


def find_by_number(why: person_index.Purpose, individual_number: str) -> list[Person]:
    """The person who bears an individual number."""
    return ask(person_index.FIND, person_index.FindRequest(purpose=why, individual_number=individual_number)).people


def circumstances(atena_nos: Sequence[str], year: int, why: person_index.Purpose) -> person_index.Circumstances:
    """Income of one year and other schemes of these persons."""
    return ask(
        person_index.CIRCUMSTANCES,
        person_index.CircumstancesRequest(purpose=why, atena_nos=list(atena_nos), income_year=year),
    )
