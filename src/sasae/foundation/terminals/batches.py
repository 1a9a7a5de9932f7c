"""Reminding of what should be gone from terminals by now."""

from procrastinate.contrib.django import app

from sasae.foundation.terminals import actions
from sasae.kernel import clock


@app.periodic(cron="5 8 * * *")
@app.task(name="terminals.remind", queueing_lock="terminals.remind")
def remind(timestamp: int) -> None:
    """Every morning: what is overdue stands in the journal; the home pages count it all the time."""
    actions.remind(clock.today())
