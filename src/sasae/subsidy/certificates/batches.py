"""What the calendar does to certificates."""

from procrastinate.contrib.django import app

from sasae.foundation.history import BATCH
from sasae.kernel import clock
from sasae.subsidy.certificates import actions


@app.periodic(cron="5 0 * * *")
@app.task(name="subsidy.certificates_expire", queueing_lock="subsidy.certificates_expire")
def expire(timestamp: int) -> None:
    """Just after midnight: certificates past their day are void."""
    actions.expire(by=BATCH("certificates.expire", "医療証の期限切れ"), on=clock.today())
