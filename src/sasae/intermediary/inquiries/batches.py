"""Submitting queries to the core. A job carries a body's code and a processing number and nothing of a person."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sasae.intermediary.inquiries.actions import submit
from sasae.kernel import clock
from sasae.wire.client import Unreachable


@app.task(retry=RetryStrategy(linear_wait=2, retry_exceptions={Unreachable}))
def submit_inquiry(body_code: str, processing_no: str) -> None:
    """Submit one query; while the core is away it is tried again."""
    submit(body_code, processing_no, now=clock.now())
