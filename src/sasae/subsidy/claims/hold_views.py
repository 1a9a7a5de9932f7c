"""What claims wait for: the list, looking after it, and the insurer's notice that ends it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.foundation.screens.refusals import refuse
from sasae.foundation.screens.templatetags.screens import month
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.folder_forms import NoticeForm
from sasae.subsidy.claims.households import Families
from sasae.subsidy.claims.models import Hold, HoldCause
from sasae.subsidy.claims.queries import WARD, held_until
from sasae.subsidy.claims.views import PURPOSE, explain, reached
from sasae.subsidy.people.wards import listed, require_ward

HOLDS = ListPage(
    title="保留の一覧",
    columns=[
        Column("claim", "請求番号", value=lambda row: row.claim.number, link=lambda row: ("claims:claim", row.claim.number)),
        Column("person", "受診者", value=lambda row: row.claim.person.name),
        Column("month", "診療年月", value=lambda row: month(row.claim.treatment_month), sort="claim__treatment_month"),
        Column("insurer", "保険者番号", value=lambda row: row.claim.insurer_number),
        Column("self_pay", "自己負担額（円）", value=lambda row: row.claim.insured_self_pay, number=True),
        Column("cause", "待つもの"),
        Column("opened_on", "保留日", sort="opened_on"),
        Column("follow_up_on", "次に確かめる日", sort="follow_up_on"),
        Column("status", "期限の状態", value=lambda row: "超過" if row.follow_up_on <= clock.today() else "期限内"),
        Column("note", "経過"),
    ],
    filters=[
        Filter("cause", "待つもの", by=lambda rows, text: rows.filter(cause=text), choices=list(HoldCause.choices)),
        Filter("insurer", "保険者番号", by=lambda rows, text: rows.filter(claim__insurer_number=text)),
        Filter(
            "due", "期限", by=lambda rows, text: held_until(rows, clock.today()), choices=[("over", "確かめる日が来たもの")]
        ),
    ],
    order="follow_up_on",
    persons=lambda row: [row.claim.person.atena_no],
    export_right="claims.export",
    empty="保留している請求はありません。",
)  # fmt: skip


@gate(right="claims.view", purpose=PURPOSE, shows=True)
@require_safe
def holds(request: GatedRequest) -> HttpResponse:
    """Claims that wait, the earliest day to look again first."""
    rows = Hold.objects.filter(released_on__isnull=True).select_related("claim__person")
    rows = listed(request, HOLDS, rows, f"claim__{WARD}", clock.today())
    return HOLDS.answer(request, rows, "subsidy/claims/holds.html")


@gate(right="claims.enter", purpose=PURPOSE, shows=True)
@require_POST
def follow_up(request: GatedRequest, hold: int) -> HttpResponse:
    """Looked after: the next day, and what was found."""
    found = get_object_or_404(Hold.objects.select_related("claim__person", "claim__payee"), pk=hold)
    require_ward(request.gate, found.claim.payee.ward_code)
    request.gate.shown([found.claim.person.atena_no])
    typed, note = request.POST.get("next_on", ""), request.POST.get("note", "")
    try:
        actions.follow_up(found.pk, next_on=parse_date(typed), note=note, by=request.gate.actor, on=clock.today())
    except actions.CannotClaim as refusal:
        refuse(request, refusal, "next_on", "note")
    except ValueError as unread:
        refuse(request, actions.CannotClaim.one("C-227", "next_on", str(unread)), "next_on", "note")
    else:
        messages.success(request, "確かめたことを記録しました。")
    return redirect("claims:claim", found.claim.number)


@gate(right="claims.enter", purpose=PURPOSE, shows=True)
@require_http_methods(["GET", "POST"])
def notice(request: GatedRequest, number: str) -> HttpResponse:
    """The insurer's notice: the hold ends, another person decides."""
    found = reached(request, number)
    known = {"high_cost": found.high_cost, "fringe": found.fringe} if found.benefits_settled else None
    form = NoticeForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_notice(found.pk, by=request.gate.actor, on=clock.today(), **form.cleaned_data)
        except actions.CannotClaim as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "保険者の通知を記録しました。別の職員が決定します。")
            return redirect("claims:claim", number)
    families = Families([found])
    context = {
        "one": found, "form": form, "expected": families.expected(found), "expected_year": families.expected_of_year(found)
    }  # fmt: skip
    return render(request, "subsidy/claims/notice.html", context)
