"""The counter: entering a paper application, the second look at it, and finding whom an application speaks of."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date
from sasae.subsidy.applications import identification, paper
from sasae.subsidy.applications.actions import CannotMove
from sasae.subsidy.applications.comparison import entry_at
from sasae.subsidy.applications.fields import SentBefore, as_another_page, attach
from sasae.subsidy.applications.forms import ApplicantPart, ChildrenFormSet, HowForm, SearchForm
from sasae.subsidy.applications.models import ApplicantMatch, Application
from sasae.subsidy.people.wards import require_ward
from sasae.wire.client import Refused, Unreachable

PURPOSE, FINDING = "窓口受付", "申請者の特定"
PROPOSED = "申請者を記録しました。別の職員が、本人であることを確かめます。"
AWAY = "連携基盤につながりません。しばらくしてから、もう一度押してください。入力した内容は画面に残っています。"


@gate(right="applications.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def enter(request: GatedRequest) -> HttpResponse:
    """Enter a paper application."""
    request.gate.shown([])
    initial = {"received_on": clock.today(), "token": uuid.uuid4().hex}
    form = ApplicantPart(request.POST or None, initial=initial)
    children = ChildrenFormSet(request.POST or None, prefix="children")
    if request.method == "POST" and _right(form, children):
        made = _tried(form, lambda: _register(request, form, children))
        if made is not None:
            messages.success(request, f"申請 {made.receipt_number} を入力しました。別の人が申請書と照合してください。")
            return redirect("applications:application", made.receipt_number)
    return render(request, "subsidy/applications/enter.html", {"form": form, "children": children})


def _right(form: ApplicantPart, children: Any) -> bool:
    """Everything wrong is said at once: of the applicant, of the children, and of them together."""
    alone = [form.is_valid(), children.is_valid()]
    return all(alone) and form.agrees_with(children.filled())


def _register(request: GatedRequest, form: ApplicantPart, children: Any) -> Application | None:
    """The application; None when a number is somebody else's, which is then said beside it."""
    parts: dict[str, Any] = {"applicant": form}
    parts |= {f"children.{index}": part for index, part in enumerate(children.filled())}
    numbers = {
        place: part.cleaned_data["individual_number"]
        for place, part in parts.items()
        if part.cleaned_data["individual_number"]
    }
    content = form.whole(children.filled())
    people, doubts = identification.find_all(content, numbers, by=request.gate.actor)
    for place, finding in doubts:
        attach(parts[place], finding)
    if doubts:
        return None
    return paper.enter_paper(
        content, people, identity_checked=form.identity(), received_on=form.cleaned_data["received_on"],
        by=request.gate.actor, at=clock.now(), individual_numbers=numbers, token=form.cleaned_data["token"],
    )  # fmt: skip


def _tried(form: Any, act: Callable[[], Any]) -> Any:
    """What `act` gives, or None with the reason on the form."""
    try:
        return act()
    except Unreachable:
        form.add_error(None, AWAY)
    except Refused as refusal:
        form.add_error(None, " ".join(finding.message for finding in refusal.findings))
    except (paper.NoIdentityCheck, identification.CannotIdentify) as refusal:
        form.add_error(None, str(refusal))
    except SentBefore as refusal:
        form.add_error(None, str(refusal))
        as_another_page(form)
    return None


@gate(right="applications.enter", purpose=PURPOSE, shows=True)
@require_POST
def confirm(request: GatedRequest, number: str) -> HttpResponse:
    """The second look at a paper application, by another person."""
    by, seen = request.gate.actor, request.POST.get("seen", "")
    done = "照合しました。審査できます。"
    return _act(request, number, done, lambda pk: paper.confirm_entry(pk, seen=seen, by=by))


@gate(right="applications.enter", purpose=PURPOSE, shows=True)
@require_POST
def withdraw(request: GatedRequest, number: str) -> HttpResponse:
    """Give the entry up."""
    by, why = request.gate.actor, request.POST.get("why", "")
    return _act(request, number, "取下げにしました。", lambda pk: paper.withdraw_entry(pk, why=why, by=by))


