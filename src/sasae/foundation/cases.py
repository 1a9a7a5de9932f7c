"""The case a person is looked at for: the one the page's address names, else the one whose page led here.

It goes into the journal with whoever is shown. A look without one is not refused; it is a signal of the radar.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve

# Parts of an address that name a case. A person's own number does not.
NAMES = (
    "receipt_number", "number", "processing_no", "permit_no", "serial", "case", "inquiry", "examination", "run", "pk",
)  # fmt: skip
LONGEST = 60


def case_of(match: ResolverMatch | None) -> str:
    """The case an address names; empty where it names none. A row's bare number is told with its area."""
    given = match.kwargs if match else {}
    for name in NAMES:
        if name in given:
            value = given[name]
            return (f"{match.app_name} {value}" if isinstance(value, int) and match else str(value))[:LONGEST]
    return ""


def looked_at_for(request: HttpRequest) -> dict[str, str]:
    """`case`, and `came_from` where it is the case of the page before, which browsers tell of our own pages alone."""
    if own := case_of(request.resolver_match):
        return {"case": own}
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host():
        return {}
    try:
        match = resolve(before.path)
    except Resolver404:
        return {}
    case = case_of(match)
    return {"case": case, "came_from": match.view_name[:60]} if case else {}
