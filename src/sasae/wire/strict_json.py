"""JSON as the lines between systems carry it: plain, not deeper than needed, no name twice, no number that is none.

What two readers could read differently is refused before anybody reads it.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from sasae.wire.signing import Refused

DEEPEST = 32  # levels of nesting in a message
_BRACKETS = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


def read(body: bytes) -> Any:
    """The body as Python values. Raises ValueError; to be called after `check_depth`."""
    return json.loads(body, object_pairs_hook=_unique, parse_constant=_no_number, parse_float=_finite)


def check_depth(body: bytes) -> None:
    """Raise Refused before a parser is let near what would be its undoing."""
    if depth(body) > DEEPEST:
        raise Refused("W-013", f"入れ子が深すぎます（{DEEPEST}段まで）。")


def check_plain(headers: Mapping[str, str]) -> None:
    """Raise Refused for a packed body: a few bytes may unpack to more than fits anywhere."""
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise Refused("W-020", "圧縮した本文は受け取りません。そのまま送ってください。")


def depth(body: bytes) -> int:
    """The deepest nesting of brackets outside strings."""
    deepest = level = 0
    for found in _BRACKETS.finditer(body):
        if found[0] in (b"[", b"{"):
            level += 1
            deepest = max(deepest, level)
        elif found[0] in (b"]", b"}"):
            level -= 1
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A name is repeated.")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not JSON.")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("A number is too large.")
    return number
