"""Appeals: the list, one appeal, and its steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history.as_of import AsOf, one_stood
from sasae.foundation.printing import CannotPrint
from sasae.foundation.screens.as_of import not_yet
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.subsidy.appeals import actions
from sasae.subsidy.appeals.forms import AppealForm, MoveForm, PaperForm, RulingForm
from sasae.subsidy.appeals.models import ALLOWED_MOVES, Appeal, Paper, Ruling, State
from sasae.subsidy.appeals.targets import AppealedDecision, NotAppealable, of_claim, of_examination
from sasae.subsidy.applications.showing import time_line
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.entitlements.models import Examination
from sasae.subsidy.people.wards import require_ward, wards_of, within

PURPOSE = "審査請求"


def _by_text(rows: QuerySet[Appeal], text: str) -> QuerySet[Appeal]:
    """By the beginning of the appeal's number, or of the application's or claim's it is against."""
    return (
        rows.filter(number__startswith=text)
        | rows.filter(examination__application__receipt_number__startswith=text)
        | rows.filter(claim__number__startswith=text)
    )


LIST = ListPage(
    title="審査請求の一覧",
    columns=[
        Column("number", "番号", sort="number", link=lambda row: ("appeals:appeal", row.number)),
        Column("appellant", "審査請求人", value=lambda row: row.appellant.name),
        Column("what", "対象", value=lambda row: row.target.what),
        Column("application", "対象の決定", value=lambda row: row.target.number),
        Column("filed_on", "提出日", sort="filed_on"),
        Column("deadline", "期限", value=lambda row: "期限後" if row.filed_on > row.deadline else "期限内"),
        Column("ruling", "裁決"),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("q", "審査請求・申請の番号", by=_by_text, wide=True),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
    ],
    order="-received_at",
    persons=lambda row: [row.appellant.atena_no],
    export_right="appeals.export",
    empty="審査請求はありません。",
)


WITH_TARGET = ("appellant", "examination__application__applicant", "claim__person", "claim__payee")


@gate(right="appeals.view", purpose=PURPOSE, shows=True)
@require_safe
def appeals(request: GatedRequest) -> HttpResponse:
    """Appeals, the newest first."""
    rows = Appeal.objects.select_related(*WITH_TARGET)
    wards = wards_of(request.gate.user, "appeals.view", clock.today())
    return LIST.answer(request, within(rows, wards, "appellant__ward_code"), "subsidy/appeals/list.html")


