"""Contracts that are over, and the morning's reminder of what is overdue."""

from procrastinate.contrib.django import app

from sasae.foundation.history import SYSTEM
from sasae.kernel import clock
from sasae.subsidy.contractors.actions.contracts import finish_due
from sasae.subsidy.contractors.actions.reminding import remind

ACTOR = SYSTEM("contractors")


@app.periodic(cron="5 0,8 * * *")
@app.task(name="contractors.days", queueing_lock="contractors.days", lock="contractors.days")
def days(timestamp: int) -> None:
    """After midnight and in the morning; the IDs end by themselves, and the home pages count all the time."""
    finish_due(clock.today(), by=ACTOR, at=clock.now())
    remind(clock.today(), by=ACTOR)
