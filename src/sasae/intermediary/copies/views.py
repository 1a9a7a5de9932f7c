"""A body's copies, without their content."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.operators import body_of, list_of
from sasae.intermediary.copies.models import Copy

LIST = ListPage(
    title="副本の登録状況",
    columns=[
        Column("record_id", "レコード識別番号", sort="record_id"),
        Column("information", "特定個人情報名"),
        Column("unified_no", "統合宛名番号"),
        Column("version", "版", number=True),
        Column("automatic_reply", "自動応答"),
        Column("not_disclosed", "不開示"),
    ],
    filters=[
        Filter("q", "統合宛名番号", by=lambda rows, text: rows.filter(unified_no=text)),
    ],
    order="-id",
    export_right="lists.export",
)


@gate(right="copies.view", purpose="副本の登録状況", shows=True)
@require_safe
def copies(request: HttpRequest) -> HttpResponse:
    """The rows of the operator's own body, newest first."""
    body = body_of(request)
    page = list_of(body, LIST)
    with acting_for(body.code):
        return page.answer(request, Copy.objects.all(), "intermediary/copies/copies.html", body=body)
