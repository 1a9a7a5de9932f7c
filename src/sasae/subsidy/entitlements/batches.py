"""Results of inquiries, fetched as they come."""

from procrastinate.contrib.django import app

from sasae.foundation.history import BATCH
from sasae.foundation.patience import patiently
from sasae.kernel import clock
from sasae.subsidy.entitlements.corrections import ask_again
from sasae.subsidy.entitlements.inquiries import fetch_results
from sasae.subsidy.notifications.actions.answers import look_at_corrections


@app.periodic(cron="* * * * * */3")
@app.task(name="subsidy.inquiry_results", queueing_lock="subsidy.inquiries", lock="subsidy.inquiries")
def inquiry_results(timestamp: int) -> None:
    """Answers of other bodies appear on the examination within seconds."""
    by = BATCH("inquiries", "情報照会の結果取得")
    with patiently("情報照会の結果"):
        ask_again(by=by)
        fetch_results(by=by)
    look_at_corrections(by=by, at=clock.now())
