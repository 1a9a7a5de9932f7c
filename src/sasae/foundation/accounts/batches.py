"""The personnel feed's work in the background."""

from procrastinate.contrib.django import app

from sasae.contracts import personnel as words
from sasae.foundation.accounts import personnel
from sasae.foundation.partners import ask
from sasae.foundation.patience import patiently
from sasae.kernel import clock


def take_personnel_changes() -> int:
    """Ask page by page for what is new. Returns how many notices were taken."""
    taken, last = 0, personnel.last_taken()
    while True:
        page = ask(words.STAFF_CHANGES, words.StaffChangesRequest(after=last))
        taken += personnel.take_notices(page.changes)
        if not page.changes or page.last <= last:
            return taken
        last = page.last


@app.periodic(cron="* * * * *")
@app.task(name="accounts.personnel", queueing_lock="accounts.personnel", lock="accounts.personnel")
def personnel_feed(timestamp: int) -> None:
    """What is told is taken; what is due is applied, whether or not the personnel system answers."""
    with patiently("人事の知らせ"):
        take_personnel_changes()
    personnel.apply_due(clock.today())
