"""Which office's data is provided under which name, and which is not provided to anybody; data, read once."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Provided:
    """`by` says whom a run asks about: those the office's own `feed` tells of, or everybody of the `index`."""

    code: str
    name: str
    system: str
    by: str


@dataclass(frozen=True)
class Withheld:
    """Nobody outside gets this (TRF-5)."""

    code: str
    name: str
    why: str


@cache
def provided() -> dict[str, Provided]:
    """By 特定個人情報名コード."""
    return {row["code"]: Provided(**row) for row in _table()["provided"]}


@cache
def withheld() -> dict[str, Withheld]:
    """By 特定個人情報名コード."""
    return {row["code"]: Withheld(**row) for row in _table()["withheld"]}


@cache
def _table() -> dict[str, list[dict[str, str]]]:
    table: dict[str, list[dict[str, str]]] = yaml.safe_load(
        (files(__package__) / "sources.yaml").read_text(encoding="utf-8")
    )
    return table


def name_of(code: str) -> str:
    """The name of a 特定個人情報名コード; the code itself when it is in neither list."""
    known = provided().get(code) or withheld().get(code)
    return known.name if known else code
