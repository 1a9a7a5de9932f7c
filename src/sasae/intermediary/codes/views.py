"""How far a body's codes are. The codes themselves are not shown."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.operators import between, body_of, list_of
from sasae.intermediary.codes.models import Code, State

LIST = ListPage(
    title="符号取得の確認",
    columns=[
        Column("unified_no", "統合宛名番号", sort="unified_no"),
        Column("processing_no", "処理通番", sort="processing_no"),
        Column("state", "状態", sort="state"),
        Column("requested_at", "要求日時", sort="requested_at"),
        Column("completed_at", "取得日時", sort="completed_at"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("q", "統合宛名番号", by=lambda rows, text: rows.filter(unified_no=text)),
        *between("requested_at"),
    ],
    order="-requested_at",
    export_right="lists.export",
)


@gate(right="codes.view", purpose="符号取得の確認", shows=True)
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """The rows of the operator's own body, newest first."""
    body = body_of(request)
    page = list_of(body, LIST)
    with acting_for(body.code):
        return page.answer(request, Code.objects.all(), "intermediary/codes/codes.html", body=body)
