"""法令上の根拠: what a use, a query or a transfer of personal information rests on. Without a basis it does not run."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sasae.kernel.dated import Dated, load_dated


class Basis(NamedTuple):
    """The basis of one affair: what it is, and the provision."""

    id: str
    affair: str
    provision: str


class NoBasis(LookupError):
    """この事務・照会・移転に法令上の根拠がない。"""


def _bases(value: Any) -> Mapping[str, Basis]:
    return {key: Basis(key, row["affair"], row["provision"]) for key, row in value.items()}


BASES: Dated[Mapping[str, Basis]] = load_dated(__package__ or "", "legal_basis.yaml", _bases)


def basis(key: str, on: date) -> Basis:
    """The basis in force on a day. Raises NoBasis for an affair that has none, NotInForce before the table begins."""
    found = BASES.on(on).get(key)
    if found is None:
        raise NoBasis(f"「{key}」の法令上の根拠が表にありません。")
    return found
