"""A month of a body: files, bill, differences, closing by two persons, payment, report."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.refusals import form_again, refuse, take_step
from sasae.kernel import clock
from sasae.subsidy.receipts import actions
from sasae.subsidy.receipts.forms import BillForm, PaidForm, typed
from sasae.subsidy.receipts.listing import MONTHS
from sasae.subsidy.receipts.models import Cycle, CycleReport, CycleState, FileState, ReceiptFile
from sasae.subsidy.receipts.monthly import by_kind, differences, settled

PURPOSE = "審査支払機関への支払"
MEDIA = {"pdf": "application/pdf", "csv": "text/csv"}


@gate(right="receipts.view", purpose=PURPOSE)
@require_safe
def months(request: GatedRequest) -> HttpResponse:
    """Months, the newest first."""
    return MONTHS.answer(request, Cycle.objects.all(), "subsidy/receipts/months.html")


@gate(right="receipts.view", purpose=PURPOSE)
@require_safe
def month(request: GatedRequest, pk: int) -> HttpResponse:
    """One month, with its next step for those who may."""
    found = get_object_or_404(Cycle, pk=pk)
    may, state = request.gate.may, found.state
    count, yen = settled(found)
    refused = ReceiptFile.objects.filter(
        billing_month=found.billing_month, reviewer=found.reviewer, state=FileState.REFUSED
    )
    context = {
        "one": found, "count": count, "yen": yen, "kinds": by_kind(found), "parts": differences(found),
        "files": found.files.order_by("id"), "refused": refused.order_by("id"),
        "bill_form": form_again(
            request, reverse("receipts:bill", args=[pk]), BillForm, initial={"count": found.bill_count, "yen": found.bill_yen},
        ),
        "paid_form": form_again(request, reverse("receipts:pay", args=[pk]), PaidForm),
        "reports": found.reports.defer("content").order_by("kind"),
        "may_bill": state == CycleState.OPEN and may("receipts.close"),
        "may_ask": state == CycleState.OPEN and found.bill_yen is not None and may("receipts.close"),
        "may_close": state == CycleState.CLOSING and may("receipts.approve"),
        "may_pay": state == CycleState.CLOSED and may("receipts.pay") and found.closed_by != request.gate.actor.id,
        "paid_by_another": state == CycleState.CLOSED and may("receipts.pay") and found.closed_by == request.gate.actor.id,
    }  # fmt: skip
    return render(request, "subsidy/receipts/month.html", context)


def _act(request: GatedRequest, pk: int, done: str, act: Callable[[], object], *fields: str) -> HttpResponse:
    get_object_or_404(Cycle, pk=pk)
    try:
        act()
    except actions.CannotDecide as refusal:
        refuse(request, refusal, *fields)
    else:
        messages.success(request, done)
    return redirect("receipts:month", pk)


@gate(right="receipts.close", purpose=PURPOSE)
@require_POST
def bill(request: GatedRequest, pk: int) -> HttpResponse:
    """What the body bills."""
    get_object_or_404(Cycle, pk=pk)
    form, by = BillForm(request.POST), request.gate.actor
    if not form.is_valid():
        messages.error(request, "請求書の件数と金額を数字で入れてください。（RC-203）")
    act = lambda: actions.enter_bill(pk, **form.cleaned_data, by=by)  # noqa: E731
    take_step(request, act, done="請求額を記録しました。", refusals=(actions.CannotDecide,), form=form)
    return redirect("receipts:month", pk)


@gate(right="receipts.close", purpose=PURPOSE)
@require_POST
def ask_closing(request: GatedRequest, pk: int) -> HttpResponse:
    """Ask another person to close."""
    said, by = typed(request, "explanation"), request.gate.actor
    act = lambda: actions.ask_closing(pk, explanation=said, by=by)  # noqa: E731
    return _act(request, pk, "締めを起案しました。ほかの職員の承認を待っています。", act, "explanation")


@gate(right="receipts.approve", purpose=PURPOSE)
@require_POST
def send_back(request: GatedRequest, pk: int) -> HttpResponse:
    """Open it again."""
    why, by = typed(request, "why"), request.gate.actor
    return _act(request, pk, "差し戻しました。", lambda: actions.send_back(pk, why=why, by=by), "why")


@gate(right="receipts.approve", purpose=PURPOSE)
@require_POST
def close(request: GatedRequest, pk: int) -> HttpResponse:
    """Close it, by another person than who asked."""
    by = request.gate.actor
    act = lambda: actions.close(pk, by=by, on=clock.today(), at=clock.now())  # noqa: E731
    return _act(request, pk, "締めました。報告書を作成しました。", act)


@gate(right="receipts.pay", purpose=PURPOSE)
@require_POST
def pay(request: GatedRequest, pk: int) -> HttpResponse:
    """The body was paid."""
    get_object_or_404(Cycle, pk=pk)
    form, by = PaidForm(request.POST), request.gate.actor
    act = lambda: actions.pay(pk, **form.cleaned_data, by=by, on=clock.today())  # noqa: E731
    take_step(request, act, done="支払を記録しました。", refusals=(actions.CannotDecide,), form=form)
    return redirect("receipts:month", pk)


@gate(right="receipts.view", purpose=PURPOSE)
@require_safe
def report(request: GatedRequest, pk: int, kind: str) -> HttpResponse:
    """The month's report, exactly as it was made."""
    if kind not in MEDIA:
        raise Http404
    found = get_object_or_404(CycleReport, cycle_id=pk, kind=kind)
    response = HttpResponse(bytes(found.content), content_type=MEDIA[kind])
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return response
