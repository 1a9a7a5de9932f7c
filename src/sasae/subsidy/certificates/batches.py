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


@app.periodic(cron="*/15 * * * *")
@app.task(name="subsidy.certificates_revocations", queueing_lock="subsidy.certificates_revocations")
def publish_revocations(timestamp: int) -> None:
    """Every quarter of an hour: the signed list of void certificates."""
    by = BATCH("certificates.revocations", "医療証の失効の一覧")
    actions.publish_revocations(by=by, at=clock.now())
