"""Nothing is reachable for a signed-in user who has not acknowledged today's rules, but the page that shows them.

What was acknowledged is marked in the session, so that a page costs no question more. Whoever is typing when a new
version or a new fiscal year begins may still send what was typed: the rules come with the next page.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from sasae.foundation.gate import OPEN, PASSWORD_PAGES, RESIDENT, whole_page
from sasae.foundation.instruction.queries import mark_of_rules, unacknowledged
from sasae.kernel import clock

MARK = "rules_acknowledged"
# A suspected loss is reported at once, whatever else waits.
FREE = {*PASSWORD_PAGES, "instruction:rules", "incidents:report"}


class RulesAcknowledged:
    """Stands behind the gate, which knows by then who asks and for what."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """None where the way is free; else the way to the rules, which leads back here."""
        seen, declared = request.gate, request.sasae_declaration  # type: ignore[attr-defined]
        if seen.user is None or declared.right in (OPEN, RESIDENT) or seen.screen in FREE:
            return None
        mark = request.session.get(MARK, "")
        if mark and request.method not in ("GET", "HEAD"):
            return None
        on = clock.today()
        if mark == (now := mark_of_rules(on)):
            return None
        if not unacknowledged(seen.user.login_id, on):
            request.session[MARK] = now
            return None
        back = reverse("instruction:rules")
        if request.method == "GET" and not request.headers.get("HX-Request"):
            back += f"?{urlencode({'next': request.get_full_path()})}"
        return whole_page(request, back)
