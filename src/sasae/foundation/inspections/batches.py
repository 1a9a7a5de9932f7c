"""Drawing the sheets of the month before, by night."""

from datetime import timedelta

from procrastinate.contrib.django import app

from sasae.foundation.history import SYSTEM
from sasae.foundation.inspections.drawing import draw
from sasae.kernel import clock


@app.periodic(cron="45 3 * * *")
@app.task(name="inspections.draw", queueing_lock="inspections.draw", lock="inspections.draw")
def draw_sheets(timestamp: int) -> None:
    """Every night, so that none is left out: the first that finds no sheet of the month before draws it.

    Which month that is the journal's own clock says, for its lines are never shifted.
    """
    last_of_before = clock.real_now().date().replace(day=1) - timedelta(days=1)
    draw(last_of_before.replace(day=1), by=SYSTEM("schedule"), on=clock.today())
