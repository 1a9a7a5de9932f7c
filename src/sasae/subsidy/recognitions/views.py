"""What staff find for one application."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.subsidy.applications.identification import OPEN
from sasae.subsidy.applications.models import Application
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.wards import require_ward
from sasae.subsidy.recognitions import actions
from sasae.subsidy.recognitions.forms import RecognitionForm
from sasae.subsidy.recognitions.models import Kind, Recognition

PURPOSE = "資格審査"


@gate(right="applications.examine", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def recognitions(request: GatedRequest, number: str) -> HttpResponse:
    """Findings of an application, and a new one."""
    found = get_object_or_404(Application, receipt_number=number)
    require_ward(request.gate, found.ward_code)
    persons = found.form["persons"]
    request.gate.shown(persons.values())
    children = [one for place, one in persons.items() if place != "applicant"]
    names = Person.objects.filter(atena_no__in=children).order_by("birth_date").values_list("atena_no", "name")
    form = RecognitionForm(request.POST or None, children=list(names))
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            actions.find(found.pk, Kind(told.pop("kind")), **told, by=request.gate.actor, at=clock.now())
        except actions.CannotFind as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "認定を記録しました。もう一度審査すると判定に入ります。")
            return redirect("recognitions:recognitions", number)
    rows = found.recognitions.select_related("person").order_by("-pk")
    context = {"one": found, "rows": rows, "form": form, "may": found.state in OPEN}
    return render(request, "subsidy/recognitions/recognitions.html", context)


@gate(right="applications.examine", purpose=PURPOSE)
@require_POST
def take_back(request: GatedRequest, number: str, pk: int) -> HttpResponse:
    """Take one back."""
    rows = Recognition.objects.select_related("application")
    found = get_object_or_404(rows, pk=pk, application__receipt_number=number)
    require_ward(request.gate, found.application.ward_code)
    try:
        actions.take_back(found.pk, why=request.POST.get("why", ""), by=request.gate.actor)
    except actions.CannotFind as refusal:
        refuse(request, refusal, "why")
    return redirect("recognitions:recognitions", number)
