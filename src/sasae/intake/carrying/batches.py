"""Checking what was carried in, in the background; reminding of media that should be clean again."""

import logging

from procrastinate.contrib.django import app

from sasae.foundation.history import BATCH
from sasae.intake.carrying import actions
from sasae.intake.carrying.models import CarriedFile, Outcome
from sasae.intake.carrying.opening import looked_at
from sasae.intake.downloads.revocation import CannotCheckNow
from sasae.kernel import clock
from sasae.wire.client import Unreachable

BY = BATCH("carrying", "媒体からの持込みの検査")
log = logging.getLogger(__name__)


def check_waiting() -> int:
    """Check every file that waits, one after the other; partners are asked outside any transaction. Returns how many.

    What cannot be compared now waits for the next turn.
    """
    done, waiting = 0, CarriedFile.objects.filter(outcome=Outcome.CHECKING).order_by("pk")
    for number in list(waiting.values_list("pk", flat=True)):
        file = CarriedFile.objects.select_related("carry_in").get(pk=number)
        if file.outcome != Outcome.CHECKING:
            continue
        try:
            looked = looked_at(file.name, actions.content_of(file), at=clock.now())
        except (CannotCheckNow, Unreachable) as reason:
            log.warning("持込み %s のファイルは待ちます: %s", file.carry_in_id, reason)
            break
        actions.settle(number, looked, by=BY, at=clock.now())
        done += 1
    return done


@app.periodic(cron="* * * * * */10")
@app.task(name="intake.carrying_check", queueing_lock="intake.carrying_check", lock="intake.carrying_check")
def check(timestamp: int) -> None:
    """Every ten seconds: what was carried in and is not checked yet."""
    check_waiting()


@app.periodic(cron="15 8 * * *")
@app.task(name="intake.carrying_remind", queueing_lock="intake.carrying_remind")
def remind(timestamp: int) -> None:
    """Every morning: what is overdue stands in the journal; the home pages count it all the time."""
    actions.remind(clock.today())
