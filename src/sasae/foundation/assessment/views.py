"""The clauses of the assessment as the last night found them, and each by itself."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.assessment import queries
from sasae.foundation.assessment.chart import BAR, GAP, HEIGHT, LEFT, TOP, columns
from sasae.foundation.assessment.models import ClauseState, State
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock

PURPOSE = "評価書の現況の確認"


def _groups(request: Any) -> list[tuple[str, str]]:
    named = queries.clauses_of(queries.newest()).order_by("position").values_list("group", flat=True)
    return [(name, name) for name in dict.fromkeys(named)]


CLAUSES = ListPage(
    title="評価書の現況",
    columns=[
        Column("clause", "条項", sort="position", link=lambda row: ("assessment:clause", row.clause)),
        Column("group", "区分", sort="group"),
        Column("title", "見出し", sort="title"),
        Column("state", "状態", sort="state"),
        Column("why", "理由", value=lambda row: "、".join(row.why[:2])),
        Column("proved", "テスト", number=True, sort="proved"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("group", "区分", by=lambda rows, text: rows.filter(group=text), choices=_groups),
    ],
    order="position",
    page_size=200,
    export_right="assessment.view",
)


@gate(right="assessment.view", purpose=PURPOSE)
@require_safe
def states(request: GatedRequest) -> HttpResponse:
    """Every clause of the last night, how many of each state, and the nights before."""
    kept, nights = queries.newest(), columns(queries.nights())
    context = {
        "kept": kept, "late": queries.is_late(kept, clock.now()), "nights": nights, "labels": State.labels, "bar": BAR,
        "counts": [(state, state.label, kept.counts[state]) for state in State] if kept else [],
        "width": 2 * LEFT + len(nights) * (BAR + GAP), "height": HEIGHT + 2 * TOP,
    }  # fmt: skip
    return CLAUSES.answer(request, queries.clauses_of(kept), "assessment/states.html", **context)


@gate(right="assessment.view", purpose=PURPOSE)
@require_safe
def clause(request: GatedRequest, clause: str) -> HttpResponse:
    """One clause: what is promised, its state and why, evidence, functions, tests, and the nights before."""
    nights: list[ClauseState] = queries.changes_of(clause)
    if not nights:
        raise Http404
    return render(request, "assessment/clause.html", {"one": nights[0], "nights": nights})
