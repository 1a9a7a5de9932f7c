"""The sealer's turn, every minute. Periodic tasks of procrastinate run once, however many workers there are."""

from procrastinate.contrib.django import app

from sasae.foundation.history.chain import seal
from sasae.foundation.history.second_place import copy_seals, second_place
from sasae.kernel import clock


@app.periodic(cron="* * * * *")
@app.task(queue="history", queueing_lock="history.seal", name="history.seal")
def seal_journal(timestamp: int) -> None:
    """Chain and seal what was committed since the last turn."""
    while seal().entries >= 50_000:
        pass


@app.periodic(cron="* * * * *")
@app.task(queue="history", queueing_lock="history.copy_seals", name="history.copy_seals")
def copy_to_second_place(timestamp: int) -> None:
    """Seals that have waited their minutes go to the second place, where one is set. It fails aloud while that is away."""
    place = second_place(clock.today())
    if place is not None:
        copy_seals(place)
