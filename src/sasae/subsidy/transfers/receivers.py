"""To which offices something may be transferred at all: the ordinance's own list, dated."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sasae.contracts.transfers import Item
from sasae.kernel.dated import load_dated


@dataclass(frozen=True)
class Receiver:
    """An office, the row of the ordinance, its affair, and the items that affair may need."""

    key: str
    name: str
    basis: str
    basis_name: str
    affair: str
    items: tuple[Item, ...]


def _parse(value: Any) -> dict[str, Receiver]:
    return {
        key: Receiver(key, row["name"], row["basis"], row["basis_name"], row["affair"], tuple(map(Item, row["items"])))
        for key, row in value.items()
    }


RECEIVERS = load_dated(__package__, "receivers.yaml", _parse)


def receiver(key: str, on: date) -> Receiver | None:
    """An office by its system's name; None where the ordinance names no such office on the day."""
    return RECEIVERS.on(on).get(key)


def receiver_name(key: str) -> str:
    """An office's name as last listed; the key itself where it never was."""
    found = RECEIVERS.rows[-1].value or {}
    return found[key].name if key in found else key
