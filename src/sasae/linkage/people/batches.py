"""Taking the resident register's changes in, as often as the operator has set."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sasae.contracts import resident_register
from sasae.foundation.partners import ask
from sasae.foundation.patience import patiently
from sasae.kernel import clock
from sasae.linkage.people.actions import take_changes
from sasae.linkage.people.models import Feed

REGISTER = "resident_register"
PAGE = 2000


def take_register_changes() -> int:
    """Ask page by page for what is new and take each page in. Returns the last sequence number taken."""
    feed = Feed.objects.filter(system=REGISTER).first()
    last = feed.last_sequence if feed else 0
    more = True
    while more:
        page = ask(resident_register.CHANGES, resident_register.ChangesRequest(after=last, limit=PAGE))
        take_changes(REGISTER, page.changes, page.last, on=clock.today())
        last, more = page.last, page.more
    return last


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="linkage.register_feed", lock="linkage.register_feed")
def register_feed(timestamp: int) -> None:
    """The register's differential feed."""
    with patiently("既存住基の異動データ"):
        take_register_changes()


def take_soon() -> bool:
    """Have the feed taken as soon as a worker is free. Returns False when that is queued already."""
    try:
        with transaction.atomic():
            register_feed.configure().defer(timestamp=0)
    except AlreadyEnqueued:
        return False
    return True
