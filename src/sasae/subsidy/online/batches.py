"""Fetching notifications from the portal through linkage."""

import logging

from procrastinate.contrib.django import app

from sasae.contracts import published_applications as published
from sasae.foundation.history import BATCH
from sasae.foundation.partners import ask
from sasae.foundation.patience import each_alone, patiently
from sasae.kernel import clock
from sasae.subsidy import office
from sasae.subsidy.applications import consents
from sasae.subsidy.online.actions import take_in
from sasae.subsidy.online.children import find_children
from sasae.subsidy.online.readings import PROCEDURES
from sasae.wire.sealing import CannotOpen

log = logging.getLogger(__name__)
BY = BATCH("online", "電子申請の届出の取込")


def fetch_notifications() -> int:
    """Fetch what is published and not yet here. Returns how many were listed.

    One that cannot be taken in now does not keep the others waiting; it is listed again next time.
    """
    entries = ask(published.RELAY_LIST, published.ListRequest(procedures=PROCEDURES)).entries
    each_alone(
        entries, lambda entry: _fetch(entry.receipt_number), lambda entry: f"電子申請の届出 {entry.receipt_number} の取込み"
    )
    return len(entries)


def _fetch(receipt_number: str) -> None:
    try:
        _take(receipt_number)
    except CannotOpen as trouble:  # it stays with intake, not acknowledged, and is tried again
        log.warning("電子申請の届出 %s の封を開けられません: %s", receipt_number, trouble)


def _take(receipt_number: str) -> None:
    told = ask(published.RELAY_FETCH, published.FetchRequest(receipt_number=receipt_number))
    why = office.purpose("届出審査", BY, case=told.receipt_number)
    people = office.people([told.applicant], why) if told.applicant else []
    children = find_children(told.form, told.individual_numbers_sealed, by=BY, case=told.receipt_number)
    household = office.household(told.applicant, why) if told.applicant and consents.named(told) else people
    take_in(told, people, children, household, by=BY, at=clock.now())


@app.periodic(cron="* * * * * */10")
@app.task(name="subsidy.online", queueing_lock="subsidy.online", lock="subsidy.online")
def online(timestamp: int) -> None:
    """New notifications appear among those that wait for their second look."""
    with patiently("電子申請の届出の取込み"):
        fetch_notifications()
