"""A body's answers to others."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import shown_or_said
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import between, body_of, informations, list_of, person
from sasae.intermediary.keys.client import AgentAway
from sasae.intermediary.keys.envelope import CannotOpen
from sasae.intermediary.keys.texts import open_texts
from sasae.intermediary.masters.queries import information_names
from sasae.intermediary.provisions.deciding import CannotDecide, decide
from sasae.intermediary.provisions.forms import DecisionForm
from sasae.intermediary.provisions.models import Provision, State
from sasae.kernel import clock
from sasae.reference.exchanged_items import in_words
from sasae.reference.municipalities import name_of

LIST = ListPage(
    title="情報提供の確認",
    columns=[
        Column("permit_no", "許可証番号", sort="permit_no", link=lambda row: ("provisions:provision", row.permit_no)),
        Column("inquirer", "照会者", value=lambda row: name_of(row.inquirer)),
        Column("unified_no", "統合宛名番号"),
        Column("information", "特定個人情報名"),
        Column("state", "状態", sort="state"),
        Column("protected", "保護", value=lambda row: "保護の登録あり" if row.protected else ""),
        Column("message", "説明"),
        Column("stale", "副本", value=lambda row: "原本より古い" if row.stale else ""),
        Column("requested_at", "求めの日時", sort="requested_at"),
        Column("provided_at", "提供の日時"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter(
            "protected",
            "保護",
            by=lambda rows, text: rows.filter(protected=text == "yes"),
            choices=[("yes", "保護の登録がある人"), ("no", "それ以外")],
        ),
        informations(),
        Filter("q", "統合宛名番号", by=lambda rows, text: rows.filter(unified_no=text)),
        Filter("permit", "許可証番号", by=lambda rows, text: rows.filter(permit_no__startswith=text)),
        *between("requested_at"),
    ],
    order="-requested_at",
    export_right="lists.export",
)


_DONE = {
    State.ANSWERED: "提供します。",
    State.REFUSED: "提供しないことにしました。",
    State.NOT_AUTOMATIC: "提供を起案しました。別の職員が確かめて、もう一度「提供する」を登録すると提供します。",
}


@gate(right="provisions.view", purpose="情報提供の確認", shows=True)
@require_safe
def provisions(request: HttpRequest) -> HttpResponse:
    """The rows of the operator's own body, newest first."""
    body = body_of(request)
    page = list_of(body, LIST)
    with acting_for(body.code):
        return page.answer(request, Provision.objects.all(), "intermediary/provisions/provisions.html", body=body)


def _found(body: Body, permit_no: str) -> Provision:
    with acting_for(body.code):
        return get_object_or_404(Provision, permit_no=permit_no)


def _page(request: HttpRequest, body: Body, one: Provision, form: DecisionForm, status: int = 200) -> HttpResponse:
    request.gate.shown([person(body, one.unified_no)] if one.unified_no else [])  # type: ignore[attr-defined]
    may = one.state == State.NOT_AUTOMATIC and request.gate.may("provisions.release")  # type: ignore[attr-defined]
    information = information_names().get(one.information, one.information)
    one.reason, one.proposed_reason = open_texts(body, f"reason-{one.permit_no}", [one.reason, one.proposed_reason])
    context = {
        "one": one,
        "information": information,
        "body": body,
        "inquirer": name_of(one.inquirer),
        "items": in_words(one.items),
        "form": shown_or_said(request, form, shown=may),
    }
    return render(request, "intermediary/provisions/provision.html", context, status=status)


@gate(right="provisions.view", purpose="情報提供の確認", shows=True)
@require_safe
def provision(request: HttpRequest, permit_no: str) -> HttpResponse:
    """One query of another body and what came of it. The content is not shown."""
    body = body_of(request)
    return _page(request, body, _found(body, permit_no), DecisionForm())


@gate(right="provisions.release", purpose="自動応答しない情報提供の判断", shows=True)
@require_POST
def decision(request: HttpRequest, permit_no: str) -> HttpResponse:
    """Provide, or do not; the answer goes to the network either way."""
    body, form = body_of(request), DecisionForm(request.POST)
    one = _found(body, permit_no)
    if not form.is_valid():
        return _page(request, body, one, form, status=422)
    give, reason = form.cleaned_data["give"] == "yes", form.cleaned_data["reason"]
    try:
        state = decide(body, permit_no, give=give, reason=reason, by=request.gate.actor, now=clock.now())  # type: ignore[attr-defined]
    except (CannotDecide, AgentAway, CannotOpen) as refusal:
        form.add_error(None, str(refusal))
        return _page(request, body, one, form, status=422)
    messages.success(request, _DONE[state])
    return redirect("provisions:provision", permit_no)
