"""Every minute: what is over is forgotten."""

from procrastinate.contrib.django import app

from sasae.kernel import clock
from sasae.portal.looks.actions import end_what_is_over


@app.periodic(cron="* * * * *")
@app.task(name="portal.end_looks", queueing_lock="portal.end_looks", lock="portal.end_looks")
def end_looks(timestamp: int) -> None:
    """Reading is refused from the moment on; this takes the bytes away."""
    end_what_is_over(clock.now())
