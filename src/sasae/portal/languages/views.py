"""The switch: how pages read stays in the browser, not here."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from sasae.foundation.gate import OPEN, gate
from sasae.portal.languages.choice import CODES, COOKIE, LASTS


@gate(right=OPEN, purpose="表示のことばの切替え")
@require_safe
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Remember how this browser's pages read, and go back to the page."""
    if code not in CODES:
        raise Http404
    back = request.GET.get("next", "/")
    here = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = redirect(back if here else "/")
    response.set_cookie(
        COOKIE, code, max_age=LASTS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response
