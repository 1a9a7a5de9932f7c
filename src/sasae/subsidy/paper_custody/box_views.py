"""Boxes: the list, one of them with all that lies in it, sealing and opening."""

from collections.abc import Callable

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.queries import names_of_staff
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock
from sasae.subsidy.paper_custody.actions import boxes as verbs
from sasae.subsidy.paper_custody.forms import BoxForm
from sasae.subsidy.paper_custody.lists import BOXES
from sasae.subsidy.paper_custody.models import Box
from sasae.subsidy.paper_custody.queries import LYING
from sasae.subsidy.paper_custody.reading import CannotTrack
from sasae.subsidy.people.wards import reach, within

PURPOSE = "書類の箱の管理"


@gate(right="paper_custody.view", purpose=PURPOSE)
@require_safe
def boxes(request: GatedRequest) -> HttpResponse:
    """Every box and how much lies in it."""
    inside = Count("papers", filter=Q(papers__state__in=LYING))
    rows = Box.objects.select_related("place").annotate(inside=inside)
    return BOXES.answer(request, rows, "subsidy/paper_custody/boxes.html", may=request.gate.may("paper_custody.work"))


@gate(right="paper_custody.work", purpose=PURPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: GatedRequest) -> HttpResponse:
    """A new box."""
    form = BoxForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.make(**form.cleaned_data, by=request.gate.actor, at=clock.now())
            return redirect("paper_custody:box", made.pk)
        except CannotTrack as refusal:
            form.refused(refusal)
    return render(request, "subsidy/paper_custody/new_box.html", {"form": form}, status=422 if form.errors else 200)


@gate(right="paper_custody.view", purpose=PURPOSE, shows=True)
@require_safe
def box(request: GatedRequest, serial: int) -> HttpResponse:
    """One box: what lies in it, as far as one's wards reach, and its seals."""
    one = get_object_or_404(Box.objects.select_related("place"), pk=serial)
    every = one.papers.filter(state__in=LYING).select_related("person").order_by("pk")
    papers = list(within(every, reach(request.gate, clock.today())))
    request.gate.shown([person for paper in papers for person in paper.persons])
    moves = list(one.moves.select_related("place").order_by("-pk"))
    context = {
        "one": one, "papers": papers, "others": every.count() - len(papers), "moves": moves,
        "names": names_of_staff({move.by for move in moves}), "may": request.gate.may("paper_custody.work"),
    }  # fmt: skip
    return render(request, "subsidy/paper_custody/box.html", context)


@gate(right="paper_custody.work", purpose=PURPOSE)
@require_POST
def take_box(request: GatedRequest, serial: int, step: str) -> HttpResponse:
    """Seal it, or break the seal."""
    get_object_or_404(Box, pk=serial)
    by, now, post = request.gate.actor, clock.now(), request.POST
    steps: dict[str, tuple[Callable[[], None], str]] = {
        "seal": (lambda: verbs.seal(serial, post.get("seal", ""), by=by, at=now), "封印を記録しました。"),
        "open": (lambda: verbs.open_again(serial, post.get("why", ""), by=by, at=now), "封印を開けたことを記録しました。"),
    }
    if step not in steps:
        raise Http404(step)
    act, done = steps[step]
    take_step(request, act, "seal", "why", done=done, refusals=(CannotTrack,))
    return redirect("paper_custody:box", serial)
