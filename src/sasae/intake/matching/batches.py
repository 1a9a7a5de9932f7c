"""Asking linkage about every application that waits for it."""

import logging
from dataclasses import replace

from procrastinate.contrib.django import app

from sasae.foundation.patience import patiently
from sasae.intake.matching.actions import note_answer
from sasae.intake.matching.asking import BY, ask_about_cosigners, ask_linkage
from sasae.intake.matching.models import Identification, State
from sasae.kernel import clock
from sasae.wire.client import Refused, Unreachable

AT_ONCE = 100
log = logging.getLogger(__name__)


def identify_waiting() -> int:
    """Ask about waiting applications, oldest first. Returns how many were settled or queued for staff."""
    waiting = Identification.objects.filter(state=State.WAITING).order_by("pk").values_list("pk", flat=True)
    done = 0
    for identification_id in list(waiting[:AT_ONCE]):
        try:
            identify_one(identification_id)
        except Unreachable as away:
            log.warning("linkage is away, the others wait: %s", away)
            return done
        except Refused as refusal:
            # A refusal concerns this question; the next application's may be answered.
            log.error("linkage refuses the question about identification %s: %s", identification_id, refusal)
        else:
            done += 1
    return done


def identify_one(identification_id: int) -> None:
    """Ask about one application, and keep the answer. Raises Unreachable, Refused."""
    one = Identification.objects.select_related("application__download__signature_check").get(pk=identification_id)
    told = ask_linkage(one.application, one.application.download.signature_check)
    told = replace(told, cosigners=ask_about_cosigners(one.application))
    note_answer(identification_id, told, by=BY, at=clock.now())


@app.periodic(cron="* * * * * */5")
@app.task(name="intake.identify", queueing_lock="intake.identify", lock="intake.identify")
def identify(timestamp: int) -> None:
    """Every five seconds: what was stored meanwhile."""
    identify_waiting()


@app.task(name="intake.identify_again")
def identify_again(identification_id: int) -> None:
    """One application, because staff asked; while linkage is away they ask again."""
    with patiently("申請者の特定"):
        identify_one(identification_id)
