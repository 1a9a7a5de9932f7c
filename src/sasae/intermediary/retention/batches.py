"""Deleting in the background. A job carries a body's code and the number of an approved deletion."""

from procrastinate.contrib.django import app

from sasae.intermediary.retention.actions import carry_out
from sasae.kernel import clock


@app.task(name="intermediary.delete_due")
def delete_due(body_code: str, number: int) -> None:
    """Carry one deletion out; begun again it goes on where it ended."""
    carry_out(body_code, number, now=clock.now())
