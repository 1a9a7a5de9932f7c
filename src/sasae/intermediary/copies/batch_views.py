"""Registrations with their findings, and whether copies are as new as their source."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.operators import between, body_of, informations, list_of
from sasae.intermediary.copies.freshness import all_judged
from sasae.intermediary.copies.models import CopyBatch, CopyFinding
from sasae.intermediary.masters.queries import information_names
from sasae.kernel import clock

PURPOSE = "副本の登録状況"
BATCHES = ListPage(
    title="副本の一括登録",
    columns=[
        Column("batch_no", "一括番号", sort="batch_no", link=lambda row: ("copies:batch", row.pk)),
        Column("information", "特定個人情報名"),
        Column("registered", "登録", number=True),
        Column("known", "登録済み", number=True),
        Column("refused", "登録できず", number=True, sort="refused"),
        Column("warnings", "注意", number=True, sort="warnings"),
        Column("holds_until", "原本の時点"),
        Column("registered_at", "登録日時", sort="registered_at"),
    ],
    filters=[
        Filter(
            "findings", "所見", choices=[("refused", "登録できない行あり"), ("warnings", "注意あり")],
            by=lambda rows, text: rows.filter(**{f"{'refused' if text == 'refused' else 'warnings'}__gt": 0}),
        ),
        informations(),
        Filter("q", "一括番号", by=lambda rows, text: rows.filter(batch_no__startswith=text)),
        *between("registered_at"),
    ],
    order="-id",
    export_right="lists.export",
    empty="一括登録はまだありません。",
)  # fmt: skip
FINDINGS = ListPage(
    title="副本の登録の所見",
    columns=[
        Column("place", "行", number=True, sort="place"),
        Column("record_id", "レコード識別番号", sort="record_id"),
        Column("version", "版", number=True),
        Column("unified_no", "統合宛名番号"),
        Column("severity", "扱い", value=lambda row: "登録できず" if row.severity == "error" else "注意"),
        Column("finding", "所見"),
        Column("message", "説明"),
    ],
    order="place",
    export_right="lists.export",
    empty="所見はありません。",
)


@gate(right="copies.view", purpose=PURPOSE)
@require_safe
def batches(request: GatedRequest) -> HttpResponse:
    """The registrations of the operator's own body, the newest first."""
    body = body_of(request)
    page = list_of(body, BATCHES, names_persons=False)
    with acting_for(body.code):
        return page.answer(request, CopyBatch.objects.all(), "intermediary/copies/batches.html", body=body)


@gate(right="copies.view", purpose=PURPOSE, shows=True)
@require_safe
def batch(request: GatedRequest, number: int) -> HttpResponse:
    """One registration: counts, and what is wrong with its rows."""
    body, names = body_of(request), information_names()
    page = list_of(body, FINDINGS)
    with acting_for(body.code):
        one = get_object_or_404(CopyBatch, pk=number)
        rows = CopyFinding.objects.filter(batch_id=number)
        information = names.get(one.information, one.information)
        return page.answer(request, rows, "intermediary/copies/batch.html", body=body, one=one, information=information)


@gate(right="copies.view", purpose=PURPOSE)
@require_safe
def freshness(request: GatedRequest) -> HttpResponse:
    """Every information: how new its source says it is, and how much of that the copies hold."""
    body, names = body_of(request), information_names()
    with acting_for(body.code):
        rows = all_judged(clock.now())
    context = {"body": body, "rows": [(names.get(one.source.information, one.source.information), one) for one in rows]}
    return render(request, "intermediary/copies/freshness.html", context)
