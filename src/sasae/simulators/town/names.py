"""Names and addresses, from the tables beside this file."""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Generic, TypeVar

from sasae.simulators.town.records import MALE

Item = TypeVar("Item")

# answers of the 2021 survey of single parents by ward (domain.md §10, K13), taken as weights of the whole town
WARD_WEIGHTS = {
    "141313": 806, "141321": 454, "141330": 446, "141348": 576, "141364": 554, "141356": 463, "141372": 347,
}  # fmt: skip


class Wheel(Generic[Item]):
    """A weighted choice, made once and drawn often."""

    def __init__(self, items: Sequence[Item], weights: Sequence[float]) -> None:
        self._items = items
        self._weights = list(accumulate(weights))

    def draw(self, rng: random.Random) -> Item:
        """One of the items."""
        return rng.choices(self._items, cum_weights=self._weights)[0]


@dataclass(frozen=True)
class Place:
    """A town (町名) of a ward."""

    ward_code: str
    postal_code: str
    ward: str
    town: str


@dataclass(frozen=True)
class Foreign:
    """Names of one nationality, given names apart by /; `common_name` (通称) is empty where few use one."""

    nationality: str
    family: str
    family_kana: str
    male: str
    male_kana: str
    female: str
    female_kana: str
    common_name: str
    common_name_kana: str


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def places() -> dict[str, list[Place]]:
    """The towns of each ward (日本郵便)."""
    found: dict[str, list[Place]] = {}
    for row in _rows("places.csv"):
        found.setdefault(row["ward_code"], []).append(Place(**row))
    return found


@cache
def _surnames() -> Wheel[tuple[str, str]]:
    rows = _rows("surnames.csv")
    return Wheel([(row["name"], row["kana"]) for row in rows], [float(row["weight"]) for row in rows])


@cache
def _given(sex: str, decade: int) -> list[tuple[str, str]]:
    middle = decade + 5
    return [
        (row["name"], row["kana"])
        for row in _rows("given_names.csv")
        if row["sex"] == sex and int(row["from"]) <= middle <= int(row["to"])
    ]


@cache
def _foreign() -> Wheel[Foreign]:
    rows = _rows("foreign_names.csv")
    weights = [float(row.pop("weight")) for row in rows]
    return Wheel([Foreign(**row) for row in rows], weights)


@cache
def _wards() -> Wheel[str]:
    return Wheel(list(WARD_WEIGHTS), list(WARD_WEIGHTS.values()))


def surname(rng: random.Random) -> tuple[str, str]:
    """A surname and its kana."""
    return _surnames().draw(rng)


def given_name(rng: random.Random, sex: str, birth_year: int) -> tuple[str, str]:
    """A given name of the time of birth, and its kana."""
    return rng.choice(_given(sex, min(max(birth_year // 10 * 10, 1920), 2020)))


def foreign(rng: random.Random) -> Foreign:
    """A nationality with its names."""
    return _foreign().draw(rng)


def foreign_name(rng: random.Random, names: Foreign, sex: str) -> tuple[str, str]:
    """Alphabet name and kana."""
    given, kana = (names.male, names.male_kana) if sex == MALE else (names.female, names.female_kana)
    chosen, chosen_kana = rng.choice(list(zip(given.split("/"), kana.split("/"), strict=True)))
    return f"{names.family} {chosen}", f"{names.family_kana} {chosen_kana}"


def ward(rng: random.Random) -> str:
    """A ward code, by weight."""
    return _wards().draw(rng)


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_HOUSES = (
    "",
    "",
    "",
    "コーポさくら",
    "メゾン多摩川",
    "グリーンハイツ",
    "第二宮川荘",
    "ヴィラ・ソレイユ",
    "市営住宅２号棟",
)


def address(rng: random.Random, ward_code: str) -> tuple[str, str]:
    """Postal code and address: a real town name, made-up block, house and room."""
    place = rng.choice(places()[ward_code])
    block, number = 31 + rng.randrange(60), 1 + rng.randrange(30)
    house = rng.choice(_HOUSES)
    room = f"　{house}{101 + rng.randrange(8) * 100 + rng.randrange(6)}号室" if house else ""
    text = f"神奈川県川崎市{place.ward}{place.town}{block}番{number}号{room}"
    return place.postal_code, text.translate(_WIDE)
