"""Field by field: what the application says, and what the register says of the same person (ACQ-8)."""

from dataclasses import dataclass
from typing import Any

from sasae.foundation.release import GuardedText
from sasae.kernel.characters import names_agree
from sasae.kernel.kana import to_katakana
from sasae.subsidy.people.models import Person

_HIDDEN = "（表示しません）"


@dataclass(frozen=True)
class Difference:
    """One field that disagrees. Guarded values are not repeated: that they differ is all that is said."""

    place: str
    label: str
    applied: str
    registered: str


def compare(form: dict[str, Any], people: dict[str, Person]) -> list[Difference]:
    """Differences of every person of the form who was found, by their place in the form."""
    found: list[Difference] = []
    for place, person in people.items():
        found += _of_person(place, entry_at(form, place), person)
    return found


def entry_at(form: dict[str, Any], place: str) -> dict[str, Any]:
    """The part of a form at a place, e.g. `children.0`."""
    value: Any = form
    for step in place.split("."):
        value = value[int(step)] if step.isdecimal() else value[step]
    entry: dict[str, Any] = value
    return entry


def _of_person(place: str, applied: dict[str, Any], person: Person) -> list[Difference]:
    found = []
    if not names_agree(applied["name"], person.name):
        found.append(Difference(f"{place}.name", "氏名", applied["name"], person.name))
    if not same_reading(applied["name_kana"], person.name_kana):
        found.append(Difference(f"{place}.name_kana", "フリガナ", applied["name_kana"], person.name_kana))
    if applied["birth_date"] != person.birth_date.isoformat():
        found.append(
            Difference(f"{place}.birth_date", "生年月日", applied["birth_date"], person.birth_date.isoformat())
        )
    if applied["sex"] != person.sex:
        found.append(Difference(f"{place}.sex", "性別", applied["sex"], person.sex))
    if "address" in applied and GuardedText(applied["address"]) != person.address:
        found.append(Difference(f"{place}.address", "住所", _HIDDEN, _HIDDEN))
    return found


def same_reading(one: str, other: str) -> bool:
    """Whether two readings agree, however they are spaced and in whichever kana."""
    return _kana(one) == _kana(other)


def _kana(text: str) -> str:
    return to_katakana(text).replace(" ", "").replace("　", "")
