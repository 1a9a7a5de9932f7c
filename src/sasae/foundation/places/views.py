"""The register of sites with their inspections, and that of locked places."""

from collections.abc import Callable

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.queries import names_of_staff
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.places import actions, queries
from sasae.foundation.places.forms import InspectionForm, PlaceForm, SiteForm
from sasae.foundation.places.lists import PLACES, SITES
from sasae.foundation.places.measures import ANSWERS, MEASURES
from sasae.foundation.places.models import FindingState, Inspection, LockedPlace, Site, SiteFinding
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock

PURPOSE = "拠点の物理的対策"
REFUSALS = (actions.CannotKeep,)
Steps = dict[str, tuple[str, Callable[[], None], str]]


@gate(right="places.view", purpose=PURPOSE)
@require_safe
def sites(request: GatedRequest) -> HttpResponse:
    """Every site, when it was looked at last and what is not mended."""
    due = queries.inspection_due(clock.today()).filter(pk=OuterRef("pk"))
    unmended = Count("inspections__findings", filter=~Q(inspections__findings__state=FindingState.CLOSED))
    rows = Site.objects.annotate(open=unmended, due=Exists(due))
    return SITES.answer(request, rows, "places/sites.html", may=request.gate.may("places.manage"))


@gate(right="places.manage", purpose=PURPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def register_site(request: GatedRequest) -> HttpResponse:
    """A new site."""
    form = SiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register_site(**form.cleaned_data, by=request.gate.actor, at=clock.now())
            return redirect("places:site", made.code)
        except actions.CannotKeep as refusal:
            form.refused(refusal)
    return render(request, "places/new_site.html", {"form": form}, status=422 if form.errors else 200)


@gate(right="places.view", purpose=PURPOSE)
@require_safe
def site(request: GatedRequest, code: str) -> HttpResponse:
    """One site: its checklist, its inspections, what is to be mended, its locked places."""
    one = get_object_or_404(Site, code=code)
    found = list(SiteFinding.objects.filter(inspection__site=one).order_by("state", "mend_by", "pk"))
    inspections = [_with_answers(each, one) for each in one.inspections.order_by("-on", "-pk")[:20]]
    people = {name for each in found for name in (each.mended_by, each.closed_by)}
    people |= {name for each in inspections for name in (each.inspected_by, each.decided_by)}
    context = {
        "one": one, "measures": MEASURES.on(clock.today())[one.kind].values(), "today": clock.today(),
        "inspections": inspections, "findings": found, "names": names_of_staff(people), "places": one.places.filter(ended_on=None).order_by("name"),
        "due": queries.inspection_due(clock.today()).filter(pk=one.pk).exists(), "me": request.gate.actor.id,
        "may": request.gate.may("places.manage"), "may_confirm": request.gate.may("places.confirm"),
    }  # fmt: skip
    return render(request, "places/site.html", context)


def _with_answers(one: Inspection, site: Site) -> Inspection:
    words = MEASURES.on(one.on)[site.kind]
    one.told = [(words.get(name, name), ANSWERS[answer]) for name, answer in one.answers.items()]  # type: ignore[attr-defined]
    return one


@gate(right="places.manage", purpose=PURPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def inspect(request: GatedRequest, code: str) -> HttpResponse:
    """Look at a site and write down what was seen."""
    one = get_object_or_404(Site, code=code)
    form = InspectionForm(request.POST or None, site=one, today=clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            actions.inspect(one, **form.told(), by=request.gate.actor, at=clock.now())
            return redirect("places:site", one.code)
        except actions.CannotKeep as refusal:
            form.refused(refusal)
    return render(request, "places/inspect.html", {"form": form, "one": one}, status=422 if form.errors else 200)


@gate(right="places.view", purpose=PURPOSE)
@require_POST
def decide(request: GatedRequest, number: int, step: str) -> HttpResponse:
    """Another person confirms an inspection, or sends it back."""
    one = get_object_or_404(Inspection.objects.select_related("site"), pk=number)
    by, now, why = request.gate.actor, clock.now(), request.POST.get("why", "")
    steps: Steps = {
        "confirm": ("places.confirm", lambda: actions.confirm(number, by=by, at=now), "点検を確かめました。"),
        "back": ("places.confirm", lambda: actions.send_back(number, why, by=by, at=now), "点検を差し戻しました。"),
    }
    return _stepped(request, steps, step, one.site.code)


@gate(right="places.view", purpose=PURPOSE)
@require_POST
def follow(request: GatedRequest, number: int, step: str) -> HttpResponse:
    """A finding is mended; another person has seen it, or sees that it is not."""
    one = get_object_or_404(SiteFinding.objects.select_related("inspection__site"), pk=number)
    by, now, post = request.gate.actor, clock.now(), request.POST
    how, why = post.get("how", ""), post.get("why", "")
    steps: Steps = {
        "mend": ("places.manage", lambda: actions.mend(number, how, by=by, at=now), "直したことを届け出ました。別の職員が確かめます。"),
        "close": ("places.confirm", lambda: actions.close(number, by=by, at=now), "直ったことを確かめました。"),
        "reopen": ("places.confirm", lambda: actions.reopen(number, why, by=by), "直っていないものとして戻しました。"),
    }  # fmt: skip
    return _stepped(request, steps, step, one.inspection.site.code)


def _stepped(request: GatedRequest, steps: Steps, step: str, code: str) -> HttpResponse:
    if step not in steps:
        raise Http404(step)
    right, act, done = steps[step]
    request.gate.require(right)
    take_step(request, act, "why", "how", done=done, refusals=REFUSALS)
    return redirect("places:site", code)


@gate(right="places.view", purpose=PURPOSE)
@require_safe
def places(request: GatedRequest) -> HttpResponse:
    """Every locked place."""
    rows = LockedPlace.objects.select_related("site")
    return PLACES.answer(request, rows, "places/places.html", may=request.gate.may("places.manage"))


@gate(right="places.manage", purpose=PURPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def register_place(request: GatedRequest) -> HttpResponse:
    """A new locked place."""
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register_place(**form.cleaned_data, by=request.gate.actor, at=clock.now())
            return redirect("places:place", made.pk)
        except actions.CannotKeep as refusal:
            form.refused(refusal)
    return render(request, "places/new_place.html", {"form": form}, status=422 if form.errors else 200)


@gate(right="places.view", purpose=PURPOSE)
@require_safe
def place(request: GatedRequest, number: int) -> HttpResponse:
    """One locked place, who holds its key, how much lies in it."""
    one = get_object_or_404(LockedPlace.objects.select_related("site"), pk=number)
    held = [(rows.model._meta.verbose_name, rows.count()) for rows in queries.lying_in(one)]
    context = {"one": one, "held": held, "may": request.gate.may("places.manage")}
    return render(request, "places/place.html", context)


@gate(right="places.manage", purpose=PURPOSE)
@require_POST
def take_place(request: GatedRequest, number: int, step: str) -> HttpResponse:
    """Give the key to somebody else; end the use of the place."""
    get_object_or_404(LockedPlace, pk=number)
    by, keeper = request.gate.actor, request.POST.get("keeper", "")
    steps: dict[str, tuple[Callable[[], None], str]] = {
        "key": (lambda: actions.give_key(number, keeper, by=by), "鍵を持つ人を変えました。"),
        "end": (lambda: actions.end_place(number, by=by, on=clock.today()), "使うのをやめました。"),
    }
    if step not in steps:
        raise Http404(step)
    act, done = steps[step]
    take_step(request, act, "keeper", done=done, refusals=REFUSALS)
    return redirect("places:place", number)
