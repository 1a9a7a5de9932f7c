"""Listing on schedule and taking away in the background. A job carries the number of a removal and nothing else."""

import logging

from procrastinate.contrib.django import app

from sasae.foundation.batch.batches import PATIENT
from sasae.foundation.history import SYSTEM
from sasae.foundation.removals import actions
from sasae.foundation.removals.models import Removal, RemovalState
from sasae.kernel import clock

log = logging.getLogger(__name__)


@app.task(name="removals.remove_due", lock="removals.remove_due", retry=PATIENT)
def remove_due(number: int) -> None:
    """Take the segments of an approved removal away; begun again it goes on where it ended."""
    actions.carry_out(number, now=clock.now())


@app.periodic(cron="37 * * * *")
@app.task(name="removals.go_on", lock="removals.remove_due", queueing_lock="removals.go_on")
def go_on(timestamp: int) -> None:
    """Every hour: an approved removal whose job was given up is carried on."""
    for number in list(Removal.objects.filter(state=RemovalState.APPROVED).values_list("pk", flat=True)):
        actions.carry_out(number, now=clock.now())


@app.periodic(cron="40 3 1 * *")
@app.task(name="removals.list_due", queueing_lock="removals.list_due")
def list_due(timestamp: int) -> None:
    """On the first of every month, for staff to look at. Where nothing is due, or one is under way, nothing is listed."""
    try:
        actions.list_due(by=SYSTEM("schedule"), on=clock.today(), now=clock.now())
    except actions.CannotRemove as reason:
        log.info("%s", reason)
