"""Finding a service, and reading what it asks."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sasae.contracts.forms.definitions import in_force
from sasae.foundation.gate import OPEN, gate
from sasae.kernel import clock
from sasae.portal.inbox.wording import office
from sasae.portal.services import catalog
from sasae.portal.services.could_i import APPLICATION, Questions, answer
from sasae.portal.services.guidance import guides


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
    form = in_force(code, clock.today())
    papers = [one for one in form.papers if one.need or one.when]
    return render(request, "portal/services/service.html", {"service": found, "form": form, "papers": papers})


@gate(right=OPEN, purpose="困ったときの案内")
@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """What to do when one is stuck, in order, and where to go on."""
    found = guides().get(code)
    if found is None:
        raise Http404
    return render(request, "portal/services/help.html", {"guide": found, "office": office(clock.today())})


@gate(right=OPEN, purpose="困ったときの案内")
@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """Every such page, and whom to ring up."""
    shown = {"guides": list(guides().values()), "office": office(clock.today())}
    return render(request, "portal/services/offices.html", shown)


@gate(right=OPEN, purpose="受けられるかの目安")
@never_cache
@require_http_methods(["GET", "POST"])
def could_i(request: HttpRequest) -> HttpResponse:
    """Whether one could get the certificate: answered from what was typed, which is then forgotten."""
    today = clock.today()
    form = Questions(request.POST or None, on=today)
    found = answer(form.cleaned_data, on=today) if request.method == "POST" and form.is_valid() else None
    context = {"form": form, "answer": found, "service": catalog.services()[APPLICATION], "today": today}
    return render(request, "portal/services/could_i.html", context)
