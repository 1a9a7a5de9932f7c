"""Things that happen in town after it was loaded. Each writes the feed, so that linkage hears of it."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max

from sasae.simulators.registers.models import CardSerial, Change, LoadedTown, Person, Protection, ResidentClass


class CannotHappen(ValueError):
    """There is nobody it could happen to; the text says why, in Japanese."""


def _tell(event: str, people: Sequence[Person], on: date) -> None:
    """Entries at the end of the feed. The row of the town is locked, so that numbers come without gaps in order."""
    LoadedTown.objects.select_for_update().first()
    last = Change.objects.aggregate(last=Max("sequence"))["last"] or 0
    Change.objects.bulk_create(
        Change(sequence=last + place, event=event, occurred_on=on, atena_no=person.atena_no)
        for place, person in enumerate(people, start=1)
    )


def _here(atena_nos: Sequence[str]) -> list[Person]:
    gone = [ResidentClass.MOVED_OUT, ResidentClass.DECEASED]
    people = list(
        Person.objects.select_for_update().filter(atena_no__in=atena_nos).exclude(resident_class__in=gone)
    )  # fmt: skip
    if not people:
        raise CannotHappen("住民にこの宛名番号の人がいません。")
    return people


@transaction.atomic
def move_out(atena_nos: Sequence[str], on: date, to: str) -> None:
    """転出 to another municipality."""
    people = _here(atena_nos)
    for person in people:
        person.resident_class, person.moved_out_on, person.moved_out_to = ResidentClass.MOVED_OUT, on, to
        person.save()
    _tell("転出", people, on)


@transaction.atomic
def move_within(atena_nos: Sequence[str], on: date, postal_code: str, address: str, ward_code: str) -> None:
    """転居: another dwelling in the city, for the persons named."""
    people = _here(atena_nos)
    for person in people:
        person.postal_code, person.address, person.ward_code = postal_code, address, ward_code
        person.save()
    _tell("転居", people, on)


@transaction.atomic
def die(atena_no: str, on: date) -> None:
    """死亡."""
    people = _here([atena_no])
    people[0].resident_class, people[0].died_on = ResidentClass.DECEASED, on
    people[0].save()
    _tell("死亡", people, on)


@transaction.atomic
def rename(atena_no: str, on: date, name: str, kana: str, event: str = "職権修正") -> None:
    """A new name: by marriage (婚姻), divorce (離婚) or correction."""
    people = _here([atena_no])
    people[0].name, people[0].name_kana = name, kana
    people[0].save()
    _tell(event, people, on)


@transaction.atomic
def renumber(atena_no: str, on: date, individual_number: str) -> None:
    """個人番号変更, after the old number leaked."""
    people = _here([atena_no])
    people[0].individual_number = individual_number
    people[0].save()
    _tell("個人番号変更", people, on)


@transaction.atomic
def protect(atena_nos: Sequence[str], barred: str, on: date, until: date) -> None:
    """支援措置 against one person."""
    people = _here(atena_nos)
    for person in people:
        person.protected_until = until
        person.save()
        Protection.objects.create(
            atena_no=person.atena_no, barred=barred, reason="配偶者からの暴力", since=on, until=until
        )
    _tell("支援措置", people, on)


@transaction.atomic
def register_serial(serial: str, atena_no: str) -> None:
    """The card authority issued a user certificate: its serial now leads to the person. Repeating changes nothing."""
    CardSerial.objects.update_or_create(serial=serial, defaults={"atena_no": atena_no})
