"""A body's queries of others."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.operators import body_of, list_of
from sasae.intermediary.inquiries.models import Inquiry, State
from sasae.reference.municipalities import name_of

LIST = ListPage(
    title="情報照会の確認",
    columns=[
        Column("processing_no", "処理通番", sort="processing_no"),
        Column("unified_no", "統合宛名番号"),
        Column("information", "特定個人情報名"),
        Column("provider", "提供者", value=lambda row: name_of(row.provider)),
        Column("state", "状態", sort="state"),
        Column("permit_no", "許可証番号"),
        Column("requested_at", "求めの日時", sort="requested_at"),
        Column("provided_at", "提供の日時"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("q", "処理通番", by=lambda rows, text: rows.filter(processing_no__startswith=text)),
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
