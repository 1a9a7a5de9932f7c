"""How far the code requests are, those that wait too long, and asking again."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.linkage.codes.actions import want_again
from sasae.linkage.codes.models import CodeRequest, State
from sasae.linkage.codes.queries import can_be_asked_again, overdue


def _overdue(rows: QuerySet[CodeRequest], text: str) -> QuerySet[CodeRequest]:
    return rows.filter(pk__in=overdue().values("pk"))


REQUESTS = ListPage(
    title="符号取得の状況",
    columns=[
        Column(
            "unified", "統合宛名番号", value=lambda row: row.unified.unified_no, sort="unified__unified_no",
            link=lambda row: ("codes:request", row.unified.unified_no),
        ),
        Column("state", "状態", sort="state"),
        Column("processing_no", "処理通番", sort="processing_no"),
        Column("message", "理由"),
        Column("attempts", "再要求", number=True),
        Column("wanted_at", "発生日時", sort="wanted_at"),
        Column("moved_at", "更新日時", sort="moved_at"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("overdue", "滞留", by=_overdue, choices=[("1", "1日を過ぎたもの")]),
        Filter("q", "統合宛名番号", by=lambda rows, text: rows.filter(unified__unified_no=text)),
    ],
    order="-moved_at",
    persons=lambda row: [row.unified.unified_no],
    export_right="lists.export",
)  # fmt: skip


@gate(right="codes.view", purpose="符号取得の確認", shows=True)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Code requests, the latest first."""
    return REQUESTS.answer(request, CodeRequest.objects.select_related("unified"), "linkage/codes/requests.html")


@gate(right="codes.view", purpose="符号取得の確認", shows=True)
@require_safe
def one(request: HttpRequest, unified_no: str) -> HttpResponse:
    """How far one person's code is."""
    found = get_object_or_404(CodeRequest.objects.select_related("unified"), unified__unified_no=unified_no)
    request.gate.shown([unified_no])
    return render(
        request,
        "linkage/codes/request.html",
        {
            "one": found,
            "persons": found.unified.registered.order_by("atena_no"),
            "may_retry": can_be_asked_again(found) and request.gate.may("codes.retry"),
        },
    )


@gate(right="codes.retry", purpose="符号の再要求")
@require_POST
def again(request: HttpRequest, unified_no: str) -> HttpResponse:
    """Ask once more for a code that was not to be had."""
    if want_again(unified_no, by=request.gate.actor):
        messages.success(request, "もう一度要求します。数秒後に状態が変わります。")
    else:
        messages.error(request, "「取得できず」のものと、住基GWへの通知から1日を過ぎたものだけ、もう一度要求できます。")
    return redirect("codes:request", unified_no)
