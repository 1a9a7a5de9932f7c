"""Statistics: a fiscal year with its budget and forecast, a month by ward, family, treatment and body."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import record
from sasae.foundation.screens.spreadsheets import TYPES, csv_file, excel_file
from sasae.kernel import clock
from sasae.kernel.period import Month, fiscal_year
from sasae.kernel.wareki import month_to_wareki
from sasae.kernel.yen import format_yen
from sasae.subsidy.statistics import actions, queries
from sasae.subsidy.statistics.charts import HEIGHT, LEFT, TOP, WIDTH, bars, columns, scale
from sasae.subsidy.statistics.counting import Count
from sasae.subsidy.statistics.models import ClosedMonth, Side
from sasae.subsidy.statistics.yearly import year_figures

PURPOSE = "統計"
HEADS = ["区分", "受給者数", "件数", "受けた人数", "助成額（円）"]
YEAR_HEADS = ["月", "現物給付（円）", "償還払い（円）", "合計（円）", "実績・予測", "説明"]
SIDE_HEADS = ["区分", "件数", "延べ人数", "助成額（円）"]
INSIDE = "内部用"
YEARS = range(2000, 2101)


def _year(request: GatedRequest) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else fiscal_year(clock.today())
    if year not in YEARS:
        raise Http404
    return year


@gate(right="statistics.view", purpose=PURPOSE)
@require_safe
def year(request: GatedRequest) -> HttpResponse:
    """A fiscal year: its months as columns and as a table, the budget and where it leads."""
    wanted, today = _year(request), clock.today()
    lines = queries.year_lines(wanted, on=today)
    closed = ClosedMonth.objects.filter(month__in=[str(line.month) for line in lines])
    kept = dict(closed.values_list("month", "yen"))
    if request.GET.get("export"):
        return _year_file(request, wanted, lines, kept)
    context = {
        "year": wanted, "before": wanted - 1, "after": wanted + 1, "base": TOP + HEIGHT, "left": LEFT, "columns": columns(lines),
        "scale": scale(lines), "today": today,
        "lines": [(line, month_to_wareki(line.month.first), said(line, kept.get(str(line.month)))) for line in lines],
        "budget": queries.budget_lines(wanted, lines), "may_export": request.gate.may("statistics.export"),
        "sum": sum(line.yen for line in lines if not line.forecast), "width": columns(lines)[-1].x + WIDTH + 20,
        "bar": WIDTH, "anything": any(line.yen for line in lines),
    }  # fmt: skip
    return render(request, "subsidy/statistics/year.html", context)


def said(line: queries.MonthLine, closed: int | None) -> str:
    """What kind of figure a month's is; `closed`: its yen when it was closed."""
    if line.forecast:
        return f"予測（{line.basis}）"
    if closed is not None:
        after = line.yen - closed
        return "実績（月を締めた）" + (f"。締めた後に{format_yen(after)}の増減" if after else "")
    rest = f"。月末までにあと{format_yen(line.more)}の見込み（{line.basis}）" if line.more else ""
    return f"実績（速報）{rest}"


def _year_file(
    request: GatedRequest, wanted: int, lines: list[queries.MonthLine], closed: dict[str, int]
) -> HttpResponse:
    rows = [
        [month_to_wareki(line.month.first), str(line.in_kind), str(line.reimbursement), str(line.yen),
         "予測" if line.forecast else "実績", said(line, closed.get(str(line.month)))]
        for line in lines
    ]  # fmt: skip
    return _file(request, f"{wanted}年度", "年度", YEAR_HEADS, rows)


def _parsed(text: str) -> Month:
    try:
        month = Month.parse(text)
    except ValueError as unread:
        raise Http404 from unread
    if month.year not in YEARS:
        raise Http404
    return month


@gate(right="statistics.view", purpose=PURPOSE)
@require_safe
def sides(request: GatedRequest, year: int) -> HttpResponse:
    """A fiscal year by every side, with bars. Not for publishing: beside its months, a hidden cell could be worked out."""
    if year not in YEARS:
        raise Http404
    figures = year_figures(year, on=clock.today())
    if request.GET.get("export"):
        rows = [[row[0], *row[2:]] for row in _rows(figures.of, publish=False)]
        return _file(request, f"{year}年度の内訳", INSIDE, SIDE_HEADS, rows)
    context = {
        "year": year, "figures": figures, "total": figures.total, "booked": figures.total.yen + figures.after,
        "sides": [(side.label, _with_bars(figures.of(side))) for side in Side if side is not Side.TOTAL],
        "may_export": request.gate.may("statistics.export"),
    }  # fmt: skip
    return render(request, "subsidy/statistics/sides.html", context)


@gate(right="statistics.view", purpose=PURPOSE)
@require_safe
def month(request: GatedRequest, month: str) -> HttpResponse:
    """One month by every side, with bars."""
    wanted = _parsed(month)
    figures = queries.figures_of(wanted)
    if request.GET.get("export"):
        return _month_file(request, figures)
    sides = [(side.label, _with_bars(figures.of(side))) for side in Side if side is not Side.TOTAL]
    context = {
        "month": str(wanted), "title": month_to_wareki(wanted.first), "figures": figures, "total": figures.total,
        "sides": sides, "over": wanted.last < clock.today(), "may_export": request.gate.may("statistics.export"),
        "may_close": request.gate.may("statistics.close"), "year": fiscal_year(wanted.first),
        "least": queries.SMALL.on(clock.today()),
    }  # fmt: skip
    return render(request, "subsidy/statistics/month.html", context)


def _with_bars(counts: list[Count]) -> list[tuple[Count, int]]:
    return list(zip(counts, bars([one.yen for one in counts]), strict=True))


def _month_file(request: GatedRequest, figures: queries.MonthFigures) -> HttpResponse:
    publish = request.GET.get("publish") == "1"
    rows = _rows(figures.of, publish=publish)
    return _file(request, month_to_wareki(figures.month.first), "公表用" if publish else INSIDE, HEADS, rows)


def _rows(of: Callable[[Side], list[Count]], *, publish: bool) -> list[list[str]]:
    """Every side's lines; as they may be published, where that is asked for."""
    rows = []
    for side in Side:
        counts = of(side)
        told = queries.published(counts, on=clock.today()) if publish else [_plain(one) for one in counts]
        rows += [[f"{side.label}：{label}" if side is not Side.TOTAL else label, *rest] for label, *rest in told]
    return rows


def _plain(one: Count) -> list[str]:
    return [one.label, str(one.covered), str(one.grants), str(one.persons), str(one.yen)]


def _file(request: GatedRequest, what: str, kind: str, heads: list[str], rows: list[list[Any]]) -> HttpResponse:
    request.gate.require("statistics.export")
    form = "xlsx" if request.GET.get("export") == "xlsx" else "csv"
    numbers = range(1, len(heads))
    content = (
        excel_file(what, heads, rows, made_at=clock.now(), numbers=numbers) if form == "xlsx" else csv_file(heads, rows)
    )
    record(request.gate.actor, "statistics.exported", what, format=form, kind=kind)
    answer = HttpResponse(content, content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="statistics.{form}"'
    return answer


@gate(right="statistics.close", purpose=PURPOSE)
@require_POST
def close(request: GatedRequest, month: str) -> HttpResponse:
    """Close a month by hand, where the night did not."""
    wanted = _parsed(month)
    try:
        actions.close_month(wanted, by=request.gate.actor, at=clock.now())
    except actions.CannotClose as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "月の統計を締めました。数字はこれから変わりません。")
    return redirect("statistics:month", month)
