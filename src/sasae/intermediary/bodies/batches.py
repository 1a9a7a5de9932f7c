"""The ends of bodies, on their day."""

from procrastinate.contrib.django import app

from sasae.intermediary.bodies.closing import carry_out, due
from sasae.kernel import clock


@app.periodic(cron="* * * * *")
@app.task(name="intermediary.end_bodies", queueing_lock="intermediary.end_bodies", lock="intermediary.end_bodies")
def end_bodies(timestamp: int) -> None:
    """What is due is done; where nothing is, that is one question."""
    for number in due(clock.today()):
        carry_out(number, now=clock.now())
