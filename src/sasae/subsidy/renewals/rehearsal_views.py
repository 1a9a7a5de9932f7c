"""Rehearsals and もしも: what would come out, without changing anything."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.accounts.queries import name_of_staff
from sasae.foundation.batch.queries import progress
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import record
from sasae.foundation.screens.refusals import form_again, refuse_form
from sasae.kernel import clock
from sasae.kernel.dated import NotInForce
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import everywhere, listed, reach, require_everywhere, require_ward, with_hidden
from sasae.subsidy.renewals import actions, lists, whatif
from sasae.subsidy.renewals.charts import both_ways
from sasae.subsidy.renewals.forms import RehearsalForm, WhatIfForm
from sasae.subsidy.renewals.models import Rehearsal, RehearsalLine
from sasae.subsidy.renewals.showing import grounds_of, movements_of, rehearsal_page, with_names

PURPOSE = "更新の予行"


@gate(right="renewals.view", purpose=PURPOSE)
@require_safe
def rehearsals(request: GatedRequest) -> HttpResponse:
    """Every rehearsal, and the form that begins one."""
    begun = {"year": clock.today().year + 1}
    form = form_again(request, reverse("renewals:rehearse"), RehearsalForm, initial=begun)
    rows = Rehearsal.objects.annotate(maker=name_of_staff("made_by"))
    page = {"form": form, "may_work": everywhere(request.gate, "renewals.work", clock.today())}
    return lists.REHEARSALS.answer(request, rows, "subsidy/renewals/rehearsals.html", **page)


@gate(right="renewals.work", purpose=PURPOSE)
@require_POST
def rehearse(request: GatedRequest) -> HttpResponse:
    """Begin a rehearsal of a year."""
    require_everywhere(request.gate, clock.today())
    form = RehearsalForm(request.POST)
    if not form.is_valid():
        refuse_form(request, form)
        return redirect("renewals:rehearsals")
    made = actions.begin_rehearsal(form.cleaned_data["year"], by=request.gate.actor, on=clock.today())
    return redirect("renewals:rehearsal", made.pk)


@gate(right="renewals.view", purpose=PURPOSE, shows=True)
@require_safe
def rehearsal(request: GatedRequest, pk: int) -> HttpResponse:
    """The result: counts, chart, letters, cost, and the list by outcome; letters and cost of the whole city."""
    one, today = get_object_or_404(Rehearsal, pk=pk), clock.today()
    rows = RehearsalLine.objects.filter(rehearsal=one).select_related("applicant")
    rows = listed(request, lists.LINES, with_hidden(rows, today, "applicant"), lists.WARD, today)
    page = {
        "one": one,
        **rehearsal_page(one),
        "limited": reach(request.gate, today) is not None,
        "progress": progress(one.run_id) if one.run_id and not one.sha256 else None,
        "may_work": everywhere(request.gate, "renewals.work", today),
    }
    if page["limited"] and one.sha256:
        page["movements"] = movements_of(rows)
    return lists.LINES.answer(request, rows, "subsidy/renewals/rehearsal.html", **page)


@gate(right="renewals.work", purpose=PURPOSE)
@require_POST
def again(request: GatedRequest, pk: int) -> HttpResponse:
    """Judge the frozen facts once more."""
    require_everywhere(request.gate, clock.today())
    one = get_object_or_404(Rehearsal, pk=pk)
    if not one.sha256:
        messages.error(request, "予行がまだ終わっていません。")
    elif actions.run_again(one.pk, by=request.gate.actor):
        messages.success(request, "保存した事実でもう一度判定し、すべての結果が1バイトも違わず一致しました。")
    else:
        messages.error(request, "結果が一致しません。規定が変わったか、プログラムが変わっています。")
    return redirect("renewals:rehearsal", pk)


@gate(right="renewals.view", purpose=PURPOSE, shows=True)
@require_safe
def line(request: GatedRequest, pk: int) -> HttpResponse:
    """One family of a rehearsal: the difference in words, and every ground."""
    found = get_object_or_404(RehearsalLine.objects.select_related("rehearsal", "applicant"), pk=pk)
    require_ward(request.gate, found.applicant.ward_code)
    numbers = [person["atena_no"] for person in found.frozen["facts"]["people"]]
    request.gate.shown(numbers)
    names = dict(Person.objects.filter(atena_no__in=numbers).values_list("atena_no", "name"))
    grounds = grounds_of(found.frozen, found.rehearsal.judged_on, names, request.gate, clock.today())
    return render(request, "subsidy/renewals/line.html", {"one": found, "grounds": grounds, "words": with_names(found.words, names)})


@gate(right="whatif.use", purpose="もしもの試算")
@require_safe
def what_if(request: GatedRequest) -> HttpResponse:
    """Change limits, ages or deductions, and see who would gain and who would lose. Nothing is kept but that it was asked."""
    wards = reach(request.gate, clock.today())
    form = WhatIfForm(request.GET if "on" in request.GET else None, initial={"on": clock.today()})
    answer = None
    if form.is_bound and form.is_valid():
        on: date = form.cleaned_data["on"]
        try:
            answer = whatif.ask(on, form.changes(), wards)
        except (ValueError, NotInForce) as fault:
            form.add_error(None, str(fault))
        else:
            record(request.gate.actor, "renewal.whatif", on.isoformat(), changes=str(form.changes()), wards=wards)
    parts = [("区", both_ways(answer.wards)), ("家庭区分", both_ways(answer.kinds))] if answer else []
    return render(request, "subsidy/renewals/whatif.html", {"form": form, "answer": answer, "parts": parts, "wards": wards})
