"""Banks and branches with their names as transfer files write them.

Source: package zengin-code, a monthly copy of the bankers' list; refreshed by a newer version of the package.
"""

from dataclasses import dataclass
from functools import lru_cache

from zengin_code import Bank as _Bank

from sasae.kernel.kana import zengin_text


@dataclass(frozen=True)
class Bank:
    """A bank; `kana` in half-width, as the format takes it."""

    code: str
    name: str
    kana: str


@dataclass(frozen=True)
class Branch:
    """A branch of a bank; `kana` in half-width."""

    code: str
    name: str
    kana: str


@lru_cache(maxsize=4096)
def bank(code: str) -> Bank | None:
    """The bank of a four-digit code, or None."""
    found = _Bank.all.get(code)
    return None if found is None else Bank(found.code, found.name, _kana(found.kana))


@lru_cache(maxsize=32_768)
def branch(bank_code: str, code: str) -> Branch | None:
    """The branch of a bank by its three-digit code, or None."""
    found = _Bank.all.get(bank_code)
    one = None if found is None else found.branches.get(code)
    return None if one is None else Branch(one.code, one.name, _kana(one.kana))


def bank_codes() -> list[str]:
    """Every bank code, ascending."""
    return sorted(_Bank.all)


def branch_codes(bank_code: str) -> list[str]:
    """Every branch code of a bank, ascending; empty for an unknown bank."""
    found = _Bank.all.get(bank_code)
    return [] if found is None else sorted(found.branches)


def _kana(kana: str) -> str:
    return zengin_text(kana, "branch").text
