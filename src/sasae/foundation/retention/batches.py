"""Listing on schedule and deleting in the background. A job carries the number of a deletion and nothing else."""

import logging

from procrastinate.contrib.django import app

from sasae.foundation.batch.batches import PATIENT
from sasae.foundation.history import SYSTEM
from sasae.foundation.retention import actions
from sasae.foundation.retention.holds import CannotDelete
from sasae.foundation.retention.models import DeletionRun, State
from sasae.kernel import clock

log = logging.getLogger(__name__)


@app.task(name="retention.delete_due", lock="retention.delete_due", retry=PATIENT)
def delete_due(number: int) -> None:
    """Carry one deletion out; begun again it goes on where it ended."""
    actions.carry_out(number, now=clock.now())


@app.periodic(cron="7 * * * *")
@app.task(name="retention.go_on", lock="retention.delete_due", queueing_lock="retention.go_on")
def go_on(timestamp: int) -> None:
    """Every hour: an approved deletion whose job was given up is carried on."""
    for number in list(DeletionRun.objects.filter(state=State.APPROVED).values_list("pk", flat=True)):
        actions.carry_out(number, now=clock.now())


@app.periodic(cron="30 3 1 * *")
@app.task(name="retention.list_due", queueing_lock="retention.list_due")
def list_due(timestamp: int) -> None:
    """On the first of every month, for staff to look through. Where nothing is due, or one is under way, nothing is listed."""
    try:
        actions.list_due(by=SYSTEM("schedule"), on=clock.today(), now=clock.now())
    except CannotDelete as reason:
        log.info("%s", reason)
