"""Fetching the results of open inquiries from the intermediary."""

import logging

from django.db.models import F
from procrastinate.contrib.django import app

from sasae.contracts import body_gateway
from sasae.foundation.partners import ask
from sasae.foundation.patience import patiently
from sasae.linkage.inquiries.actions import note_asked, take_result
from sasae.linkage.inquiries.models import OPEN, Inquiry
from sasae.wire.client import Refused

log = logging.getLogger("sasae.inquiries")
AT_ONCE = 200


def fetch_results() -> int:
    """Ask once about every open inquiry, those not asked about for longest first. Returns how many were asked about.

    One that the intermediary refuses to tell of does not keep the others waiting.
    """
    waiting_longest = F("checked_at").asc(nulls_first=True)
    open_inquiries = list(
        Inquiry.objects.filter(state__in=OPEN)
        .order_by(waiting_longest, "id")
        .values_list("id", "processing_no")[:AT_ONCE]
    )
    for inquiry_id, processing_no in open_inquiries:
        note_asked(inquiry_id)
        try:
            result = ask(body_gateway.FETCH_RESULT, body_gateway.ResultRequest(processing_no=processing_no))
        except Refused as refusal:
            log.warning("%s: %s", processing_no, refusal)
        else:
            take_result(inquiry_id, result)
    return len(open_inquiries)


@app.periodic(cron="* * * * * */3")
@app.task(queueing_lock="linkage.inquiries", lock="linkage.inquiries")
def results(timestamp: int) -> None:
    """Results arrive here within seconds of their being there."""
    with patiently("情報照会の結果"):
        fetch_results()
