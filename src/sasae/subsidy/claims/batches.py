"""What claims do by night."""

from procrastinate.contrib.django import app

from sasae.foundation.history import BATCH
from sasae.kernel import clock
from sasae.subsidy.claims import actions


@app.periodic(cron="50 3 * * *")
@app.task(name="subsidy.claims_years", queueing_lock="subsidy.claims_years", lock="subsidy.claims_years")
def open_years(timestamp: int) -> None:
    """Families above the cap of the year that ended last are work."""
    actions.open_checks(by=BATCH("claims.years", "年間上限の確認"), on=clock.today())
