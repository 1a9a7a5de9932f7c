"""The checklists of sites, and how often a site is looked at."""

from sasae.foundation.places.models import SiteKind
from sasae.kernel.dated import load_dated

GOOD, BAD, NONE = "good", "bad", "none"
ANSWERS = {GOOD: "良い", BAD: "不備がある", NONE: "当てはまらない"}


def _read(value: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    if set(value) != set(SiteKind.values):
        raise ValueError(f"measures.yaml: {sorted(set(value) ^ set(SiteKind.values))}")
    return value


MEASURES = load_dated(__package__, "measures.yaml", _read)
EVERY = load_dated(__package__, "inspection_days.yaml", int)
