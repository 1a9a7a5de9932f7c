"""A body's answers to others."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.operators import body_of
from sasae.intermediary.provisions.models import Provision, State
from sasae.reference.municipalities import name_of

LIST = ListPage(
    title="情報提供の確認",
    columns=[
        Column("permit_no", "許可証番号", sort="permit_no"),
        Column("inquirer", "照会者", value=lambda row: name_of(row.inquirer)),
        Column("unified_no", "統合宛名番号"),
        Column("information", "特定個人情報名"),
        Column("state", "状態", sort="state"),
        Column("message", "説明"),
        Column("requested_at", "求めの日時", sort="requested_at"),
        Column("provided_at", "提供の日時"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
    ],
    order="-requested_at",
    persons=lambda row: [row.unified_no] if row.unified_no else [],
)


@gate(right="provisions.view", purpose="情報提供の確認", shows=True)
@require_safe
def provisions(request: HttpRequest) -> HttpResponse:
    """The rows of the operator's own body, newest first."""
    body = body_of(request)
    with acting_for(body.code):
        return LIST.answer(request, Provision.objects.all(), "intermediary/provisions/provisions.html", body=body)
