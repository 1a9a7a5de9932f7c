"""Money back: proposals, the list, one debt with its steps."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.printing import CannotPrint
from sasae.foundation.screens.as_of import not_yet
from sasae.foundation.screens.forms import SasaeForm
from sasae.foundation.screens.refusals import form_again, refuse_ticked, take_step
from sasae.kernel import clock
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.people.wards import require_ward, wards_of
from sasae.subsidy.receipts.models import ReceiptLine
from sasae.subsidy.recovery import actions
from sasae.subsidy.recovery.actions.locking import persons_of
from sasae.subsidy.recovery.candidates import candidates
from sasae.subsidy.recovery.forms import ManyForm, PaymentForm, ProposalForm, RunningForm
from sasae.subsidy.recovery.lists import LIST, LIST_THEN, in_wards
from sasae.subsidy.recovery.models import InterruptionKind, Order, OrderKind, Reason, Receivable
from sasae.subsidy.recovery.pages import context_of, order_form
from sasae.subsidy.recovery.past import debt_page, debts_then
from sasae.subsidy.recovery.proposing import propose_picked

PURPOSE = "返還金の管理"
REFUSALS = (actions.CannotRecover, CannotPrint)


def found_or_404(request: GatedRequest, number: str) -> Receivable:
    """The debt, if the page's right reaches whoever owes it; whose data it is, is noted."""
    found = get_object_or_404(Receivable.objects.select_related("debtor"), number=number)
    if found.debtor:
        require_ward(request.gate, found.debtor.ward_code)
    request.gate.shown(persons_of(found))
    return found