def _act(request: GatedRequest, number: str, done: str, act: Callable[[int], object]) -> HttpResponse:
    found = get_object_or_404(Application, receipt_number=number)
    require_ward(request.gate, found.ward_code)
    request.gate.shown(found.form["persons"].values())
    try:
        act(found.pk)
    except CannotMove as refusal:
        refuse(request, refusal, "why")
    else:
        messages.success(request, done)
    return redirect("applications:application", number)


@gate(right="applications.enter", purpose=FINDING, shows=True)
@require_http_methods(["GET", "POST"])
def identify(request: GatedRequest, number: str, place: str) -> HttpResponse:
    """Find whom a part of the form speaks of, and choose; of a sender nobody saw, say how it was made sure."""
    found = get_object_or_404(Application, receipt_number=number)
    require_ward(request.gate, found.ward_code)
    title = identification.unfound(found).get(place)
    if title is None:
        raise Http404
    entry, two, chosen = entry_at(found.form, place), identification.needs_two(found, place), request.POST.get("chosen", "")
    initial = {"name_kana": entry["name_kana"], "birth_date": parse_date(entry["birth_date"])}
    form = SearchForm(None if two and chosen else request.POST or None, initial=initial)
    how, people = HowForm(request.POST if chosen else None), None
    ready = bool(chosen) and (not two or how.is_valid())
    if ready and _tried(how if two else form, lambda: _choose(request, found, place, how)):
        request.gate.shown([chosen, *found.form["persons"].values()])
        messages.success(request, PROPOSED if two else f"{title}を結び付けました。")
        return redirect("applications:application", number)
    if two and chosen:
        people = _tried(form, lambda: [identification.known_as(chosen, by=request.gate.actor)])
    elif request.method == "POST" and not chosen and form.is_valid():
        people = _tried(form, lambda: identification.candidates(**form.cleaned_data, by=request.gate.actor))
    request.gate.shown([person.atena_no for person in people or []])
    context = {"one": found, "title": title, "entry": entry, "form": form, "people": people, "how": how, "two": two, "chosen": chosen}
    return render(request, "subsidy/applications/identify.html", context)


def _choose(request: GatedRequest, found: Application, place: str, how: HowForm) -> Application | ApplicantMatch:
    by, at = request.gate.actor, clock.now()
    chosen = identification.known_as(request.POST["chosen"], by=by)
    if identification.needs_two(found, place):
        return identification.propose_applicant(found.pk, chosen, how=how.cleaned_data["how"], by=by, at=at)
    return identification.identify(found.pk, place, chosen, by=by, at=at)


def _match(request: GatedRequest, number: str, match: int) -> ApplicantMatch:
    rows = ApplicantMatch.objects.select_related("person", "application")
    one = get_object_or_404(rows, pk=match, application__receipt_number=number)
    require_ward(request.gate, one.application.ward_code)
    request.gate.shown([one.person.atena_no])
    return one


@gate(right="applications.enter", purpose=FINDING, shows=True)
@require_POST
def confirm_applicant(request: GatedRequest, number: str, match: int) -> HttpResponse:
    """Another person made sure as well; the application is theirs from now on."""
    one, by = _match(request, number, match), request.gate.actor
    try:
        known = identification.known_as(one.person.atena_no, by=by)
        identification.confirm_applicant(one.pk, known, by=by, at=clock.now())
    except identification.CannotIdentify as refusal:
        messages.error(request, str(refusal))
    except (Unreachable, Refused):
        messages.error(request, AWAY)
    else:
        messages.success(request, "申請者を決めました。")
    return redirect("applications:application", number)


@gate(right="applications.enter", purpose=FINDING, shows=True)
@require_POST
def reject_applicant(request: GatedRequest, number: str, match: int) -> HttpResponse:
    """It is somebody else, or cannot be made sure."""
    one, why = _match(request, number, match), request.POST.get("why", "")
    try:
        identification.reject_applicant(one.pk, why=why, by=request.gate.actor, at=clock.now())
    except identification.CannotIdentify as refusal:
        refuse(request, refusal, "why")
    else:
        messages.success(request, "特定を取り消しました。ほかの人を探せます。")
    return redirect("applications:application", number)
