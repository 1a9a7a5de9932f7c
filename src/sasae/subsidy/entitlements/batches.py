"""Results of inquiries, fetched as they come."""

from procrastinate.contrib.django import app

from sasae.foundation.history import BATCH
from sasae.foundation.patience import patiently
from sasae.subsidy.entitlements.inquiries import fetch_results


@app.periodic(cron="* * * * * */3")
@app.task(name="subsidy.inquiry_results", queueing_lock="subsidy.inquiries", lock="subsidy.inquiries")
def inquiry_results(timestamp: int) -> None:
    """Answers of other bodies appear on the examination within seconds."""
    with patiently("情報照会の結果"):
        fetch_results(by=BATCH("inquiries", "情報照会の結果取得"))
