"""A body's limits: what holds today, changes, the preview, and the second person."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import body_of, list_of
from sasae.intermediary.limits import actions
from sasae.intermediary.limits.forms import LimitForm
from sasae.intermediary.limits.models import LimitChange, Name, State
from sasae.intermediary.limits.previews import effects
from sasae.intermediary.limits.showing import in_force
from sasae.intermediary.masters.queries import information_names
from sasae.kernel import clock

PURPOSE = "期限・保存年数の設定"
LIST = ListPage(
    title="期限・保存年数の変更",
    columns=[
        Column("id", "番号", value=lambda row: str(row.pk), sort="id", link=lambda row: ("limits:change", row.pk)),
        Column("name", "項目"),
        Column("information", "特定個人情報名"),
        Column("value", "値", value=lambda row: row.in_words),
        Column("since", "適用日", sort="since"),
        Column("state", "状態", sort="state"),
    ],
    order="-id",
    empty="変更はまだありません。はじめの値のまま使っています。",
)


@gate(right="limits.view", purpose=PURPOSE)
@require_safe
def limits(request: GatedRequest) -> HttpResponse:
    """What holds today, and every change."""
    body, names = body_of(request), information_names()
    context = {"body": body, "may": request.gate.may("limits.manage")}
    page = list_of(body, LIST, names_persons=False)
    with acting_for(body.code):
        context["standing"] = in_force(clock.today(), names)
        return page.answer(request, LimitChange.objects.all(), "intermediary/limits/limits.html", **context)


@gate(right="limits.manage", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def propose(request: GatedRequest) -> HttpResponse:
    """First what it would do, then the proposal."""
    body, today = body_of(request), clock.today()
    form = LimitForm(request.POST or None, information=information_names(), initial={"since": today})
    context: dict[str, Any] = {"form": form, "body": body}
    if form.is_valid():
        told = {**form.cleaned_data, "name": Name(form.cleaned_data["name"])}
        if "propose" not in request.POST:
            context["effects"] = _previewed(body, told)
        elif made := _proposed(request, body, form, told):
            messages.success(request, "起案しました。別の人が承認すると、適用日から使われます。")
            return redirect("limits:change", made.pk)
    return render(request, "intermediary/limits/propose.html", context, status=422 if form.errors else 200)


def _previewed(body: Body, told: dict[str, Any]) -> Any:
    about = (told["name"], told["information"], told["value"])
    return effects(body, *about, since=told["since"], now=clock.now())


def _proposed(request: GatedRequest, body: Body, form: LimitForm, told: dict[str, Any]) -> LimitChange | None:
    try:
        return actions.propose(body, by=request.gate.actor, on=clock.today(), now=clock.now(), **told)
    except actions.CannotChange as refusal:
        form.refused(refusal)
    return None


@gate(right="limits.view", purpose=PURPOSE)
@require_safe
def change(request: GatedRequest, number: int) -> HttpResponse:
    """One change, what it would do today, and what comes next."""
    body, names = body_of(request), information_names()
    with acting_for(body.code):
        one = get_object_or_404(LimitChange, pk=number)
    may, own = request.gate.may("limits.manage"), one.proposed_by == request.gate.actor.id
    waits = one.state == State.PROPOSED
    ahead = one.state == State.APPROVED and one.since > clock.today()
    told = {"name": Name(one.name), "information": one.information, "value": one.value, "since": one.since}
    context = {
        "body": body, "one": one, "own": own, "information": names.get(one.information, one.information),
        "may_approve": may and waits and not own, "may_withdraw": may and ((waits and own) or ahead),
        "effects": _previewed(body, told) if waits else [],
    }  # fmt: skip
    return render(request, "intermediary/limits/change.html", context)


@gate(right="limits.manage", purpose=PURPOSE)
@require_POST
def take(request: GatedRequest, number: int, step: str) -> HttpResponse:
    """Approve, send back, or withdraw."""
    body, by, why = body_of(request), request.gate.actor, request.POST.get("why", "")
    on, now = clock.today(), clock.now()
    steps = {
        "approve": (
            lambda: actions.approve(body, number, by=by, on=on, now=now),
            "承認しました。適用日から使われます。",
        ),
        "return": (lambda: actions.send_back(body, number, why=why, by=by, now=now), "差し戻しました。"),
        "withdraw": (lambda: actions.withdraw(body, number, why=why, by=by, on=on, now=now), "取りやめました。"),
    }
    if step not in steps:
        raise Http404(step)
    act, done = steps[step]
    take_step(request, act, *(["why"] if step != "approve" else []), done=done, refusals=(actions.CannotChange,))
    return redirect("limits:change", number)
