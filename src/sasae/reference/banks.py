"""Banks and branches with their names as transfer files write them.

Source: package zengin-code, a monthly copy of the bankers' list; refreshed by a newer version of the package.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sasae.kernel.kana import to_katakana, zengin_text

_LARGE = str.maketrans("ァィゥェォャュョッ", "アイウエオヤユヨツ")  # as the bankers' list writes readings
_SHORTENED = {"信用金庫": "信金", "信用組合": "信組", "農業協同組合": "農協", "労働金庫": "労金"}


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


@cache
def _all() -> dict[str, Any]:
    """The list by code; the package reads all of it when it is imported, so it is when a bank is first asked for."""
    from zengin_code import Bank as Listed

    listed: dict[str, Any] = Listed.all
    return listed


@lru_cache(maxsize=4096)
def bank(code: str) -> Bank | None:
    """The bank of a four-digit code, or None."""
    found = _all().get(code)
    return None if found is None else Bank(found.code, found.name, _kana(found.kana))


@lru_cache(maxsize=32_768)
def branch(bank_code: str, code: str) -> Branch | None:
    """The branch of a bank by its three-digit code, or None."""
    found = _all().get(bank_code)
    one = None if found is None else found.branches.get(code)
    return None if one is None else Branch(one.code, one.name, _kana(one.kana))


def bank_codes() -> list[str]:
    """Every bank code, ascending."""
    return sorted(_all())


def branch_codes(bank_code: str) -> list[str]:
    """Every branch code of a bank, ascending; empty for an unknown bank."""
    found = _all().get(bank_code)
    return [] if found is None else sorted(found.branches)


def _kana(kana: str) -> str:
    return zengin_text(kana, "branch").text


def find_banks(words: str, most: int = 60) -> list[Bank]:
    """Banks by part of name or reading, or by the beginning of the code; those of exactly this name stand alone."""
    return [one for one in map(bank, _matching(_all(), words)[:most]) if one]


def find_branches(bank_code: str, words: str = "", most: int = 1000) -> list[Branch]:
    """Branches of a bank in the order of their reading; all of them without words."""
    found = _all().get(bank_code)
    codes = _matching({} if found is None else found.branches, words)
    branches = [one for one in (branch(bank_code, code) for code in codes) if one]
    return sorted(branches, key=lambda one: one.kana)[:most]


def _matching(known: Any, words: str) -> list[str]:
    """The codes of those whose name or reading holds the words."""
    asked = _plain(words)
    exact = [code for code, one in known.items() if asked in (code, _plain(one.name), _plain(one.kana))]
    if exact:
        return exact
    return [
        code
        for code, one in known.items()
        if asked in _plain(one.name) or asked in _plain(one.kana) or code.startswith(asked)
    ]


def _plain(words: str) -> str:
    """What two writings of a bank's name are compared by."""
    text = "".join(to_katakana(words).split()).casefold().translate(_LARGE)
    for long, short in _SHORTENED.items():
        text = text.replace(long, short)
    for end in ("銀行", "ギンコウ", "支店", "シテン"):
        text = text.removesuffix(end) or text
    return text
