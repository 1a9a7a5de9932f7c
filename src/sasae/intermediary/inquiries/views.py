"""A body's queries of others."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import shown_or_said
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import between, body_of, informations, list_of, person
from sasae.intermediary.inquiries.actions import CannotInquire
from sasae.intermediary.inquiries.batches import send_again
from sasae.intermediary.inquiries.closing import give_up
from sasae.intermediary.inquiries.forms import GiveUpForm
from sasae.intermediary.inquiries.models import OPEN, Inquiry, State
from sasae.intermediary.masters.queries import information_names
from sasae.intermediary.records.queries import of_query
from sasae.kernel import clock
from sasae.reference.municipalities import name_of

_RESULTS = dict(State.choices)
TROUBLE = {"unsent": "コアシステムに届いていない", "wrong": "誤った回答が届いた", "overdue": "期限を過ぎた"}


def _in_trouble(rows: QuerySet[Inquiry], kind: str) -> QuerySet[Inquiry]:
    if kind == "wrong":
        return rows.exclude(findings=[])
    if kind == "overdue":
        return rows.filter(state__in=OPEN, ends_at__lt=clock.now())
    return rows.filter(state=State.REQUESTED, submitted_at__isnull=True, attempts__gt=0)


LIST = ListPage(
    title="情報照会の確認",
    columns=[
        Column(
            "processing_no", "処理通番", sort="processing_no", link=lambda row: ("inquiries:inquiry", row.processing_no)
        ),
        Column("unified_no", "統合宛名番号"),
        Column("information", "特定個人情報名"),
        Column("provider", "提供者", value=lambda row: name_of(row.provider)),
        Column("state", "状態", sort="state"),
        Column("permit_no", "許可証番号"),
        Column("requested_at", "求めの日時", sort="requested_at"),
        Column("provided_at", "提供の日時"),
        Column("ends_at", "回答の期限", sort="ends_at"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("trouble", "障害", by=lambda rows, text: _in_trouble(rows, text), choices=list(TROUBLE.items())),
        informations(),
        Filter("person", "統合宛名番号", by=lambda rows, text: rows.filter(unified_no=text)),
        Filter("q", "処理通番", by=lambda rows, text: rows.filter(processing_no__startswith=text)),
        *between("requested_at"),
    ],
    order="-requested_at",
    export_right="lists.export",
)


@gate(right="inquiries.view", purpose="情報照会の確認", shows=True)
@require_safe
def inquiries(request: HttpRequest) -> HttpResponse:
    """The rows of the operator's own body, newest first."""
    body = body_of(request)
    page = list_of(body, LIST)
    with acting_for(body.code):
        return page.answer(request, Inquiry.objects.all(), "intermediary/inquiries/inquiries.html", body=body)


def _page(request: HttpRequest, body: Body, number: str, form: GiveUpForm, status: int = 200) -> HttpResponse:
    with acting_for(body.code):
        one = get_object_or_404(Inquiry, processing_no=number)
        records = of_query(number)
    gate_of = request.gate  # type: ignore[attr-defined]
    gate_of.shown([person(body, one.unified_no)])
    open_still = one.state in OPEN
    context = {
        "one": one, "body": body, "records": [(each, _RESULTS.get(each.result, each.result)) for each in records], "provider": name_of(one.provider),
        "information": information_names().get(one.information, one.information),
        "form": shown_or_said(request, form, shown=open_still and gate_of.may("inquiries.operate")),
        "unsent": one.state == State.REQUESTED and one.submitted_at is None,
    }  # fmt: skip
    return render(request, "intermediary/inquiries/inquiry.html", context, status=status)


@gate(right="inquiries.view", purpose="情報照会の確認", shows=True)
@require_safe
def inquiry(request: HttpRequest, processing_no: str) -> HttpResponse:
    """One query: how far it is, what came of it, what was recorded. The answer is not shown."""
    return _page(request, body_of(request), processing_no, GiveUpForm())


@gate(right="inquiries.operate", purpose="情報照会の送り直し", shows=True)
@require_POST
def again(request: HttpRequest, processing_no: str) -> HttpResponse:
    """Send what has not reached the core, now."""
    body = body_of(request)
    try:
        send_again(body, processing_no, by=request.gate.actor)  # type: ignore[attr-defined]
    except CannotInquire as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "送り直します。届いたかどうかは、少し後でこの画面を開いて確かめてください。")
    return redirect("inquiries:inquiry", processing_no)


@gate(right="inquiries.operate", purpose="情報照会の打切り", shows=True)
@require_POST
def giving_up(request: HttpRequest, processing_no: str) -> HttpResponse:
    """End a query nobody answers, with a reason; the core and the provider are told."""
    body, form = body_of(request), GiveUpForm(request.POST)
    if not form.is_valid():
        return _page(request, body, processing_no, form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        give_up(body, processing_no, reason=reason, by=request.gate.actor, now=clock.now())  # type: ignore[attr-defined]
    except CannotInquire as refusal:
        form.add_error(None, str(refusal))
        return _page(request, body, processing_no, form, status=422)
    messages.success(request, "照会を打ち切りました。")
    return redirect("inquiries:inquiry", processing_no)
