"""The small form of a page that keeps something back: whose, and where, signed for the one who sees the page."""

from typing import Any

from django.core import signing
from django.http import HttpRequest

from sasae.foundation.showings.queries import open_of
from sasae.kernel import clock

SALT = "showings"
AGE = 12 * 60 * 60  # seconds a page may stand open: a day's work


def asked_on(request: HttpRequest) -> dict[str, Any] | None:
    """What this page keeps back from somebody who holds the right: the request that waits, or what the form says."""
    gate = getattr(request, "gate", None)
    if gate is None or not gate.unseen:
        return None
    persons = list(dict.fromkeys(gate.unseen))
    page = request.get_full_path() if request.method == "GET" else ""
    told = {"persons": persons, "page": page, "by": gate.actor.id}
    waiting = open_of(gate.actor.id, persons, clock.now())
    return {"count": len(persons), "waiting": waiting, "what": signing.dumps(told, salt=SALT)}


def read(what: str, by_id: str) -> tuple[list[str], str] | None:
    """Persons and page of a form that came back; None where it is not this person's, or not from a page of ours."""
    try:
        told = signing.loads(what, salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return None
    return (told["persons"], told["page"]) if told["by"] == by_id else None
