"""What is held back from a body's deletions."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.retention.models import HoldState
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import body_of, person
from sasae.intermediary.retention import holds as holding
from sasae.intermediary.retention.actions import CannotDelete
from sasae.intermediary.retention.models import DeletionHold
from sasae.intermediary.retention.views import names_of
from sasae.kernel import clock

PURPOSE = "消去からの保全"
UNIFIED = 15  # digits of a person's number; other things have other numbers
LIST = ListPage(
    title="保全の一覧",
    columns=[
        Column("key", "番号", sort="key", link=lambda row: ("deletions:hold", row.pk)),
        Column("why", "理由"),
        Column("state", "状態", sort="state"),
        Column("placed_by", "保全した職員"),
        Column("placed_at", "保全日時", sort="placed_at"),
        Column("lifted_at", "解除日時"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(HoldState.choices)),
        Filter("key", "番号", by=lambda rows, text: rows.filter(key__icontains=text)),
    ],
    order="-id",
    empty="保全しているものはありません。",
)


def _persons(body: Body, hold: DeletionHold) -> list[str]:
    """Whom a hold names."""
    return [person(body, hold.key)] if len(hold.key) == UNIFIED else []


@gate(right="deletions.view", purpose=PURPOSE, shows=True)
@require_safe
def holds(request: GatedRequest) -> HttpResponse:
    """Everything that is held, or was not long ago."""
    body = body_of(request)
    named = names_of(body)
    columns = [replace(each, value=named(each.name)) if each.name.endswith("_by") else each for each in LIST.columns]
    page = replace(LIST, columns=columns, persons=lambda row: _persons(body, row))
    context: dict[str, Any] = {"body": body, "may": request.gate.may("deletions.manage")}
    with acting_for(body.code):
        return page.answer(request, DeletionHold.objects.all(), "intermediary/retention/holds.html", **context)


@gate(right="deletions.manage", purpose=PURPOSE)
@require_POST
def place(request: GatedRequest) -> HttpResponse:
    """From now on it is not deleted."""
    body, by = body_of(request), request.gate.actor
    key, why = request.POST.get("key", ""), request.POST.get("why", "")
    take_step(
        request, lambda: holding.place(body, key, why, by=by, now=clock.now()), "key", "why",
        done="保全しました。解除するまで消去されません。", refusals=(CannotDelete,),
    )  # fmt: skip
    return redirect("deletions:holds")


@gate(right="deletions.view", purpose=PURPOSE, shows=True)
@require_safe
def hold(request: GatedRequest, number: int) -> HttpResponse:
    """One hold and its next step."""
    body = body_of(request)
    with acting_for(body.code):
        one = get_object_or_404(DeletionHold, pk=number)
    request.gate.shown(_persons(body, one))
    own = one.lift_asked_by == request.gate.actor.id
    context = {"body": body, "one": one, "own": own, "may": request.gate.may("deletions.manage")}
    return render(request, "intermediary/retention/hold.html", context)


@gate(right="deletions.manage", purpose=PURPOSE)
@require_POST
def take(request: GatedRequest, number: int, step: str) -> HttpResponse:
    """Ask for the end of a hold; approve it, or keep it on."""
    body, by, why = body_of(request), request.gate.actor, request.POST.get("why", "")
    steps: dict[str, tuple[Callable[[], None], str]] = {
        "ask": (
            lambda: holding.ask_lift(body, number, why, by=by),
            "解除を求めました。別の職員が承認します。",
        ),
        "keep": (lambda: holding.keep_on(body, number, by=by), "保全を続けます。"),
        "lift": (lambda: holding.lift(body, number, by=by, now=clock.now()), "保全を解除しました。"),
    }
    if step not in steps:
        raise Http404(step)
    act, done = steps[step]
    take_step(request, act, "why", done=done, refusals=(CannotDelete,))
    return redirect("deletions:hold", number)
