"""Payment runs: build, approve by another, send once, take the bank's answer in."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.formats.zengin import ZenginRefused
from sasae.foundation.accounts.queries import name_of_staff
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import record
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.subsidy.payments import actions, outputs, queries
from sasae.subsidy.payments.forms import BuildForm, ResultForm
from sasae.subsidy.payments.models import FileKind, PaymentFile, PaymentRun, PaymentState, RunState
from sasae.subsidy.payments.schedule import next_pay_day

PURPOSE = "助成費の支払"

RUNS = ListPage(
    title="支払の一覧",
    columns=[
        Column("number", "支払番号", sort="number", link=lambda row: ("payments:run", row.number)),
        Column("pay_on", "振込指定日", sort="pay_on"),
        Column("count", "件数", number=True),
        Column("yen", "金額（円）", sort="yen", number=True),
        Column("state", "状態", sort="state"),
        Column("built_by", "作成者", value=lambda row: row.builder),
        Column("approved_by", "承認者", value=lambda row: row.approver),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(RunState.choices)),
    ],
    order="-id",
    export_right="payments.export",
)


@gate(right="payments.view", purpose=PURPOSE)
@require_safe
def runs(request: GatedRequest) -> HttpResponse:
    """Runs, the newest first."""
    may = request.gate.may("payments.build")
    rows = PaymentRun.objects.annotate(builder=name_of_staff("built_by"), approver=name_of_staff("approved_by"))
    return RUNS.answer(request, rows, "subsidy/payments/runs.html", may_build=may)


@gate(right="payments.build", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def build(request: GatedRequest) -> HttpResponse:
    """Collect what is to be paid into a run."""
    today = clock.today()
    planned = next_pay_day(today)
    form = BuildForm(request.POST or None, initial={"pay_on": planned.pay_on})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.build(pay_on=form.cleaned_data["pay_on"], by=request.gate.actor, on=today)
        except actions.CannotPay as refusal:
            for finding in refusal.findings:
                form.add_error(finding.at if finding.at in form.fields else None, finding.message)
        else:
            return redirect("payments:run", made.number)
    return render(request, "subsidy/payments/build.html", {"form": form, "planned": planned})


@gate(right="payments.view", purpose=PURPOSE, shows=True)
@require_safe
def run(request: GatedRequest, number: str) -> HttpResponse:
    """One run: payees, those left out, the files, and the next step for those who may."""
    found = get_object_or_404(PaymentRun, number=number)
    payments = list(found.payments.select_related("payee").order_by("serial"))
    request.gate.shown(payment.payee.atena_no for payment in payments)
    may = request.gate.may
    context = {
        "one": found,
        "payments": [(payment, outputs.masked(payment.account_number)) for payment in payments],
        "failed": [payment for payment in payments if payment.state == PaymentState.FAILED],
        "banks": outputs.bank_totals(payments),
        "refused_results": found.refused_results.defer("content").order_by("-id"),
        "files": found.files.defer("content").order_by("kind"),
        "may_approve": found.state == RunState.BUILT and may("payments.approve"),
        "may_discard": found.state == RunState.BUILT and may("payments.build"),
        "may_send": found.state == RunState.APPROVED and may("payments.send"),
        "may_settle": found.state == RunState.SENT and may("payments.result"),
        "may_take": may("payments.send"),
        "result_form": ResultForm(),
    }
    return render(request, "subsidy/payments/run.html", context)


def _act(request: GatedRequest, number: str, done: str, act: Callable[[PaymentRun], object]) -> HttpResponse:
    found = get_object_or_404(PaymentRun, number=number)
    try:
        act(found)
    except (actions.CannotPay, ZenginRefused) as refusal:
        for finding in refusal.findings:
            messages.error(request, f"{finding.at}：{finding.message}")
    else:
        messages.success(request, done)
    return redirect("payments:run", number)


@gate(right="payments.approve", purpose=PURPOSE)
@require_POST
def approve(request: GatedRequest, number: str) -> HttpResponse:
    """Approve, by another person than the builder."""
    by = request.gate.actor
    return _act(request, number, "承認しました。", lambda found: actions.approve(found.pk, by=by, at=clock.now()))


@gate(right="payments.build", purpose=PURPOSE)
@require_POST
def discard(request: GatedRequest, number: str) -> HttpResponse:
    """Give the run up."""
    by, why = request.gate.actor, request.POST.get("why", "")
    return _act(request, number, "取り消しました。", lambda found: actions.discard(found.pk, by=by, why=why))


@gate(right="payments.send", purpose=PURPOSE)
@require_POST
def send(request: GatedRequest, number: str) -> HttpResponse:
    """Make the files: once."""
    by = request.gate.actor
    return _act(
        request, number, "振込データと帳票を作成しました。",
        lambda found: actions.send(found.pk, by=by, on=clock.today(), at=clock.now()),
    )  # fmt: skip


@gate(right="payments.result", purpose=PURPOSE)
@require_POST
def result(request: GatedRequest, number: str) -> HttpResponse:
    """Take the bank's answer in."""
    form = ResultForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["file"]))
        return redirect("payments:run", number)
    content, by = form.cleaned_data["file"].read(), request.gate.actor
    return _act(
        request, number, "振込結果を取り込みました。",
        lambda found: actions.settle(found.pk, content, by=by, on=clock.today(), at=clock.now()),
    )  # fmt: skip


@gate(right="payments.send", purpose=PURPOSE, shows=True)
@require_safe
def file(request: GatedRequest, number: str, kind: str) -> HttpResponse:
    """One file of the run, exactly as it was made."""
    found = get_object_or_404(PaymentFile.objects.select_related("run"), run__number=number, kind=kind)
    persons = queries.persons_of(found.run)
    request.gate.shown(persons, note=found.name)
    record(request.gate.actor, "payments.file_taken", number, persons, kind=FileKind(kind).label)
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return response
