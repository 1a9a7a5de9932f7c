"""The look into a locked place at the day's end: which places, label after label, what is missing and what is too much."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.places.queries import places_in_use
from sasae.foundation.screens.refusals import refuse, take_step
from sasae.kernel import clock
from sasae.kernel.numbers import custody
from sasae.subsidy.paper_custody.actions import checks as verbs
from sasae.subsidy.paper_custody.models import Box, DayCheck
from sasae.subsidy.paper_custody.queries import contents, unchecked, with_something
from sasae.subsidy.paper_custody.reading import CannotTrack
from sasae.subsidy.paper_custody.scan_views import camera
from sasae.subsidy.wordings.closures import CLOSURES

PURPOSE = "書類の閉庁前の点検"
MOST = 30


@gate(right="paper_custody.view", purpose=PURPOSE)
@require_safe
def checks(request: GatedRequest) -> HttpResponse:
    """The places with papers, when each was looked into last, and the checks so far."""
    today = clock.today()
    late = set(unchecked(today, CLOSURES.on(today)).values_list("pk", flat=True))
    past = DayCheck.objects.select_related("place").order_by("-pk")[:MOST]
    rows = [(place, place.last_check == today, place.pk in late) for place in with_something()]
    context = {"rows": rows, "past": past, "may": request.gate.may("paper_custody.work")}
    return render(request, "subsidy/paper_custody/checks.html", context)


@gate(right="paper_custody.work", purpose=PURPOSE)
@require_POST
def begin(request: GatedRequest) -> HttpResponse:
    """Begin, or go on."""
    typed = request.POST.get("place", "")
    wanted = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
    place = get_object_or_404(places_in_use(), pk=wanted)
    made = verbs.begin(place, by=request.gate.actor, at=clock.now(), on=clock.today())
    return redirect("paper_custody:check", made.pk)


@gate(right="paper_custody.view", purpose=PURPOSE)
@require_safe
def check(request: GatedRequest, number: int) -> HttpResponse:
    """One check: what was read, what is still to be read; when it is over, what it found. Numbers and kinds alone."""
    one = get_object_or_404(DayCheck.objects.select_related("place"), pk=number)
    seen = {sighting.number for sighting in one.sightings.all()}
    expected = {} if one.closed_at else contents(one.place).numbers
    context = {
        "one": one, "seen": [(each, _kind(each)) for number, each in expected.items() if number in seen],
        "left": [(each, _kind(each)) for number, each in expected.items() if number not in seen],
        "surplus": [custody.label(each) for each in (one.surplus if one.closed_at else sorted(seen - set(expected)))],
        "missing": [custody.label(each) for each in one.missing], "may": request.gate.may("paper_custody.work"),
    }  # fmt: skip
    return camera(render(request, "subsidy/paper_custody/check.html", context))


def _kind(one: object) -> str:
    return "箱（封印を確かめる）" if isinstance(one, Box) else one.get_kind_display()  # type: ignore[attr-defined,no-any-return]


@gate(right="paper_custody.work", purpose=PURPOSE)
@require_POST
def see(request: GatedRequest, number: int) -> HttpResponse:
    """One label was read."""
    get_object_or_404(DayCheck, pk=number)
    try:
        found, here = verbs.see(number, request.POST.get("scan", "")[:100], by=request.gate.actor, at=clock.now())
    except CannotTrack as refusal:
        refuse(request, refusal, "scan")
    else:
        if here:
            messages.success(request, f"{found.label} があります。")
        else:
            messages.warning(request, f"{found.label} は、ここにはないはずのものです。移動の画面で、しまう場所を記録してください。")
    return redirect("paper_custody:check", number)


@gate(right="paper_custody.work", purpose=PURPOSE)
@require_POST
def close(request: GatedRequest, number: int) -> HttpResponse:
    """What was not read is missing."""
    get_object_or_404(DayCheck, pk=number)
    by = request.gate.actor
    take_step(
        request, lambda: verbs.close(number, by=by, at=clock.now()), done="点検を終えました。", refusals=(CannotTrack,)
    )
    return redirect("paper_custody:check", number)
