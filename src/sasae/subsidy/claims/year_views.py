"""Families above the yearly cap of 高額療養費, with what may have to come back of what was paid."""

import csv
import io
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.history import record
from sasae.foundation.screens.lists import safe_cell
from sasae.kernel import clock
from sasae.kernel.period import Month
from sasae.kernel.wareki import read_month
from sasae.law.single_parent.high_cost_year import year_of
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.forms import CheckForm
from sasae.subsidy.claims.models import YearCheck
from sasae.subsidy.claims.years import MOST, Family, above_year
from sasae.subsidy.people.wards import require_ward, wards_of

PURPOSE = "高額療養費の年間上限の確認"
HEADS = [
    "宛名番号", "請求者", "保険者番号", "世帯に残る額（円）", "限度額の目安（円）", "見込額（最大・円）", "決定前の請求（件）",
    "支払済みの返還の目安（円）", "支払済みの請求", "現物給付の分（円）",
]  # fmt: skip


@gate(right="claims.view", purpose=PURPOSE, shows=True)
@require_safe
def years(request: GatedRequest) -> HttpResponse:
    """The year of last month, or of a month that is asked for."""
    asked = request.GET.get("month", "").strip()
    first, last = _asked_year(request, asked)
    wards, export = wards_of(request.gate.user, request.gate.right, clock.today()), request.GET.get("export") == "csv"
    families = above_year(first, wards, None) if export else above_year(first, wards)
    if export:
        return _taken_out(request, first, families)
    request.gate.shown(
        {one.payee.atena_no for one in families} | {claim.person.atena_no for one in families for claim, _ in one.back}
    )
    context = {
        "families": families,
        "first": str(first),
        "last": str(last),
        "before": str(first.plus(-1)),
        "asked": asked,
        "more": len(families) == MOST,
        "may_export": request.gate.may("claims.export"),
    }
    return render(request, "subsidy/claims/years.html", context)


def _asked_year(request: GatedRequest, asked: str) -> tuple[Month, Month]:
    """The year of a month as it was typed; that of last month where none was, or where it cannot be read."""
    usual = Month.of(clock.today()).plus(-1)
    try:
        return year_of(Month.parse(read_month(asked)) if asked else usual)
    except (ValueError, LookupError) as unread:
        messages.error(request, f"診療年月を読み取れません：{unread}")
        return year_of(usual)


@gate(right="claims.view", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def year(request: GatedRequest, pk: int) -> HttpResponse:
    """One family's year as work: what is expected now, and the end of the check by those who enter claims."""
    found = get_object_or_404(YearCheck.objects.select_related("payee"), pk=pk)
    ward = found.payee.ward_code
    require_ward(request.gate, ward)
    form = CheckForm(request.POST or None)
    if request.method == "POST":
        request.gate.require("claims.enter", ward=ward or None)
        if form.is_valid() and _closed(request, pk, form):
            return redirect("claims:year", pk)
    first = Month.parse(found.year)
    own = [one for one in above_year(first, None, None, {found.payee_id}) if one.insurer == found.insurer_number]
    request.gate.shown({found.payee.atena_no} | {claim.person.atena_no for one in own for claim, _ in one.back})
    context = {
        "one": found, "families": own, "first": found.year, "last": str(first.plus(11)), "form": form,
        "may_close": found.closed_on is None and request.gate.may("claims.enter", ward=ward or None),
    }  # fmt: skip
    return render(request, "subsidy/claims/year.html", context)


def _closed(request: GatedRequest, pk: int, form: CheckForm) -> bool:
    """Whether the check was closed; if not, the form says why."""
    try:
        actions.close_check(pk, why=form.cleaned_data["why"], by=request.gate.actor, on=clock.today())
    except actions.CannotClaim as refusal:
        form.refused(refusal)
        return False
    messages.success(request, "確認を終えました。")
    return True


def _taken_out(request: GatedRequest, first: Month, families: Sequence[Family]) -> HttpResponse:
    """The list as a file: every family, a line for each; whose data it is, and how many, is on record."""
    request.gate.require("claims.export")
    out, title = io.StringIO(), f"年間上限の見込み {first}から1年"
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADS)
    for one in families:
        back = "、".join(f"{claim.number}（{yen:,}円）" for claim, yen in one.back)
        told = (
            one.payee.atena_no, one.payee.name, one.insurer or "記録なし", one.expected.counted, one.expected.cap,
            one.expected.benefit, one.waiting, sum(yen for _, yen in one.back), back, one.in_kind,
        )  # fmt: skip
        writer.writerow([safe_cell(str(cell)) for cell in told])
    persons = {one.payee.atena_no for one in families} | {
        claim.person.atena_no for one in families for claim, _ in one.back
    }
    request.gate.shown(persons, note="書き出し")
    record(request.gate.actor, "list.exported", title, list=title, rows=len(families))
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="years-{first}.csv"'
    return answer
