"""Addresses of pages, for lists: a page of fifty rows names a hundred of them, and looking each up would cost more than
asking the database for the rows."""

import re
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse

_ANY = "Sasae-7_q.0:Z"  # every kind of sign that stays as it is in an address
_DIGITS = "73016520947"
_PLAIN = re.compile(r"[A-Za-z0-9_.:-]+", re.ASCII)


def address(name: str, argument: Any = None) -> str:
    """The address of a page, with its one argument if it has one: what `reverse` says. Raises NoReverseMatch."""
    if argument is None:
        return _fixed(name, settings.ROOT_URLCONF)
    text = str(argument)
    if _PLAIN.fullmatch(text):
        parts = _around(name, settings.ROOT_URLCONF, digits=text.isdecimal())
        if parts is not None:
            return f"{parts[0]}{text}{parts[1]}"
    return reverse(name, args=[argument])


@lru_cache(maxsize=1024)
def _fixed(name: str, urls: str) -> str:
    return reverse(name)


@lru_cache(maxsize=1024)
def _around(name: str, urls: str, *, digits: bool) -> tuple[str, str] | None:
    """What stands before and after the argument. None where the page does not take every argument of this kind as it is."""
    probe = _DIGITS if digits else _ANY
    try:
        before, found, after = reverse(name, args=[probe]).partition(probe)
    except NoReverseMatch:
        return None
    return (before, after) if found else None
