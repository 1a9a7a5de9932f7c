"""Index rows as contract messages. The address of a protected person leaves sealed to the asking system."""

from collections.abc import Container, Iterable
from datetime import date

from sasae.contracts.people import Address, Person, ResidentClass, Sex
from sasae.foundation.history import Actor
from sasae.foundation.own_keys import seal_text
from sasae.foundation.release import release
from sasae.linkage.people.models import RegisteredPerson


def to_messages(
    people: Iterable[RegisteredPerson], *, receiver: str, actor: Actor, reason: str, on: date,
    protected: Container[str] = (),
) -> list[Person]:  # fmt: skip
    """What `receiver` is told of these persons on a day. `protected`: 宛名番号 of those protected whatever the row says."""
    return [
        _message(person, receiver, actor, reason, protected=person.atena_no in protected or person.protected(on))
        for person in people
    ]


def _message(person: RegisteredPerson, receiver: str, actor: Actor, reason: str, *, protected: bool) -> Person:

    def freed(value: object) -> str:
        return release(value, actor=actor, way="contract", person=person.atena_no, protected=protected, reason=reason)

    address = freed(person.address)
    return Person(
        atena_no=person.atena_no,
        name=person.name,
        name_kana=person.name_kana,
        birth_date=person.birth_date,
        sex=Sex(person.sex),
        resident_class=ResidentClass(person.resident_class),
        address=Address(
            postal_code="" if protected else person.postal_code,
            text="" if protected else address,
            sealed=seal_text(receiver, address) if protected else "",
            ward_code=person.ward_code,
        ),
        household_no=person.household_no,
        relation=person.relation,
        head_atena_no=person.head_atena_no,
        telephone="" if protected else freed(person.telephone),
        resident_since=person.resident_since,
        moved_in_from=person.moved_in_from,
        moved_out_on=person.moved_out_on,
        died_on=person.died_on,
        protected_until=person.protected_until,
    )
