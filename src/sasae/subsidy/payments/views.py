"""Payment runs: tried out, built, approved by others, sent once, handed to the bank, its answer taken in."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.formats.zengin import ZenginRefused
from sasae.foundation.accounts.queries import name_of_staff
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import record
from sasae.foundation.screens.refusals import refuse
from sasae.kernel import clock
from sasae.kernel.dated import BeyondHorizon
from sasae.subsidy.payments import actions, queries
from sasae.subsidy.payments.forms import BuildForm, ResultForm
from sasae.subsidy.payments.lists import LEFT_OUT, PAYEES, RUNS
from sasae.subsidy.payments.models import FileKind, PaymentFile, PaymentRun, RunKind
from sasae.subsidy.payments.pages import context_of
from sasae.subsidy.payments.schedule import PayDay, horizon_near, next_pay_day

PURPOSE = "助成費の支払"
SHORT = 50  # findings said above the page


@gate(right="payments.view", purpose=PURPOSE)
@require_safe
def runs(request: GatedRequest) -> HttpResponse:
    """Runs, the newest first."""
    rows = PaymentRun.objects.annotate(builder=name_of_staff("built_by"), approver=name_of_staff("approved_by"))
    today = clock.today()
    return RUNS.answer(
        request, rows, "subsidy/payments/runs.html", may_build=request.gate.may("payments.build"),
        overdue=queries.overdue(today).order_by("answer_by"), horizon=horizon_near(today),
        refunds=queries.refunds_waiting(),
    )  # fmt: skip


@gate(right="payments.build", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def build(request: GatedRequest) -> HttpResponse:
    """Try a run out without effect, or build it."""
    today, by = clock.today(), request.gate.actor
    planned = _planned()
    asked = RunKind.REFUNDS if request.GET.get("kind") == RunKind.REFUNDS else RunKind.CLAIMS
    form = BuildForm(request.POST or None, initial={"pay_on": planned.pay_on if planned else None, "kind": asked})
    context: dict[str, Any] = {"form": form, "planned": planned, "horizon": horizon_near(today), "today": today}
    context["refunds"] = queries.refunds_waiting()
    request.gate.shown([])
    if request.method == "POST" and form.is_valid():
        try:
            if "try" not in request.POST:
                return redirect("payments:run", actions.build(**form.cleaned_data, by=by, on=today).number)
            context["tried"] = tried = actions.simulate(**form.cleaned_data, by=by, on=today)
            request.gate.shown(row.payee.atena_no for row in tried.left_out)
        except (actions.CannotPay, ZenginRefused) as refusal:
            for finding in refusal.findings[:SHORT]:
                form.add_error(finding.at if finding.at in form.fields else None, finding.message)
    return render(request, "subsidy/payments/build.html", context)


def _planned() -> PayDay | None:
    """The next pay day; none where the calendar has ended."""
    try:
        return next_pay_day(clock.today())
    except BeyondHorizon:
        return None


@gate(right="payments.view", purpose=PURPOSE, shows=True)
@require_safe
def run(request: GatedRequest, number: str) -> HttpResponse:
    """One run: its steps, the files, what failed and what was left out, and the next step for those who may."""
    found = get_object_or_404(PaymentRun, number=number)
    context = context_of(found, request.gate)
    request.gate.shown(payment.payee.atena_no for payment in context["payments"])
    request.gate.shown(payment.payee.atena_no for payment in context["failed"])
    return render(request, "subsidy/payments/run.html", context)


@gate(right="payments.view", purpose=PURPOSE, shows=True)
@require_safe
def payees(request: GatedRequest, number: str) -> HttpResponse:
    """Everybody a run pays."""
    found = get_object_or_404(PaymentRun, number=number)
    rows = found.payments.select_related("payee")
    return PAYEES.answer(request, rows, "subsidy/payments/payees.html", one=found)


@gate(right="payments.view", purpose=PURPOSE, shows=True)
@require_safe
def left_out(request: GatedRequest, number: str) -> HttpResponse:
    """Every claim a run does not pay, and why."""
    found = get_object_or_404(PaymentRun, number=number)
    return LEFT_OUT.answer(request, queries.left_out_of(found), "subsidy/payments/left_out.html", one=found)


def act(request: GatedRequest, number: str, done: str, step: Callable[[PaymentRun], object], *typed: str) -> HttpResponse:
    """Take a step of a run, say what came of it, and go back to its page."""
    found = get_object_or_404(PaymentRun, number=number)
    try:
        step(found)
    except actions.CannotPay as refusal:
        if typed:
            refuse(request, refusal, *typed)
        else:
            for finding in refusal.findings[:SHORT]:
                messages.error(request, f"{finding.at}：{finding.message}（{finding.id}）")
    else:
        messages.success(request, done)
    return redirect("payments:run", number)


@gate(right="payments.approve", purpose=PURPOSE)
@require_POST
def approve(request: GatedRequest, number: str) -> HttpResponse:
    """Approve, by another person than those who did a step before."""
    by, why = request.gate.actor, request.POST.get("why", "")
    return act(
        request, number, "承認しました。", lambda found: actions.approve(found.pk, by=by, at=clock.now(), why=why),
        "why",
    )  # fmt: skip


@gate(right="payments.build", purpose=PURPOSE)
@require_POST
def discard(request: GatedRequest, number: str) -> HttpResponse:
    """Give the run up."""
    by, why = request.gate.actor, request.POST.get("why", "")
    return act(request, number, "取り消しました。", lambda found: actions.discard(found.pk, by=by, why=why), "why")


@gate(right="payments.send", purpose=PURPOSE)
@require_POST
def send(request: GatedRequest, number: str) -> HttpResponse:
    """Make the files: once."""
    by = request.gate.actor
    return act(
        request, number, "振込データと帳票を作成しました。",
        lambda found: actions.send(found.pk, by=by, on=clock.today(), at=clock.now()),
    )  # fmt: skip


@gate(right="payments.send", purpose=PURPOSE)
@require_POST
def hand_over(request: GatedRequest, number: str) -> HttpResponse:
    """Note that the bank has the file."""
    by, typed = request.gate.actor, {name: request.POST.get(name, "") for name in ("receipt_no", "count", "yen")}

    def step(found: PaymentRun) -> object:
        count, yen = (actions.number_in(typed[name], name) for name in ("count", "yen"))
        return actions.hand_over(
            found.pk, receipt_no=typed["receipt_no"], count=count, yen=yen, by=by, at=clock.now()
        )  # fmt: skip

    return act(request, number, "銀行の受付を登録しました。", step, *typed)


@gate(right="payments.result", purpose=PURPOSE)
@require_POST
def result(request: GatedRequest, number: str) -> HttpResponse:
    """Take the bank's answer in."""
    form = ResultForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["file"])))
        return redirect("payments:run", number)
    content, by = form.cleaned_data["file"].read(), request.gate.actor
    return act(
        request, number, "振込結果を取り込みました。",
        lambda found: actions.settle(found.pk, content, by=by, on=clock.today(), at=clock.now()),
    )  # fmt: skip


@gate(right="payments.send", purpose=PURPOSE, shows=True)
@require_safe
def file(request: GatedRequest, number: str, kind: str, part: int = 1) -> HttpResponse:
    """One file of the run, exactly as it was made."""
    rows = PaymentFile.objects.select_related("run")
    found = get_object_or_404(rows, run__number=number, kind=kind, part=part)
    persons = queries.persons_of(found)
    request.gate.shown(persons, note=found.name)
    record(request.gate.actor, "payments.file_taken", number, persons, kind=FileKind(kind).label)
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return response
