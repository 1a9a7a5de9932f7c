"""Applications: what came in, what they say, and the second look at what was entered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sasae.foundation.batch.queue import defer
from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.reference.municipalities import WARDS, name_of
from sasae.subsidy.applications import actions
from sasae.subsidy.applications.batches import applications as fetch_task
from sasae.subsidy.applications.labels import sections
from sasae.subsidy.applications.models import Application, Channel, State

PURPOSE = "資格審査"

LIST = ListPage(
    title="申請の一覧",
    columns=[
        Column(
            "receipt_number", "受付番号", sort="receipt_number",
            link=lambda row: ("applications:application", row.receipt_number),
        ),
        Column("applicant", "申請者", value=lambda row: row.applicant.name if row.applicant else "（特定できず）"),
        Column("channel", "経路", sort="channel"),
        Column("ward", "区", value=lambda row: name_of(row.ward_code) if row.ward_code else ""),
        Column("received_on", "受付日", sort="received_on"),
        Column("state", "状態", sort="state"),
    ],
    filters=[
        Filter("q", "受付番号・申請者", by=lambda rows, text: rows.filter(receipt_number__startswith=text)
               | rows.filter(applicant__name_kana__contains=text), wide=True),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("channel", "経路", by=lambda rows, text: rows.filter(channel=text), choices=list(Channel.choices)),
        Filter("ward", "区", by=lambda rows, text: rows.filter(ward_code=text),
               choices=[(ward.code, ward.name) for ward in WARDS]),
    ],
    order="-registered_at",
    persons=lambda row: [row.applicant.atena_no] if row.applicant else [],
)  # fmt: skip


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_safe
def applications(request: GatedRequest) -> HttpResponse:
    """Applications, the newest first."""
    return LIST.answer(request, Application.objects.select_related("applicant"), "subsidy/applications/list.html")


@gate(right="applications.view", purpose=PURPOSE)
@require_POST
def take(request: GatedRequest) -> HttpResponse:
    """Fetch published applications now."""
    defer(fetch_task.name, [{"timestamp": 0}], lock="subsidy.applications")
    messages.success(request, "申請の取込みを始めました。")
    return redirect("applications:applications")


@gate(right="applications.view", purpose=PURPOSE, shows=True)
@require_safe
def application(request: GatedRequest, number: str) -> HttpResponse:
    """One application: content, differences from the register, examinations."""
    found = get_object_or_404(Application.objects.select_related("applicant"), receipt_number=number)
    persons = found.form["persons"]
    request.gate.shown(persons.values())
    context = {
        "one": found,
        "sections": list(sections(found.form)),
        "differences": found.differences.order_by("place"),
        "unfound": [place for place in _places(found) if place not in persons],
        "examinations": found.examinations.order_by("-id"),
        "may_examine": request.gate.may("applications.examine"),
        "may_confirm": request.gate.may("applications.enter") and found.state == State.ENTERED,
    }
    return render(request, "subsidy/applications/application.html", context)


def _places(found: Application) -> list[str]:
    return ["applicant", *(f"children.{index}" for index in range(len(found.form["children"])))]


@gate(right="applications.enter", purpose=PURPOSE, shows=True)
@require_POST
def confirm(request: GatedRequest, number: str) -> HttpResponse:
    """The second look at a paper application, by another person."""
    found = get_object_or_404(Application, receipt_number=number)
    request.gate.shown(found.form["persons"].values())
    try:
        actions.confirm_entry(found.pk, by=request.gate.actor)
    except actions.CannotMove as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "照合しました。審査できます。")
    return redirect("applications:application", number)
