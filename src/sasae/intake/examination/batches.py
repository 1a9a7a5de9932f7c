"""What was ended at the portal by staff there: heard from its list of statuses, so that nobody examines it on."""

from datetime import datetime, timedelta

from procrastinate.contrib.django import app

from sasae.contracts import portal_applications as portal
from sasae.foundation.history import SYSTEM
from sasae.foundation.partners import ask
from sasae.foundation.patience import each_alone, patiently
from sasae.intake.downloads.actions import note_heard
from sasae.intake.examination.actions import withdraw
from sasae.intake.examination.queries import heard_until, still_open
from sasae.kernel import clock

BY = SYSTEM("portal")
OVERLAP = timedelta(minutes=15)  # a file fetched before its withdrawal is stored, and a change is seen, a little later
FIRST = timedelta(days=31)  # how far the first turn looks back
LIMIT = 1000


def hear_all() -> int:
    """End here what is withdrawn there. Returns how many; a portal that is away is asked again at the next turn."""
    ended = 0
    with patiently("申請処理状況の一覧"):
        until = clock.now()
        numbers = still_open(_withdrawn_since(heard_until(), until))
        ended = len(each_alone(numbers, lambda number: _end(number), lambda number: f"申請 {number} の取下げの確認"))
        note_heard(until)
    return ended


def _end(number: str) -> None:
    withdraw(number, by=BY, at=clock.now())


def _withdrawn_since(since: datetime | None, until: datetime) -> list[str]:
    """Receipt numbers of what was withdrawn since then. Raises Unreachable, Refused."""
    found: list[str] = []
    after = since - OVERLAP if since else until - FIRST
    more = True
    while more:
        told = ask(portal.STATUSES, portal.StatusesRequest(changed_since=after, limit=LIMIT))
        found += [one.receipt_number for one in told.entries if one.status == portal.ApplicationStatus.WITHDRAWN]
        last = told.entries[-1].changed_at if told.entries else after
        more, after = told.more and last > after, last  # the same moment again brings nothing new
    return list(dict.fromkeys(found))


@app.periodic(cron="*/5 * * * *")
@app.task(name="intake.statuses", queueing_lock="intake.statuses", lock="intake.statuses")
def statuses(timestamp: int) -> None:
    """Every five minutes."""
    hear_all()
