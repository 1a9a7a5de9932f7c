"""The sheets, the cases, what one is asked oneself."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.queries import names_of_staff
from sasae.foundation.gate import SIGNED_IN, GatedRequest, gate
from sasae.foundation.inspections import actions, chart, queries, telling
from sasae.foundation.inspections.forms import DecideForm, ExplainForm
from sasae.foundation.inspections.lists import CASES, SHEETS, rows_of
from sasae.foundation.inspections.models import Case, CaseState, Finding, Sheet, SheetState
from sasae.foundation.inspections.radar import THRESHOLDS
from sasae.foundation.screens.navigation import entries
from sasae.foundation.screens.refusals import take_step
from sasae.foundation.screens.templatetags.screens import form_errors
from sasae.kernel import clock
from sasae.kernel.wareki import month_to_wareki

PURPOSE = "閲覧の点検"


@gate(right="inspections.view", purpose=PURPOSE)
@require_safe
def sheets(request: GatedRequest) -> HttpResponse:
    """Every sheet within reach, and what the months came to."""
    rows = queries.sheets_for(request.gate.user)
    context = {"chart": chart.drawn(queries.by_month(rows)), "labels": chart.LABELS.values(), "bar": chart.BAR}
    return SHEETS.answer(request, queries.counted(rows), "inspections/sheets.html", **context)


@gate(right="inspections.view", purpose=PURPOSE, shows=True)
@require_safe
def cases(request: GatedRequest) -> HttpResponse:
    """Every case of the sheets within reach."""
    return CASES.answer(request, rows_of(request.gate.user), "inspections/cases.html")


@gate(right="inspections.view", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def sheet(request: GatedRequest, pk: int) -> HttpResponse:
    """One sheet: its cases in sentences; whoever may decide judges as many of them as they like at once."""
    one = get_object_or_404(queries.sheets_for(request.gate.user), pk=pk)
    rows = _cases(one)
    request.gate.shown(dict.fromkeys(row.person for row in rows if row.person))
    forms = _forms(request, one, rows)
    if request.method == "POST":
        request.gate.require("inspections.decide")
        if _decide(request, forms):
            return redirect("inspections:sheet", pk)
        one.refresh_from_db()
        rows = _cases(one)
    return render(
        request, "inspections/sheet.html", _page(request, one, rows, forms), status=422 if _problems(forms) else 200
    )


def _cases(one: Sheet) -> list[Case]:
    return list(one.cases.select_related("sheet").order_by("position"))


def _forms(request: GatedRequest, one: Sheet, rows: list[Case]) -> dict[int, DecideForm]:
    """A form for each case that is still to be judged and is not the judge's own."""
    if one.state != SheetState.OPEN or not request.gate.may("inspections.decide"):
        return {}
    return {
        row.pk: DecideForm(
            request.POST if request.method == "POST" else None, prefix=f"case{row.pk}",
            initial={"finding": row.finding, "words": row.words},
        )
        for row in rows
        if row.state != CaseState.DECIDED and row.actor_id != request.gate.actor.id
    }  # fmt: skip


def _decide(request: GatedRequest, forms: dict[int, DecideForm]) -> bool:
    """Judge what was filled in. Whether all of it could be; what could not stays on the page, with what was typed."""
    by, done = request.gate.actor, 0
    for pk, form in forms.items():
        if not form.is_valid() or not form.cleaned_data["finding"]:
            continue
        finding, words = Finding(form.cleaned_data["finding"]), form.cleaned_data["words"]
        try:
            actions.decide(pk, finding, words, by=by, on=clock.today(), at=clock.now())
        except actions.CannotInspect as refusal:
            form.refused(refusal)
        else:
            done += 1
    gone = _typed_too_late(request, forms)
    if done:
        messages.success(request, f"{done}件の判断を記録しました。")
    if gone:
        messages.error(request, f"ほかの人が先に判断した件があります。入力した内容：{'、'.join(gone)}")
    elif not done and not _problems(forms):
        messages.error(request, "判断が選ばれていません。判断する件を選んでください。")
    return not _problems(forms)


def _typed_too_late(request: GatedRequest, forms: dict[int, DecideForm]) -> list[str]:
    """What was typed into cases that somebody has decided meanwhile."""
    prefixes = tuple(f"case{pk}-" for pk in forms)
    typed = {name: text.strip() for name, text in request.POST.items() if name.startswith("case")}
    late = {name: text for name, text in typed.items() if text and not name.startswith(prefixes)}
    findings = dict(Finding.choices)
    return [str(findings.get(text, text)) for text in late.values()]


