"""The records of article 23, both sides."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.operators import body_of, list_of
from sasae.intermediary.inquiries.models import State
from sasae.intermediary.records.models import ProvisionRecord
from sasae.reference.municipalities import name_of

_RESULTS = dict(State.choices)

LIST = ListPage(
    title="情報提供等記録の確認",
    columns=[
        Column("side", "区分", sort="side"),
        Column("processing_no", "処理通番", sort="processing_no"),
        Column("unified_no", "統合宛名番号"),
        Column("inquirer", "照会者", value=lambda row: name_of(row.inquirer)),
        Column("provider", "提供者", value=lambda row: name_of(row.provider)),
        Column("information", "特定個人情報名"),
        Column("result", "結果", value=lambda row: _RESULTS.get(row.result, row.result)),
        Column("stale", "副本", value=lambda row: "原本より古い" if row.stale else ""),
        Column("requested_at", "求めの日時", sort="requested_at"),
        Column("provided_at", "提供の日時"),
        Column("keep_until", "保存期限"),
    ],
    filters=[
        Filter("result", "結果", by=lambda rows, text: rows.filter(result=text), choices=list(State.choices)),
        Filter("q", "統合宛名番号", by=lambda rows, text: rows.filter(unified_no=text)),
    ],
    order="-id",
    export_right="lists.export",
)


@gate(right="records.view", purpose="情報提供等記録の確認", shows=True)
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """The rows of the operator's own body, newest first."""
    body = body_of(request)
    page = list_of(body, LIST)
    with acting_for(body.code):
        return page.answer(request, ProvisionRecord.objects.all(), "intermediary/records/records.html", body=body)
