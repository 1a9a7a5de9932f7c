"""Finding a service, and reading what it asks."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import OPEN, gate
from sasae.portal.services import catalog


@gate(right=OPEN, purpose="サービスの検索")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search by words or life event."""
    words, event = request.GET.get("q", "")[:100], request.GET.get("event", "")[:40]
    context = {
        "q": words,
        "event": event,
        "events": catalog.life_events(),
        "found": catalog.search(words, event),
        "asked": bool(words or event),
    }
    return render(request, "portal/services/search.html", context)


@gate(right=OPEN, purpose="サービスの検索")
@require_safe
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One service: who, what, papers, deadline, basis, and the button to apply."""
    found = catalog.services().get(code)
    if found is None:
        raise Http404
    return render(request, "portal/services/service.html", {"service": found})
