"""Reminding of media that should be clean again."""

from procrastinate.contrib.django import app

from sasae.intake.carrying import actions
from sasae.kernel import clock


@app.periodic(cron="15 8 * * *")
@app.task(name="intake.carrying_remind", queueing_lock="intake.carrying_remind")
def remind(timestamp: int) -> None:
    """Every morning: what is overdue stands in the journal; the home pages count it all the time."""
    actions.remind(clock.today())
