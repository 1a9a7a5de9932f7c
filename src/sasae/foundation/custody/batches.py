"""Reminding of media that should be back."""

from procrastinate.contrib.django import app

from sasae.foundation.custody import actions
from sasae.kernel import clock


@app.periodic(cron="10 8 * * *")
@app.task(name="custody.remind", queueing_lock="custody.remind")
def remind(timestamp: int) -> None:
    """Every morning: what is overdue stands in the journal; the home pages count it all the time."""
    actions.remind(clock.today())
