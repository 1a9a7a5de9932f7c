"""Figures of the business by month: of a body, by partner, information and result; of the platform, by body."""

import csv
from datetime import date

from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import body_of
from sasae.intermediary.inquiries.models import State
from sasae.intermediary.masters.queries import information_names
from sasae.intermediary.operation.chart import SIDES, chart
from sasae.intermediary.operation.counting import Line, of_body
from sasae.intermediary.operation.models import BodyCount
from sasae.kernel import clock
from sasae.kernel.wareki import to_wareki
from sasae.reference.municipalities import name_of

PURPOSE = "業務統計"
MONTHS = 12
A_PAGE = 50
RESULTS = dict(State.choices)


@gate(right="operation.figures", purpose=PURPOSE)
@require_safe
def figures(request: GatedRequest) -> HttpResponse:
    """The last twelve months of the operator's own body, with a chart; the details by filter, and as CSV."""
    body, today = body_of(request), clock.today()
    months = [_months_before(today, back) for back in reversed(range(MONTHS))]
    lines = of_body(body, months[0], today)
    asked = {name: request.GET.get(name, "") for name in ("month", "side", "partner")}
    rows = _rows([line for line in reversed(lines) if _fits(line, **asked)])
    if request.GET.get("export") == "csv":
        return _csv(f"figures_{body.code}.csv", rows)
    partners = sorted({(line.partner, name_of(line.partner)) for line in lines})
    context = {
        "body": body, "chart": chart(lines, months), "months": months[::-1], "partners": partners, "sides": SIDES,
        "asked": asked, "any": bool(lines), "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "intermediary/operation/figures.html", context)


def _fits(line: Line, *, month: str, side: str, partner: str) -> bool:
    """Whether a line is of what is asked for; an empty condition is none."""
    return month in ("", f"{line.month:%Y-%m}") and side in ("", line.side) and partner in ("", line.partner)


def _rows(lines: list[Line]) -> list[tuple[Line, str, str, str]]:
    """The lines with their codes in words."""
    names = information_names()
    return [
        (one, name_of(one.partner), names.get(one.information, one.information), RESULTS.get(one.result, one.result))
        for one in lines
    ]


def _csv(name: str, rows: list[tuple[Line, str, str, str]]) -> HttpResponse:
    """Counts alone: nobody is in them. With a byte order mark, so that spreadsheets read it as it is."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    out = csv.writer(answer)
    out.writerow(["月", "区分", "相手", "特定個人情報名", "結果", "件数"])
    for line, partner, information, result in rows:
        out.writerow([f"{line.month:%Y-%m}", line.side, partner, information, result, line.count])
    return answer


def _months_before(day: date, back: int) -> date:
    whole = day.year * 12 + day.month - 1 - back
    return date(whole // 12, whole % 12 + 1, 1)


def _in_words(month: date) -> str:
    """A month in 和暦."""
    return to_wareki(month).removesuffix("1日")


COUNTS = ListPage(
    title="団体別の件数",
    columns=[
        Column("month", "月", value=lambda row: _in_words(row.month), sort="month"),
        Column("body", "団体コード", sort="body"),
        Column("name", "団体"),
        Column("side", "区分", sort="side"),
        Column("result", "結果", value=lambda row: RESULTS.get(row.result, row.result)),
        Column("count", "件数", number=True, sort="count"),
        Column("counted_at", "数えた日時", sort="counted_at"),
    ],
    filters=[
        Filter("body", "団体コード", by=lambda rows, text: rows.filter(body=text)),
        Filter("side", "区分", by=lambda rows, text: rows.filter(side=text), choices=[(one, one) for one in SIDES]),
        Filter("result", "結果", by=lambda rows, text: rows.filter(result=text), choices=list(State.choices)),
    ],
    order="-month",
    export_right="lists.export",
    empty="まだ数えていません。毎日3時10分に数えます。",
)


@gate(right="platform.view", purpose=PURPOSE)
@require_safe
def body_figures(request: GatedRequest) -> HttpResponse:
    """All bodies: counts their own jobs put here. Nothing of anybody."""
    rows = BodyCount.objects.filter(month__gte=_months_before(clock.today(), MONTHS - 1))
    name = Subquery(Body.objects.filter(code=OuterRef("body")).values("name")[:1])
    return COUNTS.answer(request, rows.annotate(name=name), "intermediary/operation/body_figures.html")
