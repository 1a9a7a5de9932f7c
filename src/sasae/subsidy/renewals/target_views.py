"""One family of a renewal: what became of it and why, its papers, and the papers it hands in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.kernel import clock
from sasae.law.common.fiscal_year import income_year
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import require_ward
from sasae.subsidy.renewals import actions
from sasae.subsidy.renewals.forms import EarlyForm, ExtensionForm, IncomeForm
from sasae.subsidy.renewals.models import ExtensionKind, Target
from sasae.subsidy.renewals.showing import closed, persons_of, target_page

PURPOSE = "一斉更新"
PAPERS = {
    "income": ("所得の証明", IncomeForm), "extension": ("在学・障害の証明", ExtensionForm),
    "early": ("遅れた家庭の資格の始まり", EarlyForm),
}  # fmt: skip


def _found(request: GatedRequest, pk: int) -> Target:
    found = get_object_or_404(Target.objects.select_related("renewal", "applicant"), pk=pk)
    require_ward(request.gate, found.applicant.ward_code)
    return found


@gate(right="renewals.view", purpose=PURPOSE, shows=True)
@require_safe
def target(request: GatedRequest, pk: int) -> HttpResponse:
    """One family of a renewal: the difference, every ground, its papers, what may be taken in."""
    found = _found(request, pk)
    page = target_page(found, request.gate, clock.today())
    request.gate.shown(page["persons"])
    may, ward = request.gate.may, found.applicant.ward_code
    rights = {
        "may_work": may("renewals.work", ward=ward),
        "may_notify": may("notifications.enter", ward=ward),
        "may_return": may("certificates.recall", ward=ward),
        "handed_in": [(key, label) for key, (label, _) in PAPERS.items()],
    }
    return render(request, "subsidy/renewals/target.html", {**page, **rights})


@gate(right="renewals.work", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def take(request: GatedRequest, pk: int, paper: str) -> HttpResponse:
    """Take in a paper of one family; what was typed wrongly stays, with how to mend it."""
    if paper not in PAPERS:
        raise Http404
    found, today = _found(request, pk), clock.today()
    people = persons_of(found)
    request.gate.shown(list(people))
    label, kind = PAPERS[paper]
    initial = {"proved_on": today, "received_on": today}
    form = kind(request.POST or None, people=list(people.items()), today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _take(found, paper, form, request.gate.actor)
        except actions.CannotStep as refusal:
            form.refused(refusal)
        else:
            messages.success(request, f"{label}を受け付けました。次の判定で、この家庭をもう一度判定します。")
            return redirect("renewals:target", pk)
    page = {"one": found, "label": label, "form": form, "closed": closed(found)}
    return render(request, "subsidy/renewals/take.html", page)


def _take(found: Target, paper: str, form: Any, by: Any) -> None:
    told = dict(form.cleaned_data)
    if paper == "early":
        actions.allow_early_start(found.pk, by=by, **told)
    elif paper == "income":
        who = Person.objects.get(atena_no=told["person"])
        year = income_year(found.renewal.judged_on)
        actions.prove_income(found.pk, who, year=year, amounts=form.amounts(), proved_on=told["proved_on"], by=by)
    else:
        who = Person.objects.get(atena_no=told.pop("person"))
        actions.prove_extension(found.pk, who, by=by, **{**told, "kind": ExtensionKind(told["kind"])})
