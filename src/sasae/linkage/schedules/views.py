"""When the connections run, how they went, changing it, running one now."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock
from sasae.linkage.schedules import actions, queries
from sasae.linkage.schedules.forms import ScheduleForm
from sasae.linkage.schedules.timing import Plan

PURPOSE = "連携の予定"


def _now() -> Any:
    return timezone.localtime(clock.real_now())


@gate(right="schedules.view", purpose=PURPOSE)
@require_safe
def schedules(request: HttpRequest) -> HttpResponse:
    """Every connection."""
    standings = queries.standings(_now(), clock.today())
    context = {"standings": standings, "wrong": [one for one in standings if one.wrong]}
    return render(request, "linkage/schedules/schedules.html", context)


def _found(job: str) -> queries.Standing:
    for standing in queries.standings(_now(), clock.today()):
        if standing.job.key == job:
            return standing
    raise Http404


@gate(right="schedules.view", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, job: str) -> HttpResponse:
    """One connection: how it stands, what was set, and another schedule."""
    found, may = _found(job), request.gate.may("schedules.change")
    if request.method == "POST":
        request.gate.require("schedules.change")
    form = ScheduleForm(request.POST or None, initial=_initial(found.plan))
    if request.method == "POST" and form.is_valid() and _set(request, job, form):
        messages.success(request, "予定を変えました。")
        return redirect("schedules:schedule", job)
    history = [(row, queries.plan_of(row).in_words()) for row in queries.history_of(job)]
    context = {"one": found, "form": form, "may": may, "history": history, "today": clock.today()}
    return render(request, "linkage/schedules/schedule.html", context)


def _initial(plan: Plan) -> dict[str, Any]:
    how = "off" if plan.off else "every" if plan.every else "times"
    times = "、".join(f"{one:%H:%M}" for one in plan.times)
    return {"how": how, "every": plan.every, "times": times, "days": sorted(plan.days), "since": clock.today()}


def _set(request: HttpRequest, job: str, form: ScheduleForm) -> bool:
    """Whether it was set; otherwise the form says why not."""
    data, by = form.cleaned_data, request.gate.actor
    try:
        actions.set_schedule(job, form.plan(), since=data["since"], why=data["why"], on=clock.today(), by=by)
    except actions.CannotSchedule as refusal:
        form.refused(refusal)
        return False
    return True


@gate(right="schedules.change", purpose=PURPOSE)
@require_POST
def run(request: HttpRequest, job: str) -> HttpResponse:
    """Run it now."""
    _found(job)
    take_step(
        request, lambda: actions.run_now(job, clock.real_now(), by=request.gate.actor), done="動かし始めました。",
        refusals=(actions.CannotSchedule,),
    )  # fmt: skip
    return redirect("schedules:schedule", job)
