"""Corrections of ties, what was found for each, and what linkage said to the report."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.gate import GatedRequest, Refused, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import take_step
from sasae.foundation.tie_reports import actions
from sasae.foundation.tie_reports.models import MOVES, State, TieReport
from sasae.kernel import clock

PURPOSE = "誤ったひも付けの利用の確認"
REPORTS = ListPage(
    title="誤ったひも付けの利用",
    columns=[
        Column("number", "訂正番号", sort="number", link=lambda row: ("tie_reports:report", row.number)),
        Column("persons", "対象", value=lambda row: "、".join(row.persons)),
        Column("carried_out_on", "訂正日", sort="carried_out_on"),
        Column("found_at", "調べた日時", sort="found_at"),
        Column("reported_at", "報告日時"),
        Column("state", "状態", sort="state"),
    ],
    filters=[Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices))],
    order="-number",
    persons=lambda row: row.persons,
    export_right="tie_reports.handle",
    empty="誤ったひも付けの訂正は知らされていません。",
)


def _require_everywhere(request: GatedRequest) -> None:
    """A correction is of persons of whichever ward: only who reaches all of them sees to it."""
    gate_ = request.gate
    if gate_.user.wards(gate_.right, clock.today()) is not None:
        raise Refused(f"権限「{gate_.right}」が全区に及んでいません（ひも付けの訂正）")


@gate(right="tie_reports.view", purpose=PURPOSE, shows=True)
@require_safe
def reports(request: GatedRequest) -> HttpResponse:
    """Every correction linkage told of."""
    _require_everywhere(request)
    return REPORTS.answer(request, TieReport.objects.all(), "tie_reports/reports.html")


@gate(right="tie_reports.view", purpose=PURPOSE, shows=True)
@require_safe
def report(request: GatedRequest, number: str) -> HttpResponse:
    """One correction with all that was found."""
    _require_everywhere(request)
    found = get_object_or_404(TieReport, number=number)
    request.gate.shown(found.persons)
    may = request.gate.may("tie_reports.handle")
    context = {
        "one": found,
        "uses": found.uses.order_by("on", "pk"),
        "may_again": may and State.SENDING in MOVES[State(found.state)],
        "may_handle": may and State.HANDLED in MOVES[State(found.state)],
    }
    return render(request, "tie_reports/report.html", context)


@gate(right="tie_reports.handle", purpose=PURPOSE)
@require_POST
def again(request: GatedRequest, number: str) -> HttpResponse:
    """Look once more and report all of it."""
    _require_everywhere(request)
    get_object_or_404(TieReport, number=number)
    by = request.gate.actor
    take_step(
        request, lambda: actions.report_again(number, by=by), done="もう一度調べて、連携基盤に送ります。",
        refusals=(actions.CannotReport,),
    )  # fmt: skip
    return redirect("tie_reports:report", number)


@gate(right="tie_reports.handle", purpose=PURPOSE)
@require_POST
def handle(request: GatedRequest, number: str) -> HttpResponse:
    """Write down what became of a report that was refused."""
    _require_everywhere(request)
    get_object_or_404(TieReport, number=number)
    said, by = request.POST.get("handling", ""), request.gate.actor
    take_step(
        request, lambda: actions.handle(number, said, by=by, at=clock.now()), "handling", done="対応を記録しました。",
        refusals=(actions.CannotReport,),
    )  # fmt: skip
    return redirect("tie_reports:report", number)
