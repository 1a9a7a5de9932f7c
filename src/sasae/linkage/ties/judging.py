"""Whether the person told of may be the one who bears the number: by the four attributes, in any writing of the name.

A number that comes with name, birth date and sex of its bearer is tied by rule. Anything less is for a named person to
look at. A number that belongs to somebody else of the household is the commonest fault of all: it has a kind of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sasae.linkage.people.models import RegisteredPerson, UnifiedPerson
from sasae.linkage.ties.models import CaseKind

ATTRIBUTES = {"name": "氏名・フリガナ", "birth_date": "生年月日", "sex": "性別", "address": "住所"}
UNKNOWN_SEX = "0"
Agreement = dict[str, bool | None]  # None: not compared


@dataclass(frozen=True)
class Doubt:
    """A tie that was not made, and why. `likely` is who the person told of may be."""

    atena_no: str
    kind: CaseKind
    holder: UnifiedPerson | None
    agreement: Agreement
    likely: RegisteredPerson | None = None


def agreement(one: RegisteredPerson, other: RegisteredPerson, on: date) -> Agreement:
    """Which of the four attributes agree. Where somebody protected lives is compared with nothing."""
    guarded = one.protected(on) or other.protected(on) or not (one.address and other.address)
    sexes = {one.sex, other.sex}
    return {
        "name": names_agree(one, other),
        "birth_date": one.birth_date == other.birth_date,
        "sex": None if UNKNOWN_SEX in sexes else len(sexes) == 1,
        "address": None if guarded else one.address == other.address,
    }


def names_agree(one: RegisteredPerson, other: RegisteredPerson) -> bool:
    """By the shrunken name or by the reading, whichever writing each system has."""
    return one.name_key == other.name_key or (bool(one.kana_key) and one.kana_key == other.kana_key)


def same(found: Agreement) -> bool:
    """Enough to tie a number by rule; an unknown sex is made up for by the address."""
    told = found["sex"] or (found["sex"] is None and found["address"])
    return bool(found["name"] and found["birth_date"] and told)


def judge(
    told: RegisteredPerson,
    bearers: Sequence[RegisteredPerson],
    families: Sequence[RegisteredPerson],
    own: UnifiedPerson | None,
    holder: UnifiedPerson,
    on: date,
) -> Doubt | None:
    """What stands against tying this person to the holder of the number they came with; None when nothing does.

    `bearers` are the persons registered under the number, `families` everybody of their households.
    """
    compared = [agreement(told, bearer, on) for bearer in bearers]
    closest = max(compared, key=lambda one: sum(bool(each) for each in one.values()), default=dict.fromkeys(ATTRIBUTES))
    if own is None and same(closest):
        return None
    numbers = {bearer.atena_no for bearer in bearers}
    family = [member for member in families if member.atena_no not in numbers]
    likely = next((each for each in family if each.atena_no == told.atena_no), None) or next(
        (each for each in family if same(agreement(told, each, on))), None
    )
    if likely is not None and not same(closest):
        return Doubt(told.atena_no, CaseKind.SWAP, holder, closest, likely)
    if own is not None:
        return Doubt(told.atena_no, CaseKind.DIFFERS, holder, closest, next(iter(bearers), None))
    unsure = sum(bool(each) for each in closest.values()) >= 2
    return Doubt(
        told.atena_no, CaseKind.UNSURE if unsure else CaseKind.OTHER, holder, closest, next(iter(bearers), None)
    )
