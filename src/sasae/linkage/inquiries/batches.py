"""Fetching the results of open inquiries from the intermediary."""

from procrastinate.contrib.django import app

from sasae.contracts import body_gateway
from sasae.foundation.partners import ask
from sasae.foundation.patience import patiently
from sasae.linkage.inquiries.actions import take_result
from sasae.linkage.inquiries.models import OPEN, Inquiry

AT_ONCE = 200


def fetch_results() -> int:
    """Ask once about every open inquiry, oldest first. Returns how many were asked about."""
    open_inquiries = list(
        Inquiry.objects.filter(state__in=OPEN).order_by("moved_at").values_list("id", "processing_no")[:AT_ONCE]
    )
    for inquiry_id, processing_no in open_inquiries:
        take_result(inquiry_id, ask(body_gateway.FETCH_RESULT, body_gateway.ResultRequest(processing_no=processing_no)))
    return len(open_inquiries)


@app.periodic(cron="* * * * * */3")
@app.task(queueing_lock="linkage.inquiries", lock="linkage.inquiries")
def results(timestamp: int) -> None:
    """Results arrive here within seconds of their being there."""
    with patiently("情報照会の結果"):
        fetch_results()
