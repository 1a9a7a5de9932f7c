"""Subcontracting: the written request, the written answer, and only then the contract below."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.kernel import clock
from sasae.subsidy.contractors.actions import contracts, requests
from sasae.subsidy.contractors.actions.refusals import CannotRegister
from sasae.subsidy.contractors.forms import AnswerForm, ContractForm, RequestForm
from sasae.subsidy.contractors.models import Contract, Request, RequestState
from sasae.subsidy.contractors.pages import form_page

PURPOSE = "再委託の許諾"


@gate(right="contractors.enter", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def new(request: GatedRequest, number: str) -> HttpResponse:
    """Take in what the contractor asks for in writing."""
    found, by, on = get_object_or_404(Contract, number=number), request.gate.actor, clock.today()
    return form_page(
        request, RequestForm(request.POST or None),
        lambda told: requests.receive(number, **told, by=by, on=on, at=clock.now()),
        title=f"再委託の申請の受付 {number}", back=("contractors:contract", number), submit="申請を受け付ける",
        done="再委託の申請を受け付けました。別の人が書面で回答します。", lead=f"委託元：{found.contractor}",
    )  # fmt: skip


@gate(right="contractors.view", purpose=PURPOSE)
@require_safe
def asked(request: GatedRequest, number: str) -> HttpResponse:
    """One request, the answer, and the contract that came of it."""
    found = get_object_or_404(Request.objects.select_related("contract"), number=number)
    waits, mine = found.state == RequestState.RECEIVED, found.received_by == request.gate.actor.id
    below = Contract.objects.filter(request=found).first()
    context = {
        "one": found, "below": below, "waits": waits, "mine": mine,
        "may_decide": waits and not mine and request.gate.may("contractors.decide"),
        "may_enter": found.state == RequestState.PERMITTED and below is None and request.gate.may("contractors.enter"),
    }  # fmt: skip
    return render(request, "subsidy/contractors/request.html", context)


@gate(right="contractors.decide", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def permit(request: GatedRequest, number: str) -> HttpResponse:
    """Permit in writing."""
    return _answer(request, number, requests.permit, "許諾", "再委託を許諾しました。契約を登録できます。")


@gate(right="contractors.decide", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def refuse(request: GatedRequest, number: str) -> HttpResponse:
    """Do not permit, in writing."""
    return _answer(request, number, requests.refuse_request, "不許諾", "再委託を許諾しないと回答しました。")


def _answer(request: GatedRequest, number: str, act: Callable[..., object], word: str, done: str) -> HttpResponse:
    found, by, on = get_object_or_404(Request, number=number), request.gate.actor, clock.today()
    return form_page(
        request, AnswerForm(request.POST or None), lambda told: act(number, **told, by=by, on=on, at=clock.now()),
        title=f"再委託の{word}の回答 {number}", back=("contractors:request", number), submit=f"{word}と回答する", done=done,
        lead=f"{found.contractor}：{found.work}",
    )  # fmt: skip


@gate(right="contractors.enter", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def below(request: GatedRequest, number: str) -> HttpResponse:
    """Enter the subcontract of a permission."""
    found = get_object_or_404(Request.objects.select_related("contract"), number=number)
    usual = {"contractor": found.contractor, "work": found.work, "model": found.contract.model}
    form = ContractForm(request.POST or None, on=clock.today(), initial=usual)
    if request.method == "POST" and form.is_valid():
        try:
            terms = contracts.Terms(**form.cleaned_data)
            made = contracts.enter_below(number, terms, by=request.gate.actor, at=clock.now())
        except CannotRegister as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "登録しました。次に、契約条項を契約書と照らしてください。")
            return redirect("contractors:clauses", made.number)
    return render(request, "subsidy/contractors/new.html", {"form": form, "asked": found})
