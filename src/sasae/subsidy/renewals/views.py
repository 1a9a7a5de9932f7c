"""The renewals: the year as steps, the list of targets, one target with its papers; the nightly replay."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.kernel import clock
from sasae.law.common.fiscal_year import income_year
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals import actions, lists
from sasae.subsidy.renewals.charts import bars
from sasae.subsidy.renewals.forms import EarlyForm, ExtensionForm, IncomeForm, OpenForm, ReportForm
from sasae.subsidy.renewals.models import ExtensionKind, Judged, Renewal, Replay, Round, Step, Target
from sasae.subsidy.renewals.schedule import BY_KEY
from sasae.subsidy.renewals.showing import movements_of, steps_of, target_page

PURPOSE = "一斉更新"


@gate(right="renewals.view", purpose=PURPOSE)
@require_safe
def renewals(request: GatedRequest) -> HttpResponse:
    """Every renewal, the newest first; and the form that opens one."""
    form = OpenForm(initial={"year": clock.today().year + 1, "round": Round.YEAR})
    page = {"form": form, "may_work": request.gate.may("renewals.work")}
    return lists.RENEWALS.answer(request, Renewal.objects.all(), "subsidy/renewals/renewals.html", **page)


@gate(right="renewals.work", purpose=PURPOSE)
@require_POST
def open_renewal(request: GatedRequest) -> HttpResponse:
    """Open a renewal, or go to the one that is open."""
    form = OpenForm(request.POST)
    if not form.is_valid():
        messages.error(request, "更新の種類と年を確かめてください。")
        return redirect("renewals:renewals")
    told = form.cleaned_data
    return redirect(
        "renewals:renewal", actions.open_renewal(Round(told["round"]), told["year"], by=request.gate.actor).pk
    )


@gate(right="renewals.view", purpose=PURPOSE)
@require_safe
def renewal(request: GatedRequest, pk: int) -> HttpResponse:
    """The year as steps, and what becomes of the families."""
    one = get_object_or_404(Renewal, pk=pk)
    may = request.gate.may
    counts = movements_of(one)
    page = {
        "one": one,
        "steps": steps_of(one, request.gate.actor.id, may("renewals.work"), may("renewals.approve")),
        "counts": counts,
        "total": one.targets.count(),
        "chart": bars([label for label, _ in counts], [("家庭", [count for _, count in counts])]) if counts else "",
        "may_view_batch": may("batch.view"),
    }
    part_only = bool(request.headers.get("HX-Request")) and not request.headers.get("HX-Boosted")
    return render(request, f"subsidy/renewals/{'_steps' if part_only else 'renewal'}.html", page)


def _step(request: GatedRequest, renewal_id: int, done: str, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except actions.CannotStep as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("renewals:renewal", renewal_id)


@gate(right="renewals.work", purpose=PURPOSE)
@require_POST
def start(request: GatedRequest, pk: int, key: str) -> HttpResponse:
    """Begin a turn of a step."""
    one = get_object_or_404(Renewal, pk=pk)
    if key not in BY_KEY:
        messages.error(request, "その段階はありません。")
        return redirect("renewals:renewal", pk)
    by = request.gate.actor
    return _step(request, one.pk, f"「{BY_KEY[key].label}」を始めました。",
                 lambda: actions.start_step(one.pk, key, by=by, on=clock.today()))  # fmt: skip


@gate(right="renewals.approve", purpose="更新の承認")
@require_POST
def approve(request: GatedRequest, pk: int) -> HttpResponse:
    """Another person approves a step."""
    step = get_object_or_404(Step, pk=pk)
    by = request.gate.actor
    return _step(request, step.renewal_id, "承認しました。",
                 lambda: actions.approve(pk, by=by, on=clock.today(), at=clock.now()))  # fmt: skip


@gate(right="renewals.approve", purpose="更新の承認")
@require_POST
def send_back(request: GatedRequest, pk: int) -> HttpResponse:
    """Another person sends a step back."""
    step = get_object_or_404(Step, pk=pk)
    by, why = request.gate.actor, request.POST.get("why", "")
    return _step(request, step.renewal_id, "差し戻しました。",
                 lambda: actions.send_back(pk, by=by, why=why, at=clock.now()))  # fmt: skip


@gate(right="renewals.view", purpose=PURPOSE, shows=True)
@require_safe
def targets(request: GatedRequest, pk: int) -> HttpResponse:
    """対象者一覧: by ward and postal code, filtered, exported."""
    one = get_object_or_404(Renewal, pk=pk)
    last = Judged.objects.filter(target=OuterRef("pk")).order_by("-pk").values("result")
    rows = Target.objects.filter(renewal=one).select_related("applicant__recipient").annotate(result=Subquery(last[:1]))
    return lists.TARGETS.answer(request, rows, "subsidy/renewals/targets.html", one=one)


@gate(right="renewals.view", purpose=PURPOSE, shows=True)
@require_safe
def target(request: GatedRequest, pk: int) -> HttpResponse:
    """One family of a renewal: the difference, every ground, its letters, and the papers that came."""
    found = get_object_or_404(Target.objects.select_related("renewal", "applicant"), pk=pk)
    page = target_page(found)
    request.gate.shown(page["persons"])
    today = clock.today()
    forms = {
        "report_form": ReportForm(initial={"filed_on": today}, auto_id="report_%s"),
        "income_form": IncomeForm(people=page["people"], initial={"proved_on": today}, auto_id="income_%s"),
        "extension_form": ExtensionForm(people=page["people"], initial={"received_on": today}, auto_id="extension_%s"),
        "early_form": EarlyForm(auto_id="early_%s"),
    }
    may = {"may_work": request.gate.may("renewals.work"), "may_print": request.gate.may("printing.view")}
    return render(request, "subsidy/renewals/target.html", {**page, **forms, **may})


@gate(right="renewals.work", purpose=PURPOSE, shows=True)
@require_POST
def take(request: GatedRequest, pk: int, paper: str) -> HttpResponse:
    """Take in a paper of one family."""
    found = get_object_or_404(Target.objects.select_related("renewal", "applicant"), pk=pk)
    page = target_page(found)
    request.gate.shown(page["persons"])
    form = _FORMS[paper](request.POST, page["people"]) if paper in _FORMS else None
    if form is None or not form.is_valid():
        problems = [message for errors in form.errors.values() for message in errors] if form else []
        messages.error(request, " ".join(problems) or "書類の種類を確かめてください。")
        return redirect("renewals:target", pk)
    try:
        _take(found, paper, form, request.gate.actor)
    except actions.CannotStep as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "受け付けました。次の判定で、この家庭をもう一度判定します。")
    return redirect("renewals:target", pk)


_FORMS: dict[str, Callable[[Any, Any], Any]] = {
    "report": lambda data, people: ReportForm(data),
    "income": lambda data, people: IncomeForm(data, people=people),
    "extension": lambda data, people: ExtensionForm(data, people=people),
    "early": lambda data, people: EarlyForm(data),
}


def _take(found: Target, paper: str, form: Any, by: Any) -> None:
    told = dict(form.cleaned_data)
    if paper == "report":
        actions.take_report(found.pk, by=by, **told)
    elif paper == "early":
        actions.allow_early_start(found.pk, by=by, **told)
    elif paper == "income":
        who = Person.objects.get(atena_no=told["person"])
        year = income_year(found.renewal.judged_on)
        actions.prove_income(found.pk, who, year=year, amounts=form.amounts(), proved_on=told["proved_on"], by=by)
    else:
        who = Person.objects.get(atena_no=told.pop("person"))
        actions.prove_extension(found.pk, who, by=by, **{**told, "kind": ExtensionKind(told["kind"])})


@gate(right="renewals.view", purpose="決定の再現検査")
@require_safe
def replays(request: GatedRequest) -> HttpResponse:
    """Every night's replay of past decisions."""
    return lists.REPLAYS.answer(request, Replay.objects.all(), "subsidy/renewals/replays.html")
