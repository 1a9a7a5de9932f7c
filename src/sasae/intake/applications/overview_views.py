"""The page of who leads the office: how many applications stand where, how old they are, what is late."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.intake.applications.models import Application, State
from sasae.intake.applications.overview import AGES, OPEN, by_month, by_procedure
from sasae.intake.applications.reach import narrowed
from sasae.intake.downloads.models import Quarantine, QuarantineState
from sasae.intake.examination.queries import overdue
from sasae.intake.handover.clearing import open_differences
from sasae.intake.matching.models import Identification
from sasae.intake.matching.models import State as Matching
from sasae.kernel import clock

RIGHT = "applications.oversee"
HIGH = 120  # pixels of the highest bar
WIDE = 240  # pixels of the longest


def _bars(months: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where each month's bar stands in the picture."""
    most = max([one["count"] for one in months] + [1])
    return [
        {**one, "x": 10 + 50 * place, "middle": 28 + 50 * place, "height": one["count"] * HIGH // most,
         "y": 20 + HIGH - one["count"] * HIGH // most, "above": 14 + HIGH - one["count"] * HIGH // most}
        for place, one in enumerate(months)
    ]  # fmt: skip


def _standing(request: GatedRequest, mine: Any) -> list[tuple[str, int]]:
    """What should not be left lying."""
    queued = Identification.objects.filter(state=Matching.QUEUED)
    stopped = Quarantine.objects.filter(state=QuarantineState.OPEN)
    return [
        ("期限を過ぎた申請", overdue(mine, clock.today()).count()),
        ("申請者を確かめる申請", narrowed(request, RIGHT, queued, "application__procedure").count()),
        ("未確認の隔離", narrowed(request, RIGHT, stopped, "download__procedure").count()),
        ("解消していない登録内容の相違", narrowed(request, RIGHT, open_differences(), "publication__procedure").count()),
    ]


@gate(right=RIGHT, purpose="申請の統計の確認")
@require_safe
def overview(request: GatedRequest) -> HttpResponse:
    """Counts by procedure, state and age, of the procedures one holds. Nobody is named."""
    mine, now = narrowed(request, RIGHT, Application.objects.all()), clock.now()
    lines, months = by_procedure(mine, now), by_month(mine, now)
    states = [state for state in State if any(line.states.get(state) for line in lines)]
    most = max([line.open for line in lines] + [1])
    context = {
        "states": [state.label for state in states],
        "ages": [label for label, *_ in AGES],
        "lines": [
            {"line": line, "cells": [line.states.get(state, 0) for state in states], "bar": line.open * WIDE // most}
            for line in lines
        ],
        "total": sum(line.total for line in lines),
        "open": sum(line.open for line in lines),
        "months": months,
        "bars": _bars(months),
        "standing": _standing(request, mine),
        "open_states": "・".join(str(state.label) for state in OPEN),
    }
    return render(request, "intake/applications/overview.html", context)