@gate(right="recovery.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def receivables(request: GatedRequest) -> HttpResponse:
    """Debts, the newest first; of a past day those proposed by it, with what was owed on the day."""
    may = request.gate.may
    wards = wards_of(request.gate.user, "recovery.view", clock.today())
    if then := request.gate.then:
        return LIST_THEN.answer(request, in_wards(debts_then(then), wards), "subsidy/recovery/receivables.html")
    rows = in_wards(Receivable.objects.select_related("debtor"), wards)
    listed = LIST if may("recovery.enter") else replace(LIST, pick=None)  # ticks are for reminders
    more = {"may_enter": may("recovery.enter"), "asked": request.GET.urlencode()}
    return listed.answer(request, rows, "subsidy/recovery/receivables.html", **more)


@gate(right="recovery.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def proposals(request: GatedRequest) -> HttpResponse:
    """Treatments the law covers no more: ticked ones become a proposal for each debtor."""
    form = ManyForm(request.POST or None)
    rows = candidates(wards_of(request.gate.user, "recovery.enter", clock.today()))
    if request.method == "POST" and form.is_valid():
        told, picked = form.cleaned_data, request.POST.getlist("picked")
        about = {"why": told["why"], "by": request.gate.actor, "on": clock.today()}
        try:
            made = propose_picked(picked, [row.key for row in rows], Reason(told["reason"]), **about)
        except actions.CannotRecover as refusal:
            form.refused(refusal)
        else:
            messages.success(request, f"{len(made)}件を起案しました。別の職員が決定します。")
            return redirect("recovery:receivables")
    request.gate.shown(row.person.atena_no for row in rows)
    context = {"rows": rows, "form": form, "picked": set(request.POST.getlist("picked"))}
    return render(request, "subsidy/recovery/proposals.html", context)


@gate(right="recovery.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def new(request: GatedRequest, kind: str, pk: int) -> HttpResponse:
    """Propose to ask back what was granted for one claim or one line of a receipt."""
    source, granted = _treatment(kind, pk)
    require_ward(request.gate, source.person.ward_code)
    request.gate.shown([source.person.atena_no])
    form = ProposalForm(request.POST or None, initial={"yen": granted})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        treatment = actions.Source(told["yen"], **{kind: source})
        try:
            made = actions.propose(
                Reason(told["reason"]), [treatment], why=told["why"], by=request.gate.actor, on=clock.today(), **form.asked()
            )
        except actions.CannotRecover as refusal:
            form.refused(refusal)
        else:
            messages.success(request, f"返還金 {made.number} を起案しました。別の職員が決定します。")
            return redirect("recovery:receivable", made.number)
    context = {"form": form, "source": source, "granted": granted, "kind": kind}
    return render(request, "subsidy/recovery/new.html", context)


def _treatment(kind: str, pk: int) -> tuple[Any, int]:
    if kind == "claim":
        claim = get_object_or_404(Claim.objects.select_related("person").defer("decision"), pk=pk)
        return claim, claim.amount
    line = get_object_or_404(ReceiptLine.objects.select_related("person"), pk=pk)
    if line.person is None:
        raise Http404
    return line, line.in_kind_yen or 0


@gate(right="recovery.view", purpose=PURPOSE, shows=True, past=True)
@require_safe
def receivable(request: GatedRequest, number: str) -> HttpResponse:
    """One debt: what it is for, what moved it, what is late, and the next steps."""
    found = found_or_404(request, number)
    if then := request.gate.then:
        page = debt_page(found, request.gate, then)
        return render(request, "subsidy/recovery/receivable.html", page) if page else not_yet(request)

    def again(name: str, make: Callable[..., SasaeForm]) -> SasaeForm:
        return form_again(request, reverse(f"recovery:{name}", args=[number]), make)

    forms = {
        "pay_form": again("pay", PaymentForm),
        "order_form": again("order", lambda *data: order_form(found, *data)),
        "running_form": again("interrupt", lambda *data: RunningForm(*data, carried=bool(found.origin))),
    }
    return render(request, "subsidy/recovery/receivable.html", context_of(found, request.gate) | forms)


def _act(
    request: GatedRequest, number: str, done: str, act: Callable[[], Any], *names: str, form: SasaeForm | None = None
) -> HttpResponse:
    """Take a step of a debt, say what came of it, and go back to its page."""
    found_or_404(request, number)
    take_step(request, act, *names, done=done, refusals=REFUSALS, form=form)
    return redirect("recovery:receivable", number)


@gate(right="recovery.decide", purpose=PURPOSE, shows=True)
@require_POST
def decide(request: GatedRequest, number: str) -> HttpResponse:
    """Decide a proposal, by another person."""
    by = request.gate.actor
    return _act(request, number, "決定し、通知書と納付書を作成しました。", lambda: actions.decide(number, by=by, on=clock.today()))


@gate(right="recovery.enter", purpose=PURPOSE, shows=True)
@require_POST
def drop(request: GatedRequest, number: str) -> HttpResponse:
    """Give a proposal up."""
    by, why = request.gate.actor, request.POST.get("why", "")
    return _act(request, number, "起案を取り下げました。", lambda: actions.drop(number, why=why, by=by), "why")


@gate(right="recovery.enter", purpose=PURPOSE, shows=True)
@require_POST
def pay(request: GatedRequest, number: str) -> HttpResponse:
    """Clear a payment slip that came back."""
    form, by = PaymentForm(request.POST), request.gate.actor
    return _act(
        request, number, "収納を消し込みました。",
        lambda: actions.pay(number, **form.cleaned_data, by=by, on=clock.today()), form=form,
    )  # fmt: skip


@gate(right="recovery.enter", purpose=PURPOSE, shows=True)
@require_POST
def order(request: GatedRequest, number: str) -> HttpResponse:
    """Propose a step that another person approves."""
    found = get_object_or_404(Receivable, number=number)
    form, by = order_form(found, request.POST), request.gate.actor

    def step() -> None:
        yen, terms = form.told(found)
        kind, why = OrderKind(form.cleaned_data["kind"]), form.cleaned_data["why"]
        actions.order(number, kind, yen=yen, why=why, by=by, on=clock.today(), **terms)

    return _act(request, number, "起案しました。別の職員が承認します。", step, form=form)


@gate(right="recovery.decide", purpose=PURPOSE, shows=True)
@require_POST
def approve(request: GatedRequest, pk: int) -> HttpResponse:
    """Approve a step, by another person."""
    one, by = get_object_or_404(Order.objects.select_related("receivable"), pk=pk), request.gate.actor
    done = f"{one.get_kind_display()}を承認しました。"
    return _act(request, one.receivable.number, done, lambda: actions.approve(pk, by=by, on=clock.today()))


@gate(right="recovery.enter", purpose=PURPOSE, shows=True)
@require_POST
def drop_order(request: GatedRequest, pk: int) -> HttpResponse:
    """Give a step up."""
    one, by = get_object_or_404(Order.objects.select_related("receivable"), pk=pk), request.gate.actor
    why = request.POST.get("why", "")
    return _act(
        request, one.receivable.number, "起案を取り下げました。",
        lambda: actions.drop_order(pk, why=why, by=by, on=clock.today()), "why",
    )  # fmt: skip


@gate(right="recovery.enter", purpose=PURPOSE, shows=True)
@require_POST
def interrupt(request: GatedRequest, number: str) -> HttpResponse:
    """Note what makes the limitation begin anew."""
    found = get_object_or_404(Receivable, number=number)
    form, by = RunningForm(request.POST, carried=bool(found.origin)), request.gate.actor

    def step() -> None:
        told = dict(form.cleaned_data)
        kind, until = InterruptionKind(told.pop("kind")), told.pop("until")
        verb: Callable[..., Any] = _RUNNING.get(kind) or partial(actions.before_taking_over, kind=kind)
        more = {"until": until} if kind == InterruptionKind.LAWSUIT else {}
        verb(number, **told, **more, by=by, on=clock.today())

    return _act(request, number, "時効の更新・猶予を記録しました。", step, form=form)


_RUNNING: dict[InterruptionKind, Callable[..., Any]] = {
    InterruptionKind.ACKNOWLEDGED: actions.acknowledge, InterruptionKind.JUDGEMENT: actions.judgement,
    InterruptionKind.DEMAND: actions.demand, InterruptionKind.LAWSUIT: actions.lawsuit,
}  # fmt: skip


@gate(right="recovery.enter", purpose=PURPOSE, shows=True)
@require_POST
def remind(request: GatedRequest, number: str) -> HttpResponse:
    """Make a reminder."""
    by = request.gate.actor
    return _act(request, number, "督促状を作成しました。", lambda: actions.remind([number], by=by, on=clock.today()))


@gate(right="recovery.enter", purpose=PURPOSE, shows=True)
@require_POST
def slip(request: GatedRequest, number: str) -> HttpResponse:
    """Make a payment slip once more."""
    by = request.gate.actor
    return _act(request, number, "納付書を作成しました。", lambda: actions.send_slip(number, by=by, on=clock.today()))


@gate(right="recovery.enter", purpose=PURPOSE, shows=True)
@require_POST
def remind_picked(request: GatedRequest) -> HttpResponse:
    """Make the reminders of the ticked debts: all of them or none."""
    request.gate.shown([])
    numbers = list(dict.fromkeys(request.POST.getlist("pick")))
    for number in numbers:
        found_or_404(request, number)
    try:
        done = actions.remind(numbers, by=request.gate.actor, on=clock.today())
    except REFUSALS as refusal:
        refuse_ticked(request, str(refusal))
    else:
        if done:
            messages.success(request, f"督促状を{len(done)}通作成しました。")
        else:
            refuse_ticked(request, "督促する返還金を選んでください。")
    asked = QueryDict(request.POST.get("asked", "time=late")).urlencode()
    return redirect(f"{reverse('recovery:receivables')}?{asked}")


@gate(right="recovery.decide", purpose=PURPOSE, shows=True)
@require_POST
def close(request: GatedRequest, number: str) -> HttpResponse:
    """Make the closing statement."""
    by = request.gate.actor
    return _act(
        request, number, "精算通知書を作成しました。", lambda: actions.close_account(number, by=by, on=clock.today())
    )
