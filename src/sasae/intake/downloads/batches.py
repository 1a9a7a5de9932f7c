"""Fetching: list what is new at the portal, fetch it, check it, take it in. The portal is the only source there is."""

import logging

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sasae.contracts import portal_applications as portal
from sasae.foundation.history import BATCH, Actor
from sasae.foundation.partners import ask
from sasae.foundation.patience import each_alone
from sasae.intake.downloads import actions
from sasae.intake.downloads.checking import check
from sasae.intake.downloads.models import Download, Quarantine
from sasae.intake.downloads.revocation import CannotCheckNow
from sasae.intake.matching.batches import identify_waiting
from sasae.kernel import clock
from sasae.wire.client import Refused, Unreachable

BY = BATCH("downloads", "申請データの取込")
AWAY = "申請機能・認証局・連携基盤のいずれかに届きません。"
log = logging.getLogger(__name__)


def new_entries() -> list[portal.Entry]:
    """What the portal has received and we have not. Raises Unreachable, Refused."""
    found: list[portal.Entry] = []
    after, more = "", True
    while more:
        question = portal.ListRequest(after=after, status=portal.ApplicationStatus.RECEIVED)
        listing = ask(portal.LIST, question)
        found += listing.entries
        more = listing.more and bool(listing.entries)
        after = listing.entries[-1].receipt_number if listing.entries else ""
    numbers = [entry.receipt_number for entry in found]
    known = set(Download.objects.filter(receipt_number__in=numbers).values_list("receipt_number", flat=True))
    return [entry for entry in found if entry.receipt_number not in known]


def take_one(entry: portal.Entry) -> Download | None:
    """Fetch, check and take in one application. Raises Unreachable, Refused, CannotCheckNow: nothing was kept then."""
    told = ask(portal.FETCH, portal.FetchRequest(receipt_number=entry.receipt_number))
    at = clock.now()
    archive, verdict = check(entry, told, at=at)
    return actions.take_in(entry, archive, verdict, by=BY, at=at)


def take_again(receipt_number: str, *, by: Actor) -> Quarantine:
    """Fetch a held file once more, check and take it in. Raises Unreachable, Refused, CannotCheckNow, CannotMove."""
    before = f"KW{int(receipt_number.removeprefix('KW')) - 1:016d}"
    entries = ask(portal.LIST, portal.ListRequest(after=before, limit=1)).entries
    if not entries or entries[0].receipt_number != receipt_number:
        raise actions.CannotMove("申請機能の一覧に、この受付番号の申請がありません。")
    told = ask(portal.FETCH, portal.FetchRequest(receipt_number=receipt_number))
    at = clock.now()
    archive, verdict = check(entries[0], told, at=at)
    return actions.take_again(entries[0], archive, verdict, by=by, at=at)


def take_all() -> int:
    """Take in everything new. What cannot be checked now waits and is said on the screen. Returns how many were taken."""
    troubles: list[str] = []
    try:
        entries = new_entries()
    except (Unreachable, Refused) as away:
        log.warning("the portal does not answer: %s", away)
        actions.note_asked(waiting=0, problem="申請機能に届きません。", at=clock.now())
        return 0
    try:
        taken = each_alone(entries, lambda entry: _take(entry, troubles), lambda entry: f"申請 {entry.receipt_number} の取込み")
    finally:
        actions.note_asked(waiting=len(troubles), problem=troubles[-1] if troubles else "", at=clock.now())
    return sum(taken)


def _take(entry: portal.Entry, troubles: list[str]) -> bool:
    """Whether it was taken in; what it waits for goes to the troubles."""
    try:
        return take_one(entry) is not None
    except CannotCheckNow as reason:
        troubles.append(str(reason))
    except (Unreachable, Refused) as away:
        log.warning("%s waits: %s", entry.receipt_number, away)
        troubles.append(AWAY)
    return False


def take_all_now() -> None:
    """Queue a round at once; one that waits already is enough."""
    try:
        with transaction.atomic():  # a savepoint, where the caller is in a transaction already
            take.configure(queueing_lock="intake.take.now").defer(timestamp=0)
    except AlreadyEnqueued:
        log.info("a round is waiting already")


@app.periodic(cron="* * * * * */5")
@app.task(name="intake.take", queueing_lock="intake.take", lock="intake.take")
def take(timestamp: int) -> None:
    """Every five seconds: new applications, and at once whose they are."""
    if take_all():
        identify_waiting()
