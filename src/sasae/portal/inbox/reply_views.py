"""What a resident does about an application: answer, correct and send again, take it back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sasae.foundation.gate import RESIDENT, GatedRequest, gate
from sasae.kernel import clock
from sasae.portal.inbox import actions, queries
from sasae.portal.inbox.forms import AnswerForm, WithdrawalForm
from sasae.portal.inbox.views import own, standing
from sasae.portal.signatures.requests import ask_withdrawal
from sasae.portal.submissions.models import Submission


def _refused(request: HttpRequest, found: Submission, why: str) -> HttpResponse:
    return render(request, "portal/inbox/not_now.html", {**standing(found), "why": why}, status=409)


@gate(right=RESIDENT, purpose="市への返事")
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: GatedRequest, number: str) -> HttpResponse:
    """Write back to the office, with papers."""
    found = own(request, number)
    if why := queries.why_no_answer(found):
        return _refused(request, found, why)
    form = AnswerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        papers = [actions.paper_of(one) for one in form.papers(form.cleaned_data)]
        try:
            actions.answer(found, form.cleaned_data["text"], papers, by=request.gate.actor, now=clock.now())
        except actions.CannotReply as refusal:
            form.refused(refusal)
        else:
            messages.success(request, "返事を送りました。担当の職員が読みます。")
            return redirect("inbox:receipt", number)
    return render(request, "portal/inbox/answer.html", {**standing(found), "form": form})


@gate(right=RESIDENT, purpose="申請の訂正")
@require_POST
def correct(request: GatedRequest, number: str) -> HttpResponse:
    """Open the form once more with the earlier answers; it begins where all of it is read."""
    found = own(request, number)
    try:
        draft = actions.begin_correction(found, by=request.gate.actor, on=clock.today())
    except actions.CannotReply as refusal:
        return _refused(request, found, str(refusal))
    return redirect("forms:review", draft.id)


@gate(right=RESIDENT, purpose="申請の取下げ")
@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: GatedRequest, number: str) -> HttpResponse:
    """Take an application back, by signature."""
    found = own(request, number)
    if why := queries.why_no_withdrawal(found):
        return _refused(request, found, why)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reply = actions.seal_withdrawal(found, form.cleaned_data["reason"], by=request.gate.actor, now=clock.now())
        except actions.CannotReply as refusal:
            form.refused(refusal)
        else:
            return redirect(ask_withdrawal(request, uuid.UUID(str(reply.id)), reply.digest, number))
    context = {**standing(found), "form": form, "statement": actions.STATEMENT}
    return render(request, "portal/inbox/withdraw.html", context)
