"""Listing on schedule and deleting in the background. A job carries a body's code and the number of a deletion."""

import logging

from procrastinate.contrib.django import app

from sasae.foundation.batch.batches import PATIENT
from sasae.foundation.history import SYSTEM
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.retention import actions, deleting
from sasae.kernel import clock

log = logging.getLogger("sasae.retention")


@app.task(name="intermediary.delete_due", retry=PATIENT)
def delete_due(body_code: str, number: int) -> None:
    """Carry one deletion out; begun again it goes on where it ended."""
    deleting.carry_out(body_code, number, now=clock.now())


@app.task(name="intermediary.list_due_of_body")
def list_due_of_body(body_code: str) -> None:
    """List what is due in one body, for an operator to approve. Where nothing is, or one is under way, nothing is listed.

    One that was approved and whose job was given up goes on.
    """
    body = Body.objects.get(code=body_code)
    if (number := actions.left_undone(body)) is not None:
        deleting.carry_out(body_code, number, now=clock.now())
    try:
        actions.list_due(body, by=SYSTEM("schedule"), on=clock.today(), now=clock.now())
    except actions.CannotDelete as reason:
        log.info("%s: %s", body_code, reason)


@app.periodic(cron="30 3 1 * *")
@app.task(name="intermediary.list_due", queueing_lock="intermediary.list_due")
def list_due(timestamp: int) -> None:
    """On the first of every month, a job for each body."""
    for code in Body.objects.kept().order_by("code").values_list("code", flat=True):
        list_due_of_body.configure(queueing_lock=f"list-due-{code}").defer(body_code=code)
