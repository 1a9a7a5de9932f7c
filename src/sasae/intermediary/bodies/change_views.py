"""Ends of bodies on screen: proposed by one operator of the platform, approved by another."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import take_step
from sasae.intermediary.bodies import changes
from sasae.intermediary.bodies.forms import EndForm, ErasureForm
from sasae.intermediary.bodies.models import ALLOWED_MOVES, Body, BodyChange, BodyState, Kind, State
from sasae.intermediary.bodies.queries import heir_of
from sasae.intermediary.masters.queries import information_names
from sasae.kernel import clock

PURPOSE = "プラットフォームの運用"


@gate(right="platform.view", purpose=PURPOSE)
@require_safe
def body(request: GatedRequest, code: str) -> HttpResponse:
    """One body: where it stands, what is planned, what was done."""
    one = get_object_or_404(Body, pk=code)
    every = list(BodyChange.objects.filter(body=one).order_by("-id"))
    under_way = any(ALLOWED_MOVES[State(each.state)] for each in every)
    may = request.gate.may("bodies.manage") and not under_way and one.state != BodyState.ERASED
    names = information_names()
    context = {
        "one": one, "changes": every, "heir": heir_of(one), "may": may, "active": one.state == BodyState.ACTIVE,
        "registers": "、".join(names.get(code, code) for code in one.registers),
    }  # fmt: skip
    return render(request, "intermediary/bodies/body.html", context)


@gate(right="bodies.manage", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def propose(request: GatedRequest, code: str) -> HttpResponse:
    """A merger, a departure, or the erasure of what was kept long enough."""
    one = get_object_or_404(Body.objects.kept(), pk=code)
    erasing = one.state == BodyState.CLOSED
    form = ErasureForm(request.POST or None) if erasing else EndForm(request.POST or None, body=one)
    if form.is_valid():
        told = {"kind": Kind.ERASURE, **form.cleaned_data}
        try:
            made = changes.propose(
                one.code, Kind(told.pop("kind")), by=request.gate.actor, on=clock.today(), now=clock.now(), **told
            )
        except changes.CannotChangeBody as refusal:
            form.refused(refusal)
        else:
            return redirect("bodies:change", made.pk)
    context = {"form": form, "one": one, "erasing": erasing}
    return render(request, "intermediary/bodies/propose.html", context, status=422 if form.errors else 200)


@gate(right="platform.view", purpose=PURPOSE)
@require_safe
def change(request: GatedRequest, number: int) -> HttpResponse:
    """One change with what comes next."""
    one = get_object_or_404(BodyChange.objects.select_related("body"), pk=number)
    may = request.gate.may("bodies.manage")
    own = one.proposed_by == request.gate.actor.id
    begun = one.kind != Kind.ERASURE and one.body.state != BodyState.ACTIVE
    context = {
        "one": one, "own": own, "successor": Body.objects.filter(code=one.successor).first(),
        "may_approve": may and one.state == State.PROPOSED and not own,
        "may_withdraw": may and bool(ALLOWED_MOVES[State(one.state)]) and not begun,
    }  # fmt: skip
    return render(request, "intermediary/bodies/change.html", context)


@gate(right="bodies.manage", purpose=PURPOSE)
@require_POST
def take(request: GatedRequest, number: int, step: str) -> HttpResponse:
    """Approve, or let it be."""
    by, now = request.gate.actor, clock.now()
    steps = {
        "approve": (lambda: changes.approve(number, by=by, on=clock.today(), now=now), "承認しました。その日になると行われます。"),
        "withdraw": (lambda: changes.withdraw(number, by=by, now=now), "取りやめました。"),
    }  # fmt: skip
    if step not in steps:
        raise Http404(step)
    act, done = steps[step]
    take_step(request, act, done=done, refusals=(changes.CannotChangeBody,))
    return redirect("bodies:change", number)
