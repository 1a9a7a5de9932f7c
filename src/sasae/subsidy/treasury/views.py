"""Between us and the treasury: files made and taken in, and what was found in them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.subsidy.treasury import actions
from sasae.subsidy.treasury.adapter import layouts
from sasae.subsidy.treasury.forms import ClearForm, MakeForm
from sasae.subsidy.treasury.models import ClearingFile, Kind, TreasuryFile

PURPOSE = "会計との受渡し"

FILES = ListPage(
    title="会計へのファイル",
    columns=[
        Column("name", "ファイル名", sort="name", link=lambda row: ("treasury:file", row.pk)),
        Column("kind", "種類", sort="kind"),
        Column("period", "期間", sort="period"),
        Column("rows", "行数", number=True),
        Column("yen", "合計金額", number=True, sort="yen"),
        Column("made_at", "作成日時", sort="made_at"),
    ],
    filters=[Filter("kind", "種類", by=lambda rows, text: rows.filter(kind=text), choices=list(Kind.choices))],
    order="-id",
    empty="ファイルはまだありません。",
)

_CLEARED = ClearingFile.objects.defer("content", "findings")  # a file may be twenty megabytes
CLEARED = ListPage(
    title="収納消込のファイル",
    columns=[
        Column("name", "ファイル名", sort="name", link=lambda row: ("treasury:cleared", row.pk)),
        Column("rows", "行数", number=True),
        Column("cleared", "消し込んだ件数", number=True, sort="cleared"),
        Column("yen", "金額（円）", number=True, sort="yen"),
        Column("given_at", "取込日時", sort="given_at"),
    ],
    filters=[
        Filter("q", "ファイル名", by=lambda rows, text: rows.filter(name__contains=text), wide=True),
        Filter("left", "消し込めない行", by=lambda rows, _: rows.exclude(findings=[]), choices=[("some", "あるもの")]),
    ],
    order="-id",
    empty="取り込んだファイルはまだありません。",
)


@gate(right="treasury.view", purpose=PURPOSE)
@require_safe
def clearings(request: GatedRequest) -> HttpResponse:
    """Every clearing file that was taken in."""
    return CLEARED.answer(request, _CLEARED.all(), "subsidy/treasury/clearings.html")


@gate(right="treasury.view", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def files(request: GatedRequest) -> HttpResponse:
    """Files that were made; making one."""
    form = MakeForm(request.POST or None)
    if request.method == "POST":
        request.gate.require("treasury.make")
        if form.is_valid():
            try:
                made = actions.make(**form.cleaned_data, by=request.gate.actor, on=clock.today(), at=clock.now())
            except actions.CannotMake as refusal:
                form.refused(refusal)
            else:
                return redirect("treasury:file", made.pk)
    context = {
        "form": form,
        "may_make": request.gate.may("treasury.make"),
        "may_clear": request.gate.may("treasury.clear"),
        "cleared": _CLEARED.order_by("-pk")[:10],
    }
    rows = TreasuryFile.objects.defer("content")
    return FILES.answer(request, rows, "subsidy/treasury/files.html", **context)


@gate(right="treasury.view", purpose=PURPOSE)
@require_safe
def file(request: GatedRequest, pk: int) -> HttpResponse:
    """One file, with its layout."""
    found = get_object_or_404(TreasuryFile.objects.defer("content"), pk=pk)
    context = {"one": found, "layout": layouts()[found.kind], "may_make": request.gate.may("treasury.make")}
    return render(request, "subsidy/treasury/file.html", context)


@gate(right="treasury.make", purpose=PURPOSE)
@require_safe
def download(request: GatedRequest, pk: int) -> HttpResponse:
    """The bytes, always the same."""
    found = get_object_or_404(TreasuryFile, pk=pk)
    answer = HttpResponse(actions.handed_over(found, by=request.gate.actor), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


@gate(right="treasury.clear", purpose=PURPOSE)
@require_http_methods(["GET", "POST"])
def clear(request: GatedRequest) -> HttpResponse:
    """Take a clearing file in."""
    form = ClearForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        name = given.name[-200:]
        taken, new = actions.clear(name, given.read(), by=request.gate.actor, on=clock.today(), at=clock.now())
        if not new:
            messages.warning(request, "同じ内容のファイルがすでに取り込まれています。二重には消し込みません。")
        return redirect("treasury:cleared", taken.pk)
    return render(request, "subsidy/treasury/clear.html", {"form": form, "layout": layouts()["clearing"]})


@gate(right="treasury.view", purpose=PURPOSE, shows=True)
@require_safe
def cleared(request: GatedRequest, pk: int) -> HttpResponse:
    """One clearing file: what was matched with which debt, and what was not and why."""
    found = get_object_or_404(ClearingFile.objects.defer("content"), pk=pk)
    rows = found.lines.select_related("movement__receivable__debtor").order_by("line")
    page = Paginator(rows, 200).get_page(request.GET.get("page"))
    debtors = (row.movement.receivable.debtor for row in page)
    request.gate.shown(debtor.atena_no for debtor in debtors if debtor is not None)
    return render(request, "subsidy/treasury/cleared.html", {"one": found, "page": page})
