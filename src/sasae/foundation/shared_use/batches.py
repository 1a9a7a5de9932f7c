"""Searching the day before, by night."""

from procrastinate.contrib.django import app

from sasae.foundation.shared_use.searching import search_due
from sasae.kernel import clock


@app.periodic(cron="15 4 * * *")
@app.task(name="shared_use.search", queueing_lock="shared_use.search", lock="shared_use.search")
def search_yesterday(timestamp: int) -> None:
    """Every night; nights that were missed are made up for. Which day that is the journal's own clock says."""
    search_due(clock.real_now().date(), on=clock.today(), now=clock.now())