@gate(right="appeals.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def receive(request: GatedRequest, examination: int) -> HttpResponse:
    """Register an appeal against a decision on an application, a change or a renewal."""
    found = get_object_or_404(Examination.objects.select_related("application__applicant"), pk=examination)
    return _receive(request, found, of_examination, actions.receive)


@gate(right="appeals.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def receive_about_claim(request: GatedRequest, number: str) -> HttpResponse:
    """Register an appeal against the refusal of a claim."""
    found = get_object_or_404(Claim.objects.select_related("person", "payee"), number=number)
    return _receive(request, found, of_claim, actions.receive_about_claim)


def _receive(
    request: GatedRequest, found: Any, target_of: Callable[[Any], AppealedDecision], register: Callable[..., Appeal]
) -> HttpResponse:
    try:
        target = target_of(found)
    except NotAppealable as refusal:
        messages.error(request, str(refusal))
        return redirect("appeals:appeals")
    require_ward(request.gate, target.appellant.ward_code)
    request.gate.shown(target.persons)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = register(found.pk, **form.cleaned_data, by=request.gate.actor, at=clock.now(), on=clock.today())
        except (actions.CannotAppeal, CannotPrint) as refusal:
            form.refused(refusal)
        else:
            messages.success(request, f"審査請求 {made.number} を受け付けました。受付書を渡してください。")
            return redirect("appeals:appeal", made.number)
    back = reverse(target.page[0], args=[target.page[1]])
    return render(request, "subsidy/appeals/receive.html", {"target": target, "form": form, "back": back})


@gate(right="appeals.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def appeal(request: GatedRequest, number: str) -> HttpResponse:
    """One appeal: what is asked, its papers, its course, the ruling."""
    return _page_then(request, number, request.gate.then) if request.gate.then else _page(request, number)


@gate(right="appeals.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["POST"])
def file_paper(request: GatedRequest, number: str) -> HttpResponse:
    """Enter a paper."""
    _own_ward(request, number)
    form = PaperForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.file_paper(
                number, paper=Paper(told["paper"]), title=told["title"], dated_on=told["dated_on"],
                by=request.gate.actor, at=clock.now(),
            )  # fmt: skip
            return redirect("appeals:appeal", number)
        except actions.CannotAppeal as refusal:
            form.refused(refusal)
    return _page(request, number, paper_form=form)


@gate(right="appeals.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["POST"])
def move(request: GatedRequest, number: str) -> HttpResponse:
    """The next step."""
    _own_ward(request, number)
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            actions.move(number, State(form.cleaned_data["state"]), why=form.cleaned_data["why"], by=request.gate.actor)
            return redirect("appeals:appeal", number)
        except actions.CannotAppeal as refusal:
            form.refused(refusal)
    return _page(request, number, move_form=form)


@gate(right="appeals.rule", purpose=PURPOSE, shows=True)
@require_http_methods(["POST"])
def rule(request: GatedRequest, number: str) -> HttpResponse:
    """The ruling."""
    _own_ward(request, number)
    form = RulingForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.rule(
                number, Ruling(told["ruling"]), ruled_on=told["ruled_on"], reason=told["reason"],
                by=request.gate.actor, on=clock.today(),
            )  # fmt: skip
            return redirect("appeals:appeal", number)
        except actions.CannotAppeal as refusal:
            form.refused(refusal)
    return _page(request, number, ruling_form=form)


def _own_ward(request: GatedRequest, number: str) -> Appeal:
    """The appeal, if the page's right reaches the appellant's ward."""
    rows = Appeal.objects.select_related(*WITH_TARGET, "reopened", "reopened_claim")
    found = get_object_or_404(rows, number=number)
    require_ward(request.gate, found.appellant.ward_code)
    return found


def _page(request: GatedRequest, number: str, **forms: Any) -> HttpResponse:
    """The page of an appeal, with the form that could not be taken."""
    found = _own_ward(request, number)
    target = found.target
    request.gate.shown(target.persons)
    moves = ALLOWED_MOVES[State(found.state)]
    move_form = forms.pop("move_form", None) or MoveForm()
    move_form.fields["state"].choices = [(one.value, one.label) for one in State if one in moves - {State.RULED}]
    context = {
        "one": found,
        "target": target, "documents": found.documents.all(),
        "late": found.filed_on > found.deadline,
        "move_form": move_form,
        "paper_form": PaperForm(),
        "ruling_form": RulingForm(),
        "may_enter": request.gate.may("appeals.enter"),
        "may_move": bool(moves) and request.gate.may("appeals.enter"),
        "may_rule": State.RULED in moves and request.gate.may("appeals.rule"),
        "may_print": request.gate.may("printing.view"),
        "entries": time_line(number),
    }
    return render(request, "subsidy/appeals/appeal.html", {**context, **forms})


def _page_then(request: GatedRequest, number: str, then: AsOf) -> HttpResponse:
    """An appeal that had been filed by the day, as far as it had come; no step."""
    found = _own_ward(request, number)
    request.gate.shown(found.target.persons)
    one = one_stood(found, then, "state", "ruling", "ruled_on", "ruling_reason", "reopened", "reopened_claim")
    if one is None or one.filed_on > then.on:
        return not_yet(request)
    for name in ("reopened", "reopened_claim"):
        if getattr(one, name) is not None:
            setattr(one, name, one_stood(getattr(one, name), then, "state"))
    context = {
        "one": one, "target": found.target, "late": one.filed_on > one.deadline,
        "documents": found.documents.filter(dated_on__lte=then.on, filed_at__lte=then.known_at),
        "may_print": request.gate.may("printing.view"), "entries": time_line(number, then),
    }  # fmt: skip
    return render(request, "subsidy/appeals/appeal.html", context)
