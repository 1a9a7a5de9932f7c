"""Taking the feeds of the resident register and of the other existing systems in, as often as the operator has set (`schedules`)."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sasae.contracts import existing_systems, resident_register
from sasae.contracts.operation import Operation
from sasae.contracts.resident_register import Changes, ChangesRequest
from sasae.foundation.partners import ask
from sasae.foundation.patience import patiently
from sasae.kernel import clock
from sasae.linkage.naming import system_name
from sasae.linkage.people.actions import note_trouble, take_changes
from sasae.linkage.people.models import Feed
from sasae.linkage.people.unifying import REGISTER
from sasae.wire.client import Refused, Unreachable

PAGE = 2000
FEEDS = {each.callee: each for each in (resident_register.CHANGES, *existing_systems.FEEDS)}


def take_feed(system: str) -> int:
    """Ask page by page for what is new and take each page in. Returns the last sequence number taken.

    Raises Unreachable or Refused; why a turn was left out stands with the feed.
    """
    feed = Feed.objects.filter(system=system).first()
    try:
        return _take_pages(system, FEEDS[system], feed.last_sequence if feed else 0)
    except (Unreachable, Refused) as trouble:
        note_trouble(system, str(trouble))
        raise


def _take_pages(system: str, operation: Operation[ChangesRequest, Changes], last: int) -> int:
    more = True
    while more:
        page = ask(operation, ChangesRequest(after=last, limit=PAGE))
        take_changes(system, page.changes, page.last, on=clock.today())
        more = page.more and page.last > last  # a feed that stands still would be asked for ever
        last = max(last, page.last)
    return last


def take_register_changes() -> int:
    """The resident register's."""
    return take_feed(REGISTER)


@app.task(queueing_lock="linkage.register_feed", lock="linkage.register_feed")
def register_feed(timestamp: int) -> None:
    """The register's differential feed."""
    with patiently("既存住基の異動データ"):
        take_register_changes()


@app.task(queueing_lock="linkage.office_feeds", lock="linkage.office_feeds")
def office_feeds(timestamp: int) -> None:
    """Those of the other existing systems, once the register has told of its residents.

    One that is away does not keep the next waiting.
    """
    if not Feed.objects.filter(system=REGISTER, last_sequence__gt=0).exists():
        return
    for each in existing_systems.FEEDS:
        with patiently(system_name(each.callee)):
            take_feed(each.callee)


def take_soon() -> bool:
    """Have the feeds taken as soon as a worker is free. Returns False when that is queued already."""
    queued = [_defer(job) for job in (register_feed, office_feeds)]
    return any(queued)


def _defer(job: object) -> bool:
    try:
        with transaction.atomic():
            job.configure().defer(timestamp=0)  # type: ignore[attr-defined]
    except AlreadyEnqueued:
        return False
    return True
