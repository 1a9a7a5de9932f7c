"""Two distributions of the masters held against each other, on the page and as a file."""

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import record
from sasae.foundation.screens.lists import safe_cell
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.masters.differences import Line, compare
from sasae.intermediary.masters.models import MasterVersion
from sasae.intermediary.masters.queries import distributed

PURPOSE = "配信マスターの確認"
HEADINGS = ("区分", "変更", "対象", "内容", "適用日", "自団体への影響")
MOST = 500  # lines one page shows; the file has all


@gate(right="masters.view", purpose=PURPOSE)
@require_safe
def differences(request: GatedRequest) -> HttpResponse:
    """What has changed from one version to another; without a choice, by the newest one."""
    versions = list(MasterVersion.objects.order_by("-version").values_list("version", "distributed_on"))
    numbers = [number for number, _ in versions]
    new = _chosen(request, "new", numbers, 0)
    old = _chosen(request, "old", numbers, 1)
    body = Body.objects.filter(code=request.gate.user.office_code).first()
    one, other = (distributed(number) if number is not None else None for number in (old, new))
    lines = compare(one, other, body.code if body else "") if one and other else []
    if request.GET.get("export") == "csv":
        request.gate.require("lists.export")
        record(request.gate.actor, "list.exported", "配信マスターの差分", list="配信マスターの差分", rows=len(lines))
        return _csv(f"masters_{old}_{new}.csv", lines)
    context = {
        "versions": versions, "old": old, "new": new, "lines": lines[:MOST], "more": max(0, len(lines) - MOST), "body": body,
        "own": [line for line in lines if line.effect], "may_export": request.gate.may("lists.export"),
    }  # fmt: skip
    return render(request, "intermediary/masters/differences.html", context)


def _chosen(request: GatedRequest, name: str, numbers: list[int], place: int) -> int | None:
    """The version asked for; the newest two where none is, or none that there is."""
    text = request.GET.get(name, "")
    if text.isascii() and text.isdigit() and int(text) in numbers:
        return int(text)
    return numbers[place] if place < len(numbers) else None


def _csv(name: str, lines: list[Line]) -> HttpResponse:
    """With a byte order mark, so that spreadsheets read it as it is; nobody is in it."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    out = csv.writer(answer)
    out.writerow(HEADINGS)
    for one in lines:
        cells = (one.part, one.change, one.what, one.words, one.since.isoformat(), one.effect)
        out.writerow([safe_cell(cell) for cell in cells])
    return answer
