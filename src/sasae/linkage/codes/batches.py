"""The code requests' own rhythm: every few seconds one step of each kind, as long as there is something to do."""

from procrastinate.contrib.django import app

from sasae.foundation.patience import patiently
from sasae.linkage.codes import actions


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="linkage.codes", lock="linkage.codes", pass_context=False)
def advance_codes(timestamp: int) -> None:
    """Move code requests one step on, whole pages at a time."""
    for step in (actions.ask_for_codes, actions.hand_on, actions.confirm):
        with patiently("符号取得"):
            while step() == actions.AT_ONCE:
                continue
