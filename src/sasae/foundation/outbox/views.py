"""The outbox screens: what waits, what went, what was refused and why. Bodies are never shown."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.outbox import actions
from sasae.foundation.outbox.models import OutboxMessage, State
from sasae.foundation.screens.lists import Column, Filter, ListPage

PURPOSE = "送信箱の確認"


def _by_state(rows: QuerySet[OutboxMessage], state: str) -> QuerySet[OutboxMessage]:
    return rows.filter(state=state)


def _trouble(message: OutboxMessage) -> str:
    found = "／".join(f"{each['message']}（{each['id']}）" for each in message.findings)
    return found or message.problem


MESSAGES = ListPage(
    title="送信箱の一覧",
    columns=[
        Column(
            "pk", "番号", link=lambda message: ("outbox:message", message.pk), value=lambda message: str(message.pk)
        ),
        Column("callee", "相手", sort="callee"),
        Column("operation", "操作", sort="operation"),
        Column("key", "冪等キー"),
        Column("state", "状態", sort="state"),
        Column("attempts", "届かなかった回数", number=True),
        Column("trouble", "拒否の理由・障害", value=_trouble),
        Column("created_at", "作成", sort="created_at"),
        Column("settled_at", "完了"),
    ],
    filters=[
        Filter("state", "状態", by=_by_state, choices=list(State.choices)),
        Filter("callee", "相手", by=lambda rows, text: rows.filter(callee=text)),
        Filter("key", "冪等キー（前方一致）", by=lambda rows, text: rows.filter(key__startswith=text)),
    ],
    empty="ほかのシステムへの送信はありません。",
)


@gate(right="outbox.view", purpose=PURPOSE)
@require_safe
def sent(request: GatedRequest) -> HttpResponse:
    """Every message, newest first."""
    refused = OutboxMessage.objects.filter(state=State.REFUSED).count()
    return MESSAGES.answer(request, OutboxMessage.objects.defer("body"), "outbox/messages.html", refused=refused)


@gate(right="outbox.view", purpose=PURPOSE)
@require_safe
def message(request: GatedRequest, pk: int) -> HttpResponse:
    """One message: where it is, and why."""
    one = get_object_or_404(OutboxMessage.objects.defer("body"), pk=pk)
    return render(request, "outbox/message.html", {"one": one})


@gate(right="outbox.view", purpose="拒否された送信のやり直し")
@require_POST
def send_again(request: GatedRequest, pk: int) -> HttpResponse:
    """Send a refused message once more: the same words, the same one effect."""
    one = get_object_or_404(OutboxMessage, pk=pk)
    try:
        actions.send_again(one.pk, by=request.gate.actor)
    except actions.CannotMove as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "送信待ちに戻しました。")
    return redirect("outbox:message", pk)
