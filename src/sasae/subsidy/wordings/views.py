"""Wordings and office data: what is in force, what comes, and who approved it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.kernel import clock
from sasae.subsidy.certificates.office import DEADLINES, OFFICE
from sasae.subsidy.wordings import actions, queries
from sasae.subsidy.wordings.fields import FIELDS, Field
from sasae.subsidy.wordings.forms import ProposeForm
from sasae.subsidy.wordings.models import Rewording, State
from sasae.subsidy.wordings.samples import sample_of

PURPOSE = "文言・発行元の管理"


@gate(right="wordings.view", purpose=PURPOSE)
@require_safe
def fields(request: GatedRequest) -> HttpResponse:
    """Every value as it is today, and what is waiting."""
    values = _values()
    waiting = Rewording.objects.filter(state=State.PROPOSED).order_by("since", "pk")
    coming = Rewording.objects.filter(state=State.APPROVED, since__gt=clock.today()).order_by("since", "pk")
    context = {
        "rows": [(field, field.tell(values[key])) for key, field in FIELDS.items()],
        "waiting": [(one, FIELDS[one.key]) for one in waiting],
        "coming": [(one, FIELDS[one.key]) for one in coming],
    }
    return render(request, "subsidy/wordings/fields.html", context)


def _values() -> dict[str, Any]:
    """The present value of every field."""
    today = clock.today()
    found = {}
    for prefix, table in (("office", OFFICE.on(today)), ("deadlines", DEADLINES.on(today))):
        for key in FIELDS:
            place, _, rest = key.partition(".")
            if place == prefix:
                value: Any = table
                for step in rest.split("."):
                    value = value[step]
                found[key] = value
    return found


def _field(key: str) -> Field:
    if key not in FIELDS:
        raise Http404(key)
    return FIELDS[key]


@gate(right="wordings.view", purpose=PURPOSE)
@require_safe
def field(request: GatedRequest, key: str) -> HttpResponse:
    """One value with its whole history."""
    known = _field(key)
    history = [(one, known.tell(one.value)) for one in queries.history_of(key)]
    may = request.gate.may("wordings.propose")
    context = {"field": known, "now": known.tell(_values()[key]), "history": history, "may_propose": may}
    return render(request, "subsidy/wordings/field.html", context)


@gate(right="wordings.propose", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def propose(request: GatedRequest, key: str) -> HttpResponse:
    """A new value, from a day on."""
    known = _field(key)
    form = ProposeForm(request.POST or None, field=known, initial={"text": known.show(_values()[key])})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.propose(
                key, told["text"], since=told["since"], source=told["source"], by=request.gate.actor,
                on=clock.today(), at=clock.now(),
            )  # fmt: skip
        except actions.CannotChange as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "起案しました。別の職員が見本を確かめて承認します。")
            return redirect("wordings:change", made.pk)
    return render(request, "subsidy/wordings/propose.html", {"field": known, "form": form})


@gate(right="wordings.view", purpose=PURPOSE)
@require_safe
def change(request: GatedRequest, pk: int) -> HttpResponse:
    """One change: the value before and after, the sample, and the next step for those who may."""
    one = get_object_or_404(Rewording, pk=pk)
    known, may = FIELDS[one.key], request.gate.may
    own, proposed = one.proposed_by == request.gate.actor.id, one.state == State.PROPOSED
    context = {
        "one": one, "field": known, "now": known.tell(_values()[one.key]), "new": known.tell(one.value), "own": own,
        "may_approve": proposed and may("wordings.approve"),
        "may_withdraw": may("wordings.propose")
        and (proposed or (one.state == State.APPROVED and one.since > clock.today())),
    }  # fmt: skip
    return render(request, "subsidy/wordings/change.html", context)


@gate(right="wordings.view", purpose=PURPOSE)
@require_safe
def sample(request: GatedRequest, pk: int) -> HttpResponse:
    """The paper of a made-up person with the new value."""
    content = sample_of(get_object_or_404(Rewording, pk=pk))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sample.pdf"'
    return response


def _act(request: GatedRequest, pk: int, done: str, act: Callable[..., Any], **more: Any) -> HttpResponse:
    get_object_or_404(Rewording, pk=pk)
    try:
        act(pk, by=request.gate.actor, **more)
    except actions.CannotChange as refused:
        messages.error(request, str(refused))
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