def _problems(forms: dict[int, DecideForm]) -> list[dict[str, str]]:
    return [problem for form in forms.values() if form.is_bound for problem in form_errors(form)]


def _page(request: GatedRequest, one: Sheet, rows: list[Case], forms: dict[int, DecideForm]) -> dict[str, Any]:
    names = names_of_staff([row.decided_by for row in rows] + [one.confirmed_by, one.returned_by])
    opened = queries.incident_of(rows)
    may_confirm = one.state == SheetState.READY and request.gate.may("inspections.confirm")
    open_forms = {row.pk: forms[row.pk] for row in rows if row.pk in forms and row.state != CaseState.DECIDED}
    return {
        "one": one, "month": month_to_wareki(one.month), "names": names, "problems": _problems(open_forms),
        "items": [_told(row, one, open_forms.get(row.pk), request.gate.actor.id) | {"incident": opened.get(row.pk)} for row in rows],
        "may_decide": bool(open_forms), "may_confirm": may_confirm, "today": clock.today(),
        "why_not": actions.why_not_confirm(one, request.gate.actor.id) if may_confirm else "",
        "left": max(one.found - len(rows), 0),
    }  # fmt: skip


def _told(row: Case, one: Sheet, form: DecideForm | None, login_id: str) -> dict[str, Any]:
    return {
        "case": row, "form": form, "own": row.actor_id == login_id,
        "what": telling.what(row.person, row.looks, row.first_at, row.last_at), "looks": telling.looks(row.seen, _areas()),
        "more": row.looks - len(row.seen) if row.person else 0,
        "reasons": telling.reasons(row.signals, THRESHOLDS.on(one.month)),
    }  # fmt: skip


def _areas() -> dict[str, str]:
    """What the menu calls the pages of each area."""
    return {entry.url_name.partition(":")[0]: entry.label for entry in entries()}


@gate(right="inspections.confirm", purpose=PURPOSE)
@require_POST
def confirm(request: GatedRequest, pk: int) -> HttpResponse:
    """Another person has looked through the sheet."""
    get_object_or_404(queries.sheets_for(request.gate.user), pk=pk)
    act = lambda: actions.confirm(pk, by=request.gate.actor, at=clock.now())  # noqa: E731
    take_step(request, act, done="点検票を確認したと記録しました。", refusals=(actions.CannotInspect,))
    return redirect("inspections:sheet", pk)


@gate(right="inspections.confirm", purpose=PURPOSE)
@require_POST
def send_back(request: GatedRequest, pk: int) -> HttpResponse:
    """The sheet is to be judged again."""
    get_object_or_404(queries.sheets_for(request.gate.user), pk=pk)
    act = lambda: actions.send_back(pk, request.POST.get("why", ""), by=request.gate.actor)  # noqa: E731
    take_step(request, act, "why", done="点検票を差し戻しました。", refusals=(actions.CannotInspect,))
    return redirect("inspections:sheet", pk)


@gate(right=SIGNED_IN, purpose="自分の閲覧の説明", shows=True)
@require_safe
def own(request: GatedRequest) -> HttpResponse:
    """What one is asked about one's own looks."""
    rows: QuerySet[Case] = queries.own(request.gate.actor.id)[:100]
    request.gate.shown(dict.fromkeys(row.person for row in rows if row.person))
    items = [
        {
            "case": row,
            "month": month_to_wareki(row.sheet.month),
            "what": telling.what(row.person, row.looks, row.first_at, row.last_at),
        }
        for row in rows
    ]
    return render(request, "inspections/own.html", {"items": items, "today": clock.today()})


@gate(right=SIGNED_IN, purpose="自分の閲覧の説明", shows=True)
@require_http_methods(["GET", "POST"])
def explain(request: GatedRequest, pk: int) -> HttpResponse:
    """One of them, and why one looked."""
    row = get_object_or_404(queries.own(request.gate.actor.id), pk=pk)
    request.gate.shown([row.person] if row.person else [])
    form = ExplainForm(request.POST or None, initial={"explanation": row.explanation})
    if form.is_valid():
        try:
            actions.explain(pk, form.cleaned_data["explanation"], by=request.gate.actor, at=clock.now())
        except actions.CannotInspect as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "説明を記録しました。")
            return redirect("inspections:own")
    context = {**_told(row, row.sheet, None, row.actor_id), "month": month_to_wareki(row.sheet.month), "form": form}
    return render(request, "inspections/explain.html", context, status=422 if form.errors else 200)
