"""A move is one scan of the paper and one of where it goes; or the place first, and then paper after paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.subsidy.paper_custody import actions
from sasae.subsidy.paper_custody.actions import boxes
from sasae.subsidy.paper_custody.models import TrackedPaper
from sasae.subsidy.paper_custody.queries import placed, where_of
from sasae.subsidy.paper_custody.reading import CannotTrack, Target, paper_of, target_of, unread
from sasae.subsidy.people.wards import require_ward

PURPOSE = "書類の移動"
CAMERA = "camera=(self), microphone=(), geolocation=(), payment=()"  # only the pages that read labels may ask for it


@gate(right="paper_custody.work", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: GatedRequest) -> HttpResponse:
    """What was read so far, and the field for the next label."""
    pending, to = paper_of(request.GET.get("paper", "")), target_of(request.GET.get("to", ""))
    if pending:
        require_ward(request.gate, pending.ward_code)
    request.gate.shown(pending.persons if pending else [])
    if request.method == "POST":
        return _read(request, pending, to)
    where = where_of(placed(TrackedPaper.objects.all()).get(pk=pending.pk)) if pending else ""
    context = {"pending": pending, "where": where, "to": to, "me": request.gate.user.login_id}
    return camera(render(request, "subsidy/paper_custody/scan.html", context))


def _read(request: GatedRequest, pending: TrackedPaper | None, to: Target | None) -> HttpResponse:
    """Act on what was read, and come back to the field with what is still open."""
    typed = request.POST.get("scan", "")[:100]
    asked = {"paper": pending.number if pending else "", "to": to.code if to else ""}
    try:
        asked = _next(request, typed, pending, to)
    except CannotTrack as refusal:
        refuse(request, refusal, "scan")
    query = urlencode({name: text for name, text in asked.items() if text})
    return redirect(f"{reverse('paper_custody:scan')}?{query}" if query else "paper_custody:scan")


def _next(request: GatedRequest, typed: str, pending: TrackedPaper | None, to: Target | None) -> dict[str, str]:
    if paper := paper_of(typed):
        require_ward(request.gate, paper.ward_code)
        request.gate.shown(paper.persons)
        return {"to": _move(request, paper, to)} if to else {"paper": paper.number}
    target = target_of(typed)
    if target is None:
        raise unread(typed)
    if pending:
        _move(request, pending, target)
        return {}
    if to and to.box and target.place:
        boxes.move(to.box.pk, target.place, by=request.gate.actor, at=clock.now())
        messages.success(request, f"箱 {to.box.label} を {target.words} に移しました。")
        return {}
    return {"to": target.code}


def _move(request: GatedRequest, paper: TrackedPaper, target: Target) -> str:
    """Move it, and say so. Returns the target's code: the next paper goes there, too."""
    actions.move(paper.pk, target, by=request.gate.actor, at=clock.now())
    messages.success(request, f"書類 {paper.label} を {target.words} に移しました。")
    return target.code


def camera(answer: HttpResponse) -> HttpResponse:
    """Let the page ask for the camera."""
    answer["Permissions-Policy"] = CAMERA
    return answer
