"""The clock of the connections: looks every few seconds for what is due, and runs it."""

from django.utils import timezone
from procrastinate.contrib.django import app

from sasae.kernel import clock
from sasae.linkage.links.trouble import in_words
from sasae.linkage.schedules.actions import TASK, claim_due, note_ended, note_started
from sasae.linkage.schedules.jobs import REFUSALS, jobs
from sasae.wire.client import Refused, Unreachable


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="linkage.schedules", lock="linkage.schedules")
def look(timestamp: int) -> None:
    """Queue what is due."""
    claim_due(timezone.localtime(clock.real_now()), on=clock.today())


@app.task(name=TASK)
def run(job: str) -> None:
    """Run one job. A partner that is away or refuses is noted; a broken program is noted and raised."""
    known = jobs().get(job)
    if known is None:
        return
    note_started(job, clock.real_now())
    trouble = "処理の誤りで中断しました。動作記録を確かめてください。"
    try:
        known.run()
        trouble = ""
    except (Unreachable, Refused, *REFUSALS) as why:
        trouble = in_words(why)
    finally:
        note_ended(job, clock.real_now(), trouble)
