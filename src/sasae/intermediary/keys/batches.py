"""Sealing anew, after a version was taken into use."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sasae.intermediary.bodies.models import Body
from sasae.intermediary.keys.actions import note_resealed
from sasae.intermediary.keys.client import AgentAway
from sasae.intermediary.keys.resealing import reseal


@app.task(retry=RetryStrategy(linear_wait=60, retry_exceptions={AgentAway}))
def reseal_body(body_code: str) -> None:
    """One body's. While the agent is away it is tried again, and goes on where it stopped."""
    body, done = Body.objects.get(code=body_code), 0
    try:
        for each in reseal(body):
            done += each
    finally:
        note_resealed(body, done)
