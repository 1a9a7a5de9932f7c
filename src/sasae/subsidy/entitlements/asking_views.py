"""A single question to another body, from the page of an examination."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sasae.foundation.gate import GatedRequest, gate
from sasae.kernel import clock
from sasae.kernel.findings import Refusals
from sasae.subsidy.entitlements.asked import named, provider_named
from sasae.subsidy.entitlements.forms import AskForm
from sasae.subsidy.entitlements.models import Examination
from sasae.subsidy.entitlements.showing import persons_of
from sasae.subsidy.entitlements.single import CannotAsk, ask_single, asked_rows
from sasae.subsidy.entitlements.views import AWAY
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import require_ward
from sasae.wire.client import Refused, Unreachable


@gate(right="applications.examine", purpose="情報照会", shows=True)
@require_http_methods(["GET", "POST"])
def ask(request: GatedRequest, pk: int) -> HttpResponse:
    """Why, on which basis, whom and what; below, what was asked so far."""
    found = get_object_or_404(Examination.objects.select_related("application__applicant"), pk=pk)
    require_ward(request.gate, found.application.ward_code)
    request.gate.shown(persons_of(found))
    names = dict(Person.objects.filter(atena_no__in=persons_of(found)).values_list("atena_no", "name"))
    form = AskForm(request.POST or None, examination=found, names=names, on=clock.today())
    if request.method == "POST" and form.is_valid() and _ask(request, found, form):
        return redirect("entitlements:ask", pk)
    context = {"one": found, "form": form, "rows": asked_rows(found, names), "year": found.facts["income_year"]}
    return render(request, "subsidy/entitlements/ask.html", context)


def _ask(request: GatedRequest, found: Examination, form: AskForm) -> bool:
    """False where it was refused; the form then says why."""
    try:
        asked = ask_single(found, form.chosen(), by=request.gate.actor, on=clock.today())
    except CannotAsk as refusal:
        form.refused(refusal)
    except Refused as refusal:
        form.refused(Refusals(refusal.findings))
    except Unreachable:
        form.refused(ValueError(AWAY))
    else:
        what, whom = named(asked.information), provider_named(asked.provider)
        messages.success(request, f"{whom}に、{what}を照会しました。回答が届いたら、もう一度審査してください。")
        return True
    return False
