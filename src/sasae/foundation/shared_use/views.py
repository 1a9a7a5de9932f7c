"""The ID manager's list of signs and each one's decision; where terminals and addresses are. They show staff alone."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.queries import names_of_staff
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import take_step
from sasae.foundation.shared_use import actions
from sasae.foundation.shared_use.actions import CannotDecide
from sasae.foundation.shared_use.forms import DecideForm, PlacingForm
from sasae.foundation.shared_use.lists import SIGNS
from sasae.foundation.shared_use.models import Placing, Search, Sign, SignState
from sasae.foundation.shared_use.queries import signs_for
from sasae.foundation.shared_use.searching import LIMITS
from sasae.kernel import clock

MANAGE, PURPOSE = "accounts.manage", "IDの使い回しの点検"
PLACES, PLACES_PURPOSE = "places.manage", "端末・アドレスの拠点の登録"


@gate(right=MANAGE, purpose=PURPOSE)
@require_safe
def signs(request: GatedRequest) -> HttpResponse:
    """Every sign of the IDs one administers."""
    searched = Search.objects.aggregate(last=Max("day"))["last"]
    limits = LIMITS.on(clock.today())
    return SIGNS.answer(request, signs_for(request.gate.user), "shared_use/signs.html", searched=searched, limits=limits)


@gate(right=MANAGE, purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def sign(request: GatedRequest, pk: int) -> HttpResponse:
    """One sign: what was seen, and the decision."""
    one = get_object_or_404(signs_for(request.gate.user), pk=pk)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide(pk, **form.cleaned_data, by=request.gate.actor, at=clock.now())
        except CannotDecide as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "判断を記録しました。")
            return redirect("shared_use:sign", pk)
    waits = one.state == SignState.OPEN and one.login_id != request.gate.actor.id
    context = {"one": one, "seen": told(one), "form": form if waits or form.errors else None, "late": _late(one)}
    return render(request, "shared_use/sign.html", context, status=422 if form.errors else 200)


def _late(one: Sign) -> bool:
    return one.state == SignState.OPEN and one.decide_by < clock.today()


def told(one: Sign) -> list[dict[str, Any]]:
    """What was seen, with moments as moments and people by name."""
    names = names_of_staff(each["other"] for each in one.seen)
    return [
        {
            **each, "at": datetime.fromisoformat(each["at"]), "before": datetime.fromisoformat(each["before"]),
            "other_name": names.get(each["other"], ""),
        }
        for each in one.seen
    ]  # fmt: skip


@gate(right=PLACES, purpose=PLACES_PURPOSE)
@require_http_methods(["GET", "POST"])
def placings(request: GatedRequest) -> HttpResponse:
    """Where terminals and addresses are now, and a further one."""
    form = PlacingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.place(**form.cleaned_data, by=request.gate.actor, at=clock.now())
        except CannotDecide as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "登録しました。次の夜の点検から使います。")
            return redirect("shared_use:placings")
    rows = Placing.objects.filter(ended_at=None).select_related("site").order_by("site__code", "pattern")
    return render(request, "shared_use/placings.html", {"form": form, "rows": rows}, status=422 if form.errors else 200)


@gate(right=PLACES, purpose=PLACES_PURPOSE)
@require_POST
def end_placing(request: GatedRequest, pk: int) -> HttpResponse:
    """It is there no longer."""
    get_object_or_404(Placing, pk=pk)
    act = lambda: actions.end_placing(pk, by=request.gate.actor, at=clock.now())  # noqa: E731
    take_step(request, act, done="登録を外しました。", refusals=(CannotDecide,))
    return redirect("shared_use:placings")
