"""Wordings, offices, days: what is in force, what comes, its history; a proposal with its preview."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.printing import CannotPrint
from sasae.kernel import clock
from sasae.kernel.findings import Finding, has_errors
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.wordings import actions, queries, showing
from sasae.subsidy.wordings.calendars import copied
from sasae.subsidy.wordings.catalogue import GROUPS, PLANS
from sasae.subsidy.wordings.fields import Field
from sasae.subsidy.wordings.forms import LanguageForm, ProposeForm, initial_of, with_picture
from sasae.subsidy.wordings.languages import field_of
from sasae.subsidy.wordings.models import Rewording, State
from sasae.subsidy.wordings.previews import Preview, preview
from sasae.subsidy.wordings.samples import has_paper, paper_with, unwritten
from sasae.subsidy.wordings.tables import day_for, standing

PURPOSE = "文言・発行元の管理"
ONLY = (("", "すべて"), ("changed", "画面で変えたもの"), ("coming", "これから変わるもの・承認待ち"))


@gate(right="wordings.view", purpose=PURPOSE)
@require_safe
def fields(request: GatedRequest) -> HttpResponse:
    """Every value as it is today by group, and what is waiting."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "group", "only")}
    today = clock.today()
    found = showing.rows(today, words=asked["q"], group=asked["group"], only=asked["only"])
    waiting = [(one, field_of(one.key)) for one in Rewording.objects.filter(state=State.PROPOSED).order_by("since", "pk")]
    context = {
        "groups": found, "asked": asked, "names": GROUPS, "only": ONLY, "count": sum(len(rows) for _, rows in found),
        "waiting": [pair for pair in waiting if pair[1]], "year": today.year + 1,
        "may_propose": request.gate.may("wordings.propose"),
    }  # fmt: skip
    return render(request, "subsidy/wordings/fields.html", context)


def known_field(key: str) -> Field:
    """The field, or a page that is not there."""
    field = field_of(key)
    if field is None:
        raise Http404(key)
    return field


@gate(right="wordings.view", purpose=PURPOSE)
@require_safe
def field(request: GatedRequest, key: str) -> HttpResponse:
    """One value with its whole history."""
    known = known_field(key)
    now = standing(known, day_for(known, clock.today()))
    history = [(one, showing.told(one)) for one in queries.history_of(key)]
    context = {
        "field": known, "now": now, "parts": showing.parts_now(known, now), "history": history,
        "has_paper": has_paper(key) and not unwritten(key, now.value), "is_plan": key in PLANS, "year": day_for(known, clock.today()).year,
        "may_propose": request.gate.may("wordings.propose"),
    }  # fmt: skip
    return render(request, "subsidy/wordings/field.html", context)


@gate(right="wordings.view", purpose=PURPOSE)
@require_safe
def current(request: GatedRequest, key: str) -> HttpResponse:
    """The paper of a made-up person as it is printed now."""
    known = known_field(key)
    day = day_for(known, clock.today())
    value = standing(known, day).value
    if not has_paper(key) or unwritten(key, value):
        raise Http404(key)
    return as_pdf(paper_with(key, value, day))


def as_pdf(content: bytes) -> HttpResponse:
    """A sample, shown in the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sample.pdf"'
    return response


@gate(right="wordings.propose", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def new_language(request: GatedRequest) -> HttpResponse:
    """The texts of a language certificates do not have yet: its code first, then the form of its texts."""
    form = LanguageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("wordings:propose", f"languages.{form.cleaned_data['code']}")
    return render(request, "subsidy/wordings/new_language.html", {"form": form})


@gate(right="wordings.propose", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def propose(request: GatedRequest, key: str) -> HttpResponse:
    """A new value, from a day on: looked at beside the old one, then put forward."""
    known = known_field(key)
    if request.method != "POST":
        form = ProposeForm(field=known, initial=_initial(known, request.GET.get("year", "")))
        return render(request, "subsidy/wordings/propose.html", {"field": known, "form": form})
    form = ProposeForm(with_picture(request.POST, request.FILES), field=known)
    shown, found = _looked_at(form) if form.is_valid() else (None, [])
    if shown is not None and "preview" not in request.POST and (made := _proposed(request, form)):
        messages.success(request, "起案しました。別の職員が見本を確かめて承認します。")
        return redirect("wordings:change", made.pk)
    return render(
        request, "subsidy/wordings/propose.html", {"field": known, "form": form, "preview": shown, "findings": found}
    )


def _initial(known: Field, year: str) -> dict[str, Any]:
    """What the form begins with: the value in force; for a year's calendar, that of the year before, on open days."""
    today = clock.today()
    if known.key not in PLANS:
        return initial_of(known, standing(known, today).value)
    first = day_for(known, today)
    if year.isascii() and year.isdecimal() and first.year <= int(year) <= first.year + 5:
        first = first.replace(year=int(year))
    now = standing(known, first)
    value = now.value if now.changed and now.since == first else copied(known.key, first, today)
    return {**initial_of(known, value), "since": to_wareki(first)}


def _looked_at(form: ProposeForm) -> tuple[Preview | None, list[Finding]]:
    """The preview of what was typed, and the warnings; what is wrong goes to the form."""
    told = form.cleaned_data
    value, found = actions.checked(
        form.of.key, form.typed, since=told["since"], source=told["source"], on=clock.today()
    )
    if has_errors(found):
        form.take(found)
        return None, []
    try:
        return preview(form.of, value, told["since"]), found
    except CannotPrint as unprintable:
        form.take(unprintable.findings)
        return None, []


def _proposed(request: GatedRequest, form: ProposeForm) -> Rewording | None:
    told = form.cleaned_data
    day: date = told["since"]
    try:
        return actions.propose(
            form.of.key, form.typed, since=day, source=told["source"], by=request.gate.actor, on=clock.today(),
            at=clock.now(),
        )  # fmt: skip
    except actions.CannotChange as refused:
        form.take(refused.findings)
        return None
