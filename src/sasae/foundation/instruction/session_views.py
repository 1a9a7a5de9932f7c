"""Courses that were held: the list, the form, one of them with its attendees, and taking an attendance back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.queries import names_of_staff
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.instruction import actions, lists, queries
from sasae.foundation.instruction.courses import titles
from sasae.foundation.instruction.forms import HoldingForm
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock

PURPOSE = "研修の記録"


@gate(right="instruction.manage", purpose=PURPOSE)
@require_safe
def sessions(request: GatedRequest) -> HttpResponse:
    """Every course that was held."""
    return lists.SESSIONS.answer(request, queries.sessions_of(request.gate.user), "instruction/sessions.html")


@gate(right="instruction.manage", purpose=PURPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: GatedRequest) -> HttpResponse:
    """A course that was held, and who took part: typed, from a file, or both."""
    user, on = request.gate.user, clock.today()
    form = HoldingForm(
        request.POST or None, request.FILES or None,
        courses=queries.courses_of(on), people=queries.within_reach(user),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register(
                form.holding(), form.who, organisation=reach_of(user).office_code or "", by=request.gate.actor, on=on,
                now=clock.now(),
            )  # fmt: skip
            messages.success(request, f"{len(form.who)}人の受講を登録しました。")
            return redirect("instruction:session", made.pk)
        except actions.CannotRegister as refusal:
            form.refused(refusal)
    return render(request, "instruction/register.html", {"form": form}, status=422 if form.errors else 200)


@gate(right="instruction.manage", purpose=PURPOSE)
@require_safe
def session(request: GatedRequest, pk: int) -> HttpResponse:
    """One course as it was held, and everybody who took it."""
    one = get_object_or_404(queries.sessions_of(request.gate.user), pk=pk)
    people = list(queries.attendees(one))
    names = names_of_staff([one.registered_by, *(each.cancelled_by for each in people if each.cancelled_by)])
    context = {"one": one, "title": titles().get(one.course, one.course), "people": people, "names": names}
    return render(request, "instruction/session.html", context)


@gate(right="instruction.manage", purpose=PURPOSE)
@require_POST
def cancel(request: GatedRequest, pk: int, attendance: int) -> HttpResponse:
    """Somebody was registered by mistake."""
    one = get_object_or_404(queries.sessions_of(request.gate.user), pk=pk)
    taken = get_object_or_404(one.attendances, pk=attendance)
    take_step(
        request, lambda: actions.cancel(taken, request.POST.get("why", ""), by=request.gate.actor, now=clock.now()), "why",
        done="受講の登録を取り消しました。", refusals=(actions.CannotRegister,),
    )  # fmt: skip
    return redirect("instruction:session", pk)
