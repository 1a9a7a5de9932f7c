"""The municipality's list of what came in. The content is sealed; here are numbers, times and status."""

from django.http import HttpRequest, HttpResponse

from sasae.foundation.gate import gate
from sasae.foundation.screens.lists import Column, Filter, ListPage
from sasae.portal.services.catalog import services
from sasae.portal.submissions.models import Status
from sasae.portal.submissions.queries import sent

SUBMISSIONS = ListPage(
    title="届いた申請",
    columns=[
        Column("receipt_number", "受付番号", sort="receipt_number"),
        Column("procedure", "手続", value=lambda row: services()[row.procedure].title),
        Column("received_at", "受付日時", sort="received_at"),
        Column("status", "状態", sort="status"),
    ],
    filters=[
        Filter("q", "受付番号", by=lambda rows, text: rows.filter(receipt_number__startswith=text)),
        Filter("status", "状態", by=lambda rows, text: rows.filter(status=text), choices=list(Status.choices)),
    ],
    order="-received_at",
    persons=lambda row: [row.receipt_number],
)


@gate(right="submissions.view", purpose="申請データの確認", shows=True)
def submissions(request: HttpRequest) -> HttpResponse:
    """What came in, newest first."""
    return SUBMISSIONS.answer(request, sent(), "portal/municipality/submissions.html")
