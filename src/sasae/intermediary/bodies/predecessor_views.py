"""The records of bodies one's own has succeeded: an operator turns to one of them, and back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import record
from sasae.intermediary.bodies.operators import LOOKS_INTO, own_body
from sasae.intermediary.bodies.queries import predecessors

PURPOSE = "承継した団体の記録の確認"


@gate(right="records.view", purpose=PURPOSE)
@require_safe
def every(request: GatedRequest) -> HttpResponse:
    """Which there are, and which the pages show now."""
    own = own_body(request)
    found = predecessors(own)
    at = request.session.get(LOOKS_INTO)
    now = next((each for each in found if each.code == at), own)
    return render(request, "intermediary/bodies/predecessors.html", {"own": own, "found": found, "now": now})


@gate(right="records.view", purpose=PURPOSE)
@require_POST
def turn(request: GatedRequest, code: str) -> HttpResponse:
    """Show another body's records from now on: a predecessor's, or one's own again."""
    own = own_body(request)
    wanted = next((each for each in [own, *predecessors(own)] if each.code == code), None)
    if wanted is None:
        raise Http404(code)
    request.session.pop(LOOKS_INTO, None)
    if wanted != own:
        request.session[LOOKS_INTO] = wanted.code
        record(request.gate.actor, "body.looked_into", wanted.code)
    messages.success(request, f"ここから先の画面は、{wanted.name}のものを表示します。")
    return redirect("bodies:predecessors")
