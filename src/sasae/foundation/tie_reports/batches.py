"""Every ten minutes: which wrong ties were undone."""

from procrastinate.contrib.django import app

from sasae.foundation.history import BATCH
from sasae.foundation.patience import patiently
from sasae.foundation.tie_reports.actions import report_open

BY = BATCH("tie_reports", "誤ったひも付けの利用の報告")


@app.periodic(cron="*/10 * * * *")
@app.task(name="tie_reports.report", queueing_lock="tie_reports.report", lock="tie_reports.report")
def report_wrong_ties(timestamp: int) -> None:
    """While linkage is away the turn is left out."""
    with patiently("ひも付けの訂正の確認"):
        report_open(by=BY)
