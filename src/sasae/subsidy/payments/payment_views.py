"""One transfer, a payee's statement, and closings of branches."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import record
from sasae.foundation.printing import CannotPrint
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock
from sasae.subsidy.payments import actions, queries, statements
from sasae.subsidy.payments.forms import ClosureForm, ReturnForm
from sasae.subsidy.payments.models import BranchClosure, Payment
from sasae.subsidy.payments.notices import masked
from sasae.subsidy.payments.pages import returns_of
from sasae.subsidy.people.models import Person

PURPOSE = "助成費の支払"


@gate(right="payments.view", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def payment(request: GatedRequest, serial: str) -> HttpResponse:
    """One transfer with its claims or refunds and its letters; that a paid one came back is registered here, for another to confirm."""
    found = get_object_or_404(Payment.objects.select_related("run", "payee"), serial=serial)
    items = list(found.items.select_related("claim__person").order_by("id").defer("claim__decision"))
    request.gate.shown(dict.fromkeys([found.payee.atena_no, *(item.claim.person.atena_no for item in items)]))
    form = ReturnForm(request.POST or None, initial={"yen": found.yen, "returned_on": clock.today()})
    if request.method == "POST":
        request.gate.require("payments.result")
        if form.is_valid():
            try:
                by = request.gate.actor
                actions.register_return(serial, by=by, on=clock.today(), at=clock.now(), **form.cleaned_data)
            except actions.CannotPay as refusal:
                for finding in refusal.findings:
                    form.add_error(finding.at if finding.at in form.fields else None, finding.message)
            else:
                messages.success(request, "組戻を登録しました。別の人が確認すると、台帳に戻します。")
                return redirect("payments:payment", serial)
    context = {
        "one": found, "items": items, "account": masked(found.account_number), "form": form,
        "refunds": found.refunds.select_related("refund__movement__receivable").order_by("id"), "letters": found.letters.order_by("id"), "posted": request.method == "POST",
        **returns_of(found, request.gate),
    }  # fmt: skip
    return render(request, "subsidy/payments/payment.html", context)


@gate(right="payments.view", purpose=PURPOSE, shows=True)
@require_safe
def statement(request: GatedRequest, atena_no: str) -> HttpResponse:
    """Everything a payee was ever paid, by year."""
    found = get_object_or_404(Person, atena_no=atena_no)
    lines = list(queries.lines_of(found))
    request.gate.shown(dict.fromkeys([atena_no, *(line["claim__person__atena_no"] for line in lines if line["claim__person__atena_no"])]))
    context = {"one": found, "years": queries.years_of(found), "lines": lines[::-1], "may_export": request.gate.may("payments.export")}
    return render(request, "subsidy/payments/statement.html", context)


@gate(right="payments.export", purpose=PURPOSE, shows=True)
@require_safe
def statement_file(request: GatedRequest, atena_no: str, form: str) -> HttpResponse:
    """The statement as PDF or CSV."""
    found = get_object_or_404(Person, atena_no=atena_no)
    lines = list(queries.lines_of(found))
    persons = list(dict.fromkeys([atena_no, *(line["claim__person__atena_no"] for line in lines if line["claim__person__atena_no"])]))
    try:
        content, media_type = statements.made(form, found, lines, on=clock.today())
    except CannotPrint as unprintable:
        messages.error(request, f"{unprintable}　CSVなら書き出せます。")
        request.gate.shown([atena_no])
        return redirect("payments:statement", atena_no)
    request.gate.shown(persons, note="支払明細")
    record(request.gate.actor, "payments.statement_taken", atena_no, persons)
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="statement-{atena_no}.{form}"'
    return response


@gate(right="payments.view", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def closures(request: GatedRequest) -> HttpResponse:
    """Branches that close, as their banks announced; another is registered here."""
    form = ClosureForm(request.POST or None)
    if request.method == "POST":
        request.gate.require("payments.build")
        if form.is_valid():
            try:
                actions.close_branch(by=request.gate.actor, **form.cleaned_data)
            except actions.CannotPay as refusal:
                for finding in refusal.findings:
                    form.add_error(finding.at if finding.at in form.fields else None, finding.message)
            else:
                messages.success(request, "支店の統廃合を登録しました。")
                return redirect("payments:closures")
    rows = BranchClosure.objects.order_by("-closed_on", "bank", "branch")
    context = {"rows": statements.named(rows), "form": form, "may": request.gate.may("payments.build")}
    return render(request, "subsidy/payments/closures.html", context)


@gate(right="payments.build", purpose=PURPOSE)
@require_POST
def withdraw_closure(request: GatedRequest, pk: int) -> HttpResponse:
    """A branch was registered by mistake."""
    get_object_or_404(BranchClosure, pk=pk)
    why = request.POST.get("why", "")
    take_step(
        request, lambda: actions.withdraw_closure(pk, why=why, by=request.gate.actor, at=clock.now()), "why",
        done="支店の統廃合の登録を取り下げました。", refusals=(actions.CannotPay,),
    )  # fmt: skip
    return redirect("payments:closures")
