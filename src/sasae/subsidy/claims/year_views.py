"""Families above the yearly cap of 高額療養費, with what may have to come back of what was paid."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.kernel import clock
from sasae.kernel.period import Month
from sasae.kernel.wareki import read_month
from sasae.law.single_parent.high_cost_year import year_of
from sasae.subsidy.claims.years import above_year
from sasae.subsidy.people.wards import wards_of

PURPOSE = "高額療養費の年間上限の確認"


@gate(right="claims.view", purpose=PURPOSE, shows=True)
@require_safe
def years(request: GatedRequest) -> HttpResponse:
    """The year of last month, or of a month that is asked for."""
    usual = Month.of(clock.today()).plus(-1)
    asked = request.GET.get("month", "").strip()
    try:
        chosen = Month.parse(read_month(asked)) if asked else usual
        first, last = year_of(chosen)
    except (ValueError, LookupError) as unread:
        messages.error(request, f"診療年月を読み取れません：{unread}")
        first, last = year_of(usual)
    families = above_year(first, wards_of(request.gate.user, request.gate.right, clock.today()))
    request.gate.shown(
        {one.payee.atena_no for one in families} | {claim.person.atena_no for one in families for claim, _ in one.back}
    )
    context = {
        "families": families,
        "first": str(first),
        "last": str(last),
        "before": str(first.plus(-1)),
        "asked": asked,
    }
    return render(request, "subsidy/claims/years.html", context)
