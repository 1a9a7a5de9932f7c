"""Figures of the business by month: of a body, by partner, information and result; of the platform, by body."""

import csv
from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.bodies.operators import body_of
from sasae.intermediary.inquiries.models import State
from sasae.intermediary.masters.queries import information_names
from sasae.intermediary.operation.counting import Line, of_body
from sasae.intermediary.operation.models import BodyCount
from sasae.kernel import clock
from sasae.reference.municipalities import name_of

PURPOSE = "業務統計"
MONTHS = 12
HEIGHT, WIDTH, GAP = 160, 36, 16  # pixels of the scale, of a column, between columns
RESULTS = dict(State.choices)


@gate(right="operation.figures", purpose=PURPOSE)
@require_safe
def figures(request: GatedRequest) -> HttpResponse:
    """The last twelve months of the operator's own body, with a chart and as CSV."""
    body, today, names = body_of(request), clock.today(), information_names()
    lines = of_body(body, _months_before(today, MONTHS - 1), today)
    rows = [
        (one, name_of(one.partner), names.get(one.information, one.information), RESULTS.get(one.result, one.result))
        for one in lines
    ]
    if request.GET.get("export") == "csv":
        return _csv(f"figures_{body.code}.csv", rows)
    context = {"body": body, "rows": rows, "columns": _columns(lines, today), "height": HEIGHT}
    return render(request, "intermediary/operation/figures.html", context)


def _csv(name: str, rows: list[tuple[Line, str, str, str]]) -> HttpResponse:
    """Counts alone: nobody is in them. With a byte order mark, so that spreadsheets read it as it is."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    out = csv.writer(answer)
    out.writerow(["月", "区分", "相手", "特定個人情報名", "結果", "件数"])
    for line, partner, information, result in rows:
        out.writerow([f"{line.month:%Y-%m}", line.side, partner, information, result, line.count])
    return answer


def _columns(lines: list[Line], today: date) -> list[dict[str, Any]]:
    """A column a month: how many were asked and how many were provided, to one scale."""
    counts: Counter[tuple[date, str]] = Counter()
    for line in lines:
        counts[line.month, line.side] += line.count
    most = max([sum(counts[month, side] for side in ("照会", "提供")) for month, _ in counts], default=0) or 1
    months = [_months_before(today, back) for back in reversed(range(MONTHS))]
    made = []
    for place, month in enumerate(months):
        low, high = (counts[month, side] * HEIGHT // most for side in ("照会", "提供"))
        x = GAP + place * (WIDTH + GAP)
        made.append({
            "label": f"{month.month}月", "x": x, "middle": x + WIDTH // 2, "low": low, "high": high,
            "low_y": HEIGHT - low, "high_y": HEIGHT - low - high, "asked": counts[month, "照会"],
            "provided": counts[month, "提供"], "month": month,
        })  # fmt: skip
    return made


def _months_before(day: date, back: int) -> date:
    whole = day.year * 12 + day.month - 1 - back
    return date(whole // 12, whole % 12 + 1, 1)


@gate(right="platform.view", purpose=PURPOSE)
@require_safe
def body_figures(request: GatedRequest) -> HttpResponse:
    """All bodies: counts their own jobs put here. Nothing of anybody."""
    since = _months_before(clock.today(), MONTHS - 1)
    rows = (
        BodyCount.objects.filter(month__gte=since).values("body", "month", "side").annotate(total=Sum("count"))
        .order_by("-month", "body", "side")
    )  # fmt: skip
    names = dict(Body.objects.values_list("code", "name"))
    context = {"rows": [{**row, "name": names.get(row["body"], row["body"])} for row in rows[:2000]]}
    return render(request, "intermediary/operation/body_figures.html", context)
