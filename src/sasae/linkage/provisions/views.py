"""What is provided, how far it is, whether the figures agree; starting and ending a run."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.kernel import clock
from sasae.linkage.naming import system_name
from sasae.linkage.provisions import actions, queries
from sasae.linkage.provisions.models import BatchState, ProvisionBatch, ProvisionRun, RunKind, RunState
from sasae.linkage.provisions.sources import name_of, provided, withheld

PURPOSE = "副本の提供"

RUNS = ListPage(
    title="副本の提供の処理",
    columns=[
        Column("number", "番号", link=lambda row: ("provisions:run", row.number)),
        Column("information", "特定個人情報", value=lambda row: name_of(row.information)),
        Column("kind", "種類"),
        Column("told", "元の件数", sort="told", number=True),
        Column("changed", "送る件数", sort="changed", number=True),
        Column("withdrawn", "うち取下げ", number=True),
        Column("without_number", "送れない件数", number=True),
        Column("state", "状態"),
        Column("started_at", "開始", sort="started_at"),
    ],
    filters=[
        Filter(
            "information", "特定個人情報", by=lambda rows, text: rows.filter(information=text),
            choices=lambda _: [(code, one.name) for code, one in provided().items()],
        ),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(RunState.choices)),
    ],
    order="-started_at",
    empty="提供の処理は、まだありません。",
    export_right="lists.export",
)  # fmt: skip

BATCHES = ListPage(
    title="副本の束",
    columns=[
        Column("batch_no", "束の番号", sort="batch_no"),
        Column("count", "送った件数", number=True),
        Column("registered", "登録件数", number=True),
        Column("state", "状態"),
        Column("message", "理由"),
    ],
    filters=[Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(BatchState.choices))],
    order="batch_no",
    empty="送る副本はありません。",
    export_right="lists.export",
)


@gate(right="provisions.view", purpose=PURPOSE)
@require_safe
def provisions(request: HttpRequest) -> HttpResponse:
    """Every information with its figures, and the runs."""
    standings = [{"one": one, "system": system_name(one.source.system)} for one in queries.standings()]
    context = {"standings": standings, "withheld": withheld().values(), "may": request.gate.may("provisions.run")}
    return RUNS.answer(request, queries.all_runs(), "linkage/provisions/provisions.html", **context)


@gate(right="provisions.view", purpose=PURPOSE)
@require_safe
def run(request: HttpRequest, number: str) -> HttpResponse:
    """One run and its batches."""
    found = get_object_or_404(ProvisionRun, number=number)
    context = {
        "one": found, "information": name_of(found.information), "figures": queries.figures_of(found),
        "may_cancel": found.state == RunState.GATHERING and request.gate.may("provisions.run"),
    }  # fmt: skip
    batches = ProvisionBatch.objects.filter(run=found)
    return BATCHES.answer(request, batches, "linkage/provisions/run.html", **context)


@gate(right="provisions.run", purpose=PURPOSE)
@require_POST
def start(request: HttpRequest, information: str) -> HttpResponse:
    """Begin a run."""
    kind = RunKind.DIFFERENCE if request.POST.get("kind") == RunKind.DIFFERENCE else RunKind.FULL
    take_step(
        request, lambda: actions.start(information, kind, on=clock.today(), by=request.gate.actor),
        done="提供の処理を始めました。", refusals=(actions.CannotProvide,),
    )  # fmt: skip
    return redirect("provisions:provisions")


@gate(right="provisions.run", purpose=PURPOSE)
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Ask no further."""
    found, why = get_object_or_404(ProvisionRun, number=number), request.POST.get("why", "")
    take_step(
        request, lambda: actions.cancel(found.pk, why=why, by=request.gate.actor), "why", done="取りやめました。",
        refusals=(actions.CannotProvide,),
    )  # fmt: skip
    return redirect("provisions:run", number)
