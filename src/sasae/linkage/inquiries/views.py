"""Inquiries of other bodies: what was asked, on which basis, what came of it."""

from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.kernel import clock
from sasae.kernel.wareki import parse_date
from sasae.linkage.inquiries.codes import body_name, codes
from sasae.linkage.inquiries.models import OPEN, Inquiry, State
from sasae.linkage.inquiries.queries import all_inquiries, overdue
from sasae.linkage.links.legal_bases import table
from sasae.linkage.naming import system_name

PURPOSE = "情報照会の確認"


def _information(code: str) -> str:
    known = codes().information.get(code)
    return known.name if known else code


def _providers(_: HttpRequest) -> list[tuple[str, str]]:
    codes_asked = Inquiry.objects.order_by("provider").values_list("provider", flat=True).distinct()
    return [(code, body_name(code)) for code in codes_asked]


def _begin(text: str) -> datetime:
    return datetime.combine(parse_date(text), time.min, tzinfo=clock.TOKYO)


INQUIRIES = ListPage(
    title="情報照会の一覧",
    columns=[
        Column("inquiry_no", "照会番号", sort="inquiry_no", link=lambda row: ("inquiries:inquiry", row.inquiry_no)),
        Column("person", "対象者", value=lambda row: row.person.name),
        Column("information", "特定個人情報", value=lambda row: _information(row.information)),
        Column("provider", "提供者", value=lambda row: body_name(row.provider)),
        Column("asked_by", "照会元", value=lambda row: system_name(row.asked_by)),
        Column("state", "状態", sort="state"),
        Column("requested_at", "受付日時", sort="requested_at"),
    ],
    filters=[
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("provider", "提供者", by=lambda rows, text: rows.filter(provider=text), choices=_providers),
        Filter(
            "overdue",
            "滞留",
            by=lambda rows, text: rows.filter(pk__in=overdue().values("pk")),
            choices=[("1", "1日を過ぎたもの")],
        ),
        Filter("q", "照会番号", by=lambda rows, text: rows.filter(inquiry_no__startswith=text)),
        Filter("person", "宛名番号", by=lambda rows, text: rows.filter(person__atena_no=text.zfill(15))),
        Filter("since", "この日から", by=lambda rows, text: rows.filter(requested_at__gte=_begin(text))),
        Filter(
            "until", "この日まで", by=lambda rows, text: rows.filter(requested_at__lt=_begin(text) + timedelta(days=1))
        ),
    ],
    order="-id",
    persons=lambda row: [row.person.atena_no],
    export_right="lists.export",
)


@gate(right="inquiries.view", purpose=PURPOSE, shows=True)
@require_safe
def inquiries(request: HttpRequest) -> HttpResponse:
    """Every inquiry, newest first."""
    may = request.gate.may("inquiries.ask")
    return INQUIRIES.answer(request, all_inquiries(), "linkage/inquiries/inquiries.html", may=may)


@gate(right="inquiries.view", purpose=PURPOSE, shows=True)
@require_safe
def inquiry(request: HttpRequest, number: str) -> HttpResponse:
    """One inquiry. The answer itself goes to the office that asked; what was asked on screen is shown on request."""
    found = get_object_or_404(Inquiry.objects.select_related("person__unified"), inquiry_no=number)
    request.gate.shown([found.person.atena_no])
    context = {
        "one": found,
        "information": _information(found.information),
        "provider": body_name(found.provider),
        "asked_by": system_name(found.asked_by),
        "may_fetch": found.state in OPEN and request.gate.may("inquiries.ask"),
        "mine": found.asked_by == "linkage" and request.gate.may("inquiries.ask"),
        "late": overdue().filter(pk=found.pk).exists(),
        "basis": table()[found.basis].title if found.basis in table() else found.basis,
    }
    return render(request, "linkage/inquiries/inquiry.html", context)
