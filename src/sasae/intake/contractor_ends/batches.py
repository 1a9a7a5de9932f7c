"""Every few seconds: whose work for a contractor ended."""

from procrastinate.contrib.django import app

from sasae.foundation.patience import patiently
from sasae.intake.contractor_ends.actions import take_contractor_ends


@app.periodic(cron="* * * * * */15")
@app.task(name="intake.contractor_ends", queueing_lock="intake.contractor_ends", lock="intake.contractor_ends")
def contractor_ends(timestamp: int) -> None:
    """While linkage is away the turn is left out."""
    with patiently("委託先の従事の終わりの確認"):
        take_contractor_ends()
