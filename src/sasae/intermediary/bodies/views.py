"""The platform's own view: which bodies take part. Nothing of what they hold."""

from dataclasses import replace

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intermediary.bodies.models import Body, BodyState
from sasae.intermediary.masters.queries import information_names

BODIES = ListPage(
    title="参加する団体",
    columns=[
        Column("code", "団体コード", sort="code", link=lambda row: ("bodies:body", row.code)),
        Column("name", "団体名", sort="name"),
        Column("caller", "接続元"),
        Column("state", "状態", sort="state"),
        Column("closed_on", "停止日", sort="closed_on"),
        Column("successor", "承継団体", value=lambda row: row.successor or ""),
        Column("registers", "登録できる副本", value=lambda row: row.registers),  # by their names, in the view
        Column("joined_at", "参加", sort="joined_at"),
    ],
    filters=[
        Filter("q", "団体コード・団体名", by=lambda rows, text: rows.filter(Q(code=text) | Q(name__contains=text))),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(BodyState.choices)),
    ],
    order="code",
    export_right="lists.export",
)


@gate(right="platform.view", purpose="プラットフォームの運用")
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """Bodies with their connection, and what they may register copies of."""
    names = information_names()

    def registers(row: Body) -> str:
        return "、".join(names.get(code, code) for code in row.registers)

    columns = [replace(each, value=registers) if each.name == "registers" else each for each in BODIES.columns]
    return replace(BODIES, columns=columns).answer(request, Body.objects.all(), "intermediary/bodies/bodies.html")
