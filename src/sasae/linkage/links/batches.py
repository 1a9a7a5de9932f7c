"""Uses are counted once a minute."""

from procrastinate.contrib.django import app

from sasae.linkage.links.actions import count_uses


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="linkage.links", lock="linkage.links")
def count(timestamp: int) -> None:
    """Out of the journal."""
    count_uses()
