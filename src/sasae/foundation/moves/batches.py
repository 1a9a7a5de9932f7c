"""The day of a file of moves, in the background."""

from procrastinate.contrib.django import app

from sasae.foundation.moves import actions
from sasae.kernel import clock


@app.periodic(cron="* * * * *")
@app.task(name="moves.apply_due", queueing_lock="moves.apply_due", lock="moves.apply_due")
def apply_due(timestamp: int) -> None:
    """Every minute, so that it is done soon after midnight; where nothing is due it is one question."""
    actions.apply_due(clock.today(), clock.now())
