"""What is over is forgotten every hour."""

from procrastinate.contrib.django import app

from sasae.foundation.history import BATCH
from sasae.kernel import clock
from sasae.portal.forms import copies
from sasae.portal.inbox import actions

BY = BATCH("inbox", "手紙の整理")


@app.periodic(cron="15 * * * *")
@app.task(name="portal.tidy_inbox", queueing_lock="portal.tidy_inbox", lock="portal.tidy_inbox")
def tidy(timestamp: int) -> None:
    """Letters and copies whose day is over, withdrawals nobody signed."""
    now = clock.now()
    actions.tidy(by=BY, now=now)
    copies.forget(now)
