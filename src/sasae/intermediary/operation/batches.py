"""Counting in the background, body by body. A job carries a body's code."""

from procrastinate.contrib.django import app

from sasae.foundation.batch.queue import defer
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.operation.counting import count_body
from sasae.kernel import clock


@app.task(name="intermediary.count_body")
def count_of_body(body_code: str) -> None:
    """Count one body's exchanges."""
    count_body(body_code, now=clock.now())


@app.periodic(cron="10 3 * * *")
@app.task(name="intermediary.count_bodies", queueing_lock="intermediary.count_bodies")
def count_bodies(timestamp: int) -> None:
    """Every night, a job for each body."""
    codes = Body.objects.exchanging(clock.today()).order_by("code").values_list("code", flat=True)
    defer(count_of_body.name, [{"body_code": code} for code in codes], lock="count-{body_code}")
