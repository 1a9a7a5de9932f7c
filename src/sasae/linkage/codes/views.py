"""How far the code requests are."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.linkage.codes.models import CodeRequest, State

REQUESTS = ListPage(
    title="符号取得の状況",
    columns=[
        Column("unified", "統合宛名番号", value=lambda row: row.unified.unified_no),
        Column("state", "状態", sort="state"),
        Column("processing_no", "処理通番", sort="processing_no"),
        Column("message", "理由"),
        Column("moved_at", "更新日時", sort="moved_at"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("q", "統合宛名番号", by=lambda rows, text: rows.filter(unified__unified_no=text)),
    ],
    order="-moved_at",
    persons=lambda row: [row.unified.unified_no],
)


@gate(right="codes.view", purpose="符号取得の確認", shows=True)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Code requests, the latest first."""
    return REQUESTS.answer(request, CodeRequest.objects.select_related("unified"), "linkage/codes/requests.html")
