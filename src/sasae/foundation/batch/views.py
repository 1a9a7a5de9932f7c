"""The batch screens: what ran, how far what runs is, and what could not be done."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.batch import actions
from sasae.foundation.batch.kinds import persons_of
from sasae.foundation.batch.models import BatchItem, BatchRun, ItemState, RunState
from sasae.foundation.batch.moves import CannotMove
from sasae.foundation.batch.queries import progress
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock

PURPOSE = "一括処理の確認"


def _by_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    return rows.filter(state=state)


def _reasons(item: BatchItem) -> str:
    return "／".join(f"{found['message']}（{found['id']}）" for found in item.findings or [])


RUNS = ListPage(
    title="一括処理の一覧",
    columns=[
        Column("pk", "番号", link=lambda run: ("batch:run", run.pk), value=lambda run: str(run.pk)),
        Column("title", "処理", sort="title"),
        Column("state", "状態", sort="state"),
        Column("item_count", "対象", number=True),
        Column("done_count", "処理済み", number=True),
        Column("refused_count", "処理できない", number=True),
        Column("created_at", "開始", sort="created_at"),
        Column("ended_at", "終了"),
        Column("started_by_name", "開始した者"),
    ],
    filters=[Filter("state", "状態", by=_by_state, choices=list(RunState.choices))],
    empty="一括処理はまだありません。",
)

ITEMS = ListPage(
    title="項目の一覧",
    columns=[
        Column("key", "項目", sort="key"),
        Column("state", "状態"),
        Column("outcome", "結果"),
        Column("findings", "処理できない理由", value=_reasons),
        Column("worked_at", "処理日時"),
    ],
    filters=[
        Filter("state", "状態", by=_by_state, choices=list(ItemState.choices)),
        Filter("key", "項目", by=lambda rows, text: rows.filter(key=text)),
    ],
    order="pk",
    persons=lambda item: persons_of(item.run.kind, item.key),
    empty="項目はありません。",
)


def _within_reach(request: GatedRequest) -> QuerySet[BatchRun]:
    """The runs whose figures one may read: a run that says over which procedures it goes is for who holds all of them."""
    rows, user = BatchRun.objects.all(), request.gate.user
    held = user.procedures(request.gate.right, clock.today()) if user is not None else []
    if held is None:
        return rows
    return rows.filter(~Q(params__has_key="procedures") | Q(params__procedures__contained_by=held))


@gate(right="batch.view", purpose=PURPOSE)
@require_safe
def runs(request: GatedRequest) -> HttpResponse:
    """Every run of one's procedures, newest first."""
    return RUNS.answer(request, _within_reach(request), "batch/runs.html")


@gate(right="batch.view", purpose=PURPOSE, shows=True)
@require_safe
def run(request: GatedRequest, pk: int) -> HttpResponse:
    """One run: its progress, and its items with what became of them."""
    one = get_object_or_404(_within_reach(request), pk=pk)
    items = BatchItem.objects.filter(run=one).select_related("run")
    page = {"run": one, "progress": progress(one), "may_run": request.gate.may("batch.run")}
    return ITEMS.answer(request, items, "batch/run.html", **page)


@gate(right="batch.view", purpose=PURPOSE)
@require_safe
def run_progress(request: GatedRequest, pk: int) -> HttpResponse:
    """The fragment that refreshes itself while the run is live."""
    one = get_object_or_404(_within_reach(request), pk=pk)
    return render(request, "batch/_progress.html", {"run": one, "progress": progress(one)})


@gate(right="batch.run", purpose="一括処理の実行")
@require_POST
def resume(request: GatedRequest, pk: int) -> HttpResponse:
    """Go on with a halted run."""
    return _act(request, pk, actions.resume, "再開しました。")


@gate(right="batch.run", purpose="一括処理の実行")
@require_POST
def cancel(request: GatedRequest, pk: int) -> HttpResponse:
    """Work no further item."""
    return _act(request, pk, actions.cancel, "取りやめました。処理済みの項目はそのままです。")


def _act(request: GatedRequest, pk: int, action: Any, said: str) -> HttpResponse:
    one = get_object_or_404(_within_reach(request), pk=pk)
    try:
        action(one, by=request.gate.actor)
    except CannotMove as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("batch:run", pk)
