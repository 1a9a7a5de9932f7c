"""Certificates ever issued."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.subsidy.certificates.models import Certificate, Kind, State

PURPOSE = "医療証の管理"

LIST = ListPage(
    title="医療証の一覧",
    columns=[
        Column("number", "医療証番号", sort="number", link=lambda row: ("certificates:certificate", row.number)),
        Column("recipient", "受給者番号", value=lambda row: row.recipient.number),
        Column("name", "氏名", value=lambda row: row.recipient.person.name),
        Column("kind", "発行区分", sort="kind"),
        Column("state", "状態", sort="state"),
        Column("valid_from", "有効期間の初日", sort="valid_from"),
        Column("valid_to", "末日", sort="valid_to"),
        Column("issued_on", "交付日", sort="issued_on"),
    ],
    filters=[
        Filter("q", "医療証番号・受給者番号", by=lambda rows, text: rows.filter(number=text)
               | rows.filter(recipient__number=text), wide=True),
        Filter("state", "状態", by=lambda rows, text: rows.filter(state=text), choices=list(State.choices)),
        Filter("kind", "発行区分", by=lambda rows, text: rows.filter(kind=text), choices=list(Kind.choices)),
    ],
    order="-id",
    persons=lambda row: [row.recipient.person.atena_no],
    export_right="certificates.export",
)  # fmt: skip


@gate(right="certificates.view", purpose=PURPOSE, shows=True)
@require_safe
def certificates(request: GatedRequest) -> HttpResponse:
    """Every certificate, the newest first."""
    return LIST.answer(
        request, Certificate.objects.select_related("recipient__person"), "subsidy/certificates/certificates.html"
    )


@gate(right="certificates.view", purpose=PURPOSE, shows=True)
@require_safe
def certificate(request: GatedRequest, number: str) -> HttpResponse:
    """One certificate and the paper as it was printed."""
    found = get_object_or_404(Certificate.objects.select_related("recipient__person", "entitlement"), number=number)
    request.gate.shown([found.recipient.person.atena_no])
    return render(request, "subsidy/certificates/certificate.html", {"one": found})
