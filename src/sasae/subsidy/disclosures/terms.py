"""Days, fee, papers and grounds of requests on paper, dated."""

from datetime import date, timedelta
from typing import Any

from sasae.kernel.dated import load_dated

TERMS = load_dated(__package__, "terms.yaml", dict[str, Any])
YEARS = 7  # the journal's lines a packet tells; as long as they are kept


def due_on(requested_on: date) -> date:
    """The last day of the decision."""
    return requested_on + timedelta(days=int(TERMS.on(requested_on)["days"]))


def extended(due: date, requested_on: date) -> date:
    """The last day after the one extension."""
    return due + timedelta(days=int(TERMS.on(requested_on)["extension_days"]))


def fee_yen(pages: int, on: date) -> int:
    """What so many pages of copy cost."""
    return pages * int(TERMS.on(on)["yen_a_page"])


def named(kind: str, on: date) -> dict[str, str]:
    """Code and words of papers (`identity`, `authority`) or grounds."""
    told: dict[str, str] = TERMS.on(on)[kind]
    return told


def words(kind: str, codes: list[str], on: date) -> str:
    """The words of some of them; a code no longer listed by itself."""
    known = named(kind, on)
    return "、".join(known.get(code, code) for code in codes)
