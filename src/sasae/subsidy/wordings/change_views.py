"""One change: before and after, the sample, the next step; and the calendar of a year."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.subsidy.wordings import actions, queries
from sasae.subsidy.wordings.calendars import plans
from sasae.subsidy.wordings.checking import checks
from sasae.subsidy.wordings.models import Rewording, State
from sasae.subsidy.wordings.previews import preview
from sasae.subsidy.wordings.samples import before_of, has_paper, sample_of, unwritten
from sasae.subsidy.wordings.tables import standing
from sasae.subsidy.wordings.views import PURPOSE, as_pdf, known_field


@gate(right="wordings.view", purpose=PURPOSE)
@require_safe
def change(request: GatedRequest, pk: int) -> HttpResponse:
    """One change: the value before and after, the sample, and the next step for those who may."""
    one = get_object_or_404(Rewording, pk=pk)
    known, may, today = known_field(one.key), request.gate.may, clock.today()
    own, proposed = one.proposed_by == request.gate.actor.id, one.state == State.PROPOSED
    context = {
        "one": one, "field": known, "preview": preview(known, one.value, one.since), "has_paper": has_paper(one.key), "has_before": not unwritten(one.key, standing(known, one.since - timedelta(days=1)).value),
        "own": own, "rivals": list(queries.rivals(one)) if proposed else [],
        "overtaken": proposed and queries.overtaken(one), "late": proposed and one.since < today,
        "findings": checks(known, one.value, since=one.since, on=today) if proposed else [],
        "may_approve": proposed and may("wordings.approve"),
        "may_withdraw": may("wordings.propose") and (proposed or (one.state == State.APPROVED and one.since > today)),
    }  # fmt: skip
    return render(request, "subsidy/wordings/change.html", context)


@gate(right="wordings.view", purpose=PURPOSE)
@require_safe
def sample(request: GatedRequest, pk: int) -> HttpResponse:
    """The paper of a made-up person with the new value."""
    return as_pdf(sample_of(_with_paper(pk)))


@gate(right="wordings.view", purpose=PURPOSE)
@require_safe
def before(request: GatedRequest, pk: int) -> HttpResponse:
    """The same paper without the change."""
    paper = before_of(_with_paper(pk))
    if not paper:  # texts of a language there was not yet
        raise Http404(str(pk))
    return as_pdf(paper)


def _with_paper(pk: int) -> Rewording:
    one = get_object_or_404(Rewording, pk=pk)
    if not has_paper(known_field(one.key).key):
        raise Http404(one.key)
    return one


def _act(request: GatedRequest, pk: int, done: str, act: Callable[..., Any], **more: Any) -> HttpResponse:
    get_object_or_404(Rewording, pk=pk)
    try:
        act(pk, by=request.gate.actor, **more)
    except actions.CannotChange as refused:
        refuse(request, refused, "why", "reason")
    else:
        messages.success(request, done)
    return redirect("wordings:change", pk)


@gate(right="wordings.approve", purpose=PURPOSE)
@require_POST
def approve(request: GatedRequest, pk: int) -> HttpResponse:
    """It is good."""
    return _act(request, pk, "承認しました。", actions.approve, on=clock.today(), at=clock.now())


@gate(right="wordings.approve", purpose=PURPOSE)
@require_POST
def send_back(request: GatedRequest, pk: int) -> HttpResponse:
    """Not so."""
    return _act(request, pk, "差し戻しました。", actions.send_back, why=request.POST.get("why", ""), at=clock.now())


@gate(right="wordings.propose", purpose=PURPOSE)
@require_POST
def withdraw(request: GatedRequest, pk: int) -> HttpResponse:
    """Taken back before it begins."""
    return _act(request, pk, "取りやめました。", actions.withdraw, why=request.POST.get("reason", ""), on=clock.today())


@gate(right="wordings.view", purpose=PURPOSE)
@require_safe
def calendar(request: GatedRequest, year: int) -> HttpResponse:
    """A year's renewals: every step with its day, its weekday, the year before, and what is to be seen to."""
    today = clock.today()
    if not today.year - 5 <= year <= today.year + 6:
        raise Http404(str(year))
    context = {
        "year": year, "plans": plans(year, today), "earlier": year - 1 if year > today.year - 5 else None,
        "later": year + 1 if year < today.year + 6 else None, "may_propose": request.gate.may("wordings.propose"),
        "today": today,
    }  # fmt: skip
    return render(request, "subsidy/wordings/calendar.html", context)
