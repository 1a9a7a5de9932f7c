"""The supervisor's requests, the ID manager's decisions, and what each is told of their own ID. They show staff alone."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.queries import names_of_staff
from sasae.foundation.gate import SIGNED_IN, GatedRequest, gate
from sasae.foundation.resets import actions, lists
from sasae.foundation.resets.actions import CannotReset
from sasae.foundation.resets.forms import AskForm
from sasae.foundation.resets.models import OPEN, Reset, ResetState
from sasae.foundation.resets.queries import administered, asked_within, untold
from sasae.foundation.screens.refusals import refuse, take_step
from sasae.kernel import clock

ASK, MANAGE, PURPOSE = "resets.ask", "accounts.manage", "利用者IDの再設定"


@gate(right=ASK, purpose=PURPOSE)
@require_safe
def asked(request: GatedRequest) -> HttpResponse:
    """The requests for people of one's office."""
    return lists.ASKED.answer(request, asked_within(request.gate.user), "resets/asked.html")


@gate(right=ASK, purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def new(request: GatedRequest) -> HttpResponse:
    """Ask for somebody whom one has before one."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(request.gate.user, **form.cleaned_data, at=clock.now())
        except CannotReset as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "申請しました。ID管理者の許可を待ちます。")
            return redirect("resets:request", made.pk)
    return render(request, "resets/new.html", {"form": form}, status=422 if form.errors else 200)


@gate(right=ASK, purpose=PURPOSE)
@require_safe
def request_page(request: GatedRequest, pk: int) -> HttpResponse:
    """One request, for who asked or could have."""
    one = get_object_or_404(asked_within(request.gate.user), pk=pk)
    may = one.asked_by == request.gate.actor.id and _open(one)
    return render(request, "resets/request.html", {**_page(one), "may_withdraw": may})


@gate(right=ASK, purpose=PURPOSE)
@require_POST
def withdraw(request: GatedRequest, pk: int) -> HttpResponse:
    """It is needed no longer."""
    get_object_or_404(asked_within(request.gate.user), pk=pk)
    why, by = request.POST.get("why", ""), request.gate.actor
    act = lambda: actions.withdraw(pk, why, by=by, at=clock.now())  # noqa: E731
    take_step(request, act, "why", done="取り下げました。コードは使えません。", refusals=(CannotReset,))
    return redirect("resets:request", pk)


@gate(right=MANAGE, purpose=PURPOSE)
@require_safe
def resets(request: GatedRequest) -> HttpResponse:
    """Every request for the IDs one administers."""
    return lists.RESETS.answer(request, _administered(request), "resets/resets.html")


@gate(right=MANAGE, purpose=PURPOSE)
@require_safe
def reset(request: GatedRequest, pk: int) -> HttpResponse:
    """One request, with the decision. Who may not decide it is told why."""
    one, me = get_object_or_404(_administered(request), pk=pk), request.gate.actor.id
    own = me in (one.login_id, one.asked_by)
    return render(request, "resets/reset.html", {**_page(one), "own": own, "waits": one.state == ResetState.ASKED})


@gate(right=MANAGE, purpose=PURPOSE)
@require_POST
def grant(request: GatedRequest, pk: int) -> HttpResponse:
    """Grant it; the code is shown once."""
    get_object_or_404(_administered(request), pk=pk)
    try:
        one, code = actions.grant(pk, by=request.gate.actor, at=clock.now())
    except CannotReset as refusal:
        refuse(request, refusal)
        return redirect("resets:reset", pk)
    return render(request, "resets/handed.html", {**_page(one), "code": code})


@gate(right=MANAGE, purpose=PURPOSE)
@require_POST
def decline(request: GatedRequest, pk: int) -> HttpResponse:
    """Do not grant it, or take the code back."""
    get_object_or_404(_administered(request), pk=pk)
    why, by = request.POST.get("why", ""), request.gate.actor
    act = lambda: actions.decline(pk, why, by=by, at=clock.now())  # noqa: E731
    take_step(request, act, "why", done="記録しました。コードは使えません。", refusals=(CannotReset,))
    return redirect("resets:reset", pk)


@gate(right=SIGNED_IN, purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def own(request: GatedRequest) -> HttpResponse:
    """What was set anew for one's own ID: who asked, who granted, and whom to tell if it was not oneself."""
    user = request.gate.user
    if request.method == "POST":
        actions.tell(user, at=clock.now())
        return redirect("home")
    rows = list(Reset.objects.filter(login_id=user.login_id, granted_at__isnull=False).order_by("-pk")[:20])
    names = names_of_staff(login_id for one in rows for login_id in (one.asked_by, one.granted_by))
    told = [(one, one.state_at(clock.now())) for one in rows]
    return render(request, "resets/own.html", {"rows": told, "names": names, "untold": untold(user.login_id).exists()})


def _administered(request: GatedRequest) -> QuerySet[Reset]:
    return administered(request.gate.user)


def _open(one: Reset) -> bool:
    return one.state in OPEN


def _page(one: Reset) -> dict[str, Any]:
    names = names_of_staff([one.login_id, one.asked_by, one.granted_by, one.ended_by])
    return {"one": one, "names": names, "state": one.state_at(clock.now()), "open": _open(one)}
