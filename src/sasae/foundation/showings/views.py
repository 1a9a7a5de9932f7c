"""Asking from the page that keeps something back, and another's decision. They name persons by number alone."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.accounts.queries import names_of_staff
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import refuse, take_step
from sasae.foundation.showings import actions
from sasae.foundation.showings.actions import CannotShow
from sasae.foundation.showings.asking import read
from sasae.foundation.showings.lists import SHOWINGS
from sasae.foundation.showings.models import Showing, ShowingState
from sasae.foundation.showings.queries import RIGHT, lapsed, seen_by, state_at
from sasae.kernel import clock

PURPOSE = "支援措置対象者の住所等の表示の許可"


@gate(right=RIGHT, purpose=PURPOSE)
@require_safe
def showings(request: GatedRequest) -> HttpResponse:
    """One's own requests, and those one may permit."""
    return SHOWINGS.answer(request, seen_by(request.gate.user, clock.now()), "showings/showings.html")


@gate(right=RIGHT, purpose=PURPOSE)
@require_POST
def ask(request: GatedRequest) -> HttpResponse:
    """Ask for those whom the page kept back."""
    told = read(request.POST.get("what", ""), request.gate.actor.id)
    if told is None:
        messages.error(request, "画面が古くなっています。見たい画面を開き直して、もう一度申請してください。")
        return redirect("showings:showings")
    persons, page = told
    try:
        made = actions.ask(request.gate.user, persons, request.POST.get("reason", ""), page, at=clock.now())
    except CannotShow as refusal:
        refuse(request, refusal, "reason")
        here = url_has_allowed_host_and_scheme(page, None)
        return redirect(page) if page and here else redirect("showings:showings")
    messages.success(request, "申請しました。同じ権限を持つ別の職員の許可を待ちます。")
    return redirect("showings:showing", made.pk)


@gate(right=RIGHT, purpose=PURPOSE, shows=True)
@require_safe
def showing(request: GatedRequest, pk: int) -> HttpResponse:
    """One request, with the decision."""
    one, me, now = _found(request, pk), request.gate.actor.id, clock.now()
    request.gate.shown(one.persons)
    open_now = not lapsed(one, now) and one.state in (ShowingState.ASKED, ShowingState.GRANTED)
    context = {
        "one": one, "state": state_at(one, now), "names": names_of_staff([one.asked_by, one.decided_by, one.ended_by]),
        "own": one.asked_by == me, "waits": open_now and one.state == ShowingState.ASKED, "live": one.live(now),
        "may_end": open_now and me in (one.asked_by, one.decided_by),
    }  # fmt: skip
    return render(request, "showings/showing.html", context)


@gate(right=RIGHT, purpose=PURPOSE)
@require_POST
def grant(request: GatedRequest, pk: int) -> HttpResponse:
    """Permit it."""
    _found(request, pk)
    act = lambda: actions.grant(pk, by=request.gate.user, at=clock.now())  # noqa: E731
    take_step(request, act, done="許可しました。", refusals=(CannotShow,))
    return redirect("showings:showing", pk)


@gate(right=RIGHT, purpose=PURPOSE)
@require_POST
def decline(request: GatedRequest, pk: int) -> HttpResponse:
    """Do not permit it."""
    _found(request, pk)
    act = lambda: actions.decline(pk, request.POST.get("why", ""), by=request.gate.user, at=clock.now())  # noqa: E731
    take_step(request, act, "why", done="許可しないことを記録しました。", refusals=(CannotShow,))
    return redirect("showings:showing", pk)


@gate(right=RIGHT, purpose=PURPOSE)
@require_POST
def end(request: GatedRequest, pk: int) -> HttpResponse:
    """Withdraw it, or end it before its time."""
    _found(request, pk)
    act = lambda: actions.end(pk, request.POST.get("why", ""), by=request.gate.actor, at=clock.now())  # noqa: E731
    take_step(request, act, "why", done="終えました。もう表示されません。", refusals=(CannotShow,))
    return redirect("showings:showing", pk)


def _found(request: GatedRequest, pk: int) -> Showing:
    found = seen_by(request.gate.user, clock.now()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
