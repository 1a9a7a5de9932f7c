"""Fetching the results of open inquiries from the intermediary."""

from django.db.models import F, Max
from procrastinate.contrib.django import app

from sasae.contracts import body_gateway
from sasae.foundation.partners import ask
from sasae.foundation.patience import patiently
from sasae.linkage.inquiries.actions import note_asked, take_results
from sasae.linkage.inquiries.masters import take_masters
from sasae.linkage.inquiries.models import OPEN, DistributedMasters, Inquiry

AT_ONCE = 200


def fetch_results() -> int:
    """Ask once about every open inquiry, those not asked about for longest first. Returns how many were asked about.

    One question for all of them. Of what is still under way, or cannot be opened, the intermediary says nothing: it
    keeps the others waiting no longer.
    """
    waiting_longest = F("checked_at").asc(nulls_first=True)
    open_ones = dict(
        Inquiry.objects.filter(state__in=OPEN)
        .order_by(waiting_longest, "id")
        .values_list("id", "processing_no")[:AT_ONCE]
    )
    _fetch(open_ones)
    return len(open_ones)


def fetch_these(inquiry_ids: list[int]) -> list[Inquiry]:
    """Ask about these at once, those of them that are open. Returns those that moved."""
    return _fetch(dict(Inquiry.objects.filter(id__in=inquiry_ids, state__in=OPEN).values_list("id", "processing_no")))


def _fetch(open_ones: dict[int, str]) -> list[Inquiry]:
    if not open_ones:
        return []
    note_asked(list(open_ones))
    question = body_gateway.ManyResultsRequest(processing_nos=list(open_ones.values()))
    return take_results(ask(body_gateway.FETCH_RESULTS, question).results)


def refresh_masters() -> bool:
    """Take the newest distributed masters. Returns whether they were new."""
    have = DistributedMasters.objects.aggregate(newest=Max("version"))["newest"] or 0
    return take_masters(ask(body_gateway.MASTERS, body_gateway.MastersRequest(have_version=have)))


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="linkage.masters", lock="linkage.masters")
def masters(timestamp: int) -> None:
    """The masters are short and change rarely; asking often costs little."""
    with patiently("配信マスター"):
        refresh_masters()


@app.periodic(cron="* * * * * */3")
@app.task(queueing_lock="linkage.inquiries", lock="linkage.inquiries")
def results(timestamp: int) -> None:
    """Results arrive here within seconds of their being there."""
    with patiently("情報照会の結果"):
        for _ in range(-(-Inquiry.objects.filter(state__in=OPEN).count() // AT_ONCE)):
            fetch_results()
