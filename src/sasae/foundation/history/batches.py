"""The sealer's turn, every minute. Periodic tasks of procrastinate run once, however many workers there are."""

from procrastinate.contrib.django import app

from sasae.foundation.history.chain import seal


@app.periodic(cron="* * * * *")
@app.task(queue="history", queueing_lock="history.seal", name="history.seal")
def seal_journal(timestamp: int) -> None:
    """Chain and seal what was committed since the last turn."""
    while seal().entries >= 50_000:
        pass
