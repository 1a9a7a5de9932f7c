"""Asking on screen, fetching a result now, and the answer of what an operator asked."""

import re
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sasae.contracts import inquiries as words
from sasae.contracts.person_index import Purpose
from sasae.foundation.gate import gate
from sasae.foundation.history import record
from sasae.foundation.screens.lists import plain
from sasae.kernel import clock
from sasae.kernel.findings import Refusals
from sasae.kernel.wareki import to_wareki
from sasae.linkage.inquiries import masters
from sasae.linkage.inquiries.actions import CannotInquire, accept
from sasae.linkage.inquiries.batches import fetch_these
from sasae.linkage.inquiries.codes import codes
from sasae.linkage.inquiries.forms import InquiryForm
from sasae.linkage.inquiries.models import OPEN, Inquiry
from sasae.linkage.inquiries.queries import answer_of
from sasae.linkage.links.forms import PurposeForm
from sasae.linkage.links.legal_bases import bases_of, objections
from sasae.linkage.links.trouble import in_words
from sasae.reference.exchanged_items import name_of
from sasae.wire.client import Refused, Unreachable

PURPOSE = "情報照会"
OPERATORS = "linkage"  # what is asked on screen is the operators' own
OPERATION = words.REQUEST.full_name
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@gate(right="inquiries.ask", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """First why and on which basis, then whom and what."""
    request.gate.shown([])
    known, bases = masters.in_force(), bases_of(OPERATORS, OPERATION, clock.today())
    first = PurposeForm(request.GET or None, bases=bases)
    chosen = first.is_bound and first.is_valid()
    if known is None or not (chosen or request.method == "POST"):
        return render(request, "linkage/inquiries/purpose.html", {"form": first, "masters": known})
    initial = {**request.GET.dict(), "affair_code": codes().affair}
    form = InquiryForm(request.POST or None, bases=bases, masters=known, on=clock.today(), initial=initial)
    if request.method == "POST" and form.is_valid() and (asked := _ask(request, form)):
        messages.success(request, "照会を受け付けました。結果は、届くとこの画面に出ます。")
        return redirect("inquiries:inquiry", asked.inquiry_no)
    return render(request, "linkage/inquiries/new.html", {"form": form, "masters": known})


def _ask(request: HttpRequest, form: InquiryForm) -> Inquiry | None:
    """None where it was refused; the form then says why."""
    data, by, on = form.cleaned_data, request.gate.actor, clock.today()
    purpose = Purpose(affair=data["affair"], basis=data["basis"], operator=by.id, case=data["case"])
    procedure, _, information = data["wanted"].partition("|")
    question = words.InquiryRequest(
        purpose=purpose, information=information, procedure=procedure,
        **{name: data[name] for name in ("atena_no", "affair_code", "provider", "period_from", "period_to", "consent_on")},
    )  # fmt: skip
    request.gate.shown([data["atena_no"]])
    try:
        if found := objections(purpose, caller=OPERATORS, operation=OPERATION, on=on):
            raise CannotInquire(found)
        return accept(question, asked_by=OPERATORS, on=on)
    except CannotInquire as refusal:
        form.refused(Refusals(refusal.findings))
        return None


@gate(right="inquiries.ask", purpose="情報照会の結果", shows=True)
@require_POST
def fetch(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a result now instead of waiting for the next turn."""
    found = get_object_or_404(Inquiry.objects.select_related("person"), inquiry_no=number)
    request.gate.shown([found.person.atena_no])
    try:
        moved = fetch_these([found.pk]) if found.state in OPEN else []
    except (Unreachable, Refused) as trouble:
        messages.warning(request, f"中間サーバーに尋ねられません。{in_words(trouble)}")
    else:
        messages.info(request, "結果が届きました。" if moved else "まだ結果は届いていません。届くと自動で入ります。")
    return redirect("inquiries:inquiry", number)


def _shown(item: str, value: Any) -> str:
    """What an answer says, as staff read it: days and years in 和暦, amounts with their commas."""
    if isinstance(value, bool):
        return "あり" if value else "なし"
    if item == "year" and isinstance(value, int):
        return to_wareki(date(value, 12, 31)).removesuffix("12月31日")
    if isinstance(value, str) and _DAY.fullmatch(value):
        return to_wareki(date.fromisoformat(value))
    return plain(value)


@gate(right="inquiries.ask", purpose="情報照会の結果", shows=True)
@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """The answer itself, of what was asked on screen; each showing is recorded. A business system's goes to it alone."""
    found = get_object_or_404(Inquiry.objects.select_related("person"), inquiry_no=number, asked_by=OPERATORS)
    persons = [found.person.atena_no]
    request.gate.shown(persons, note="照会の回答")
    told: dict[str, Any] = answer_of(found) or {}
    record(request.gate.actor, "inquiry.handed_over", number, persons, asked_by=request.gate.actor.name)
    records = [
        [(name_of(item), _shown(item, value)) for item, value in each.items()] for each in told.get("records", [])
    ]
    return render(request, "linkage/inquiries/answer.html", {"one": found, "records": records})
