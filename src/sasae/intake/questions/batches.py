"""Every five seconds: what residents ask is pulled from the portal and answered. Nothing is pushed inwards."""

import logging

from procrastinate.contrib.django import app

from sasae.contracts import resident_questions as portal
from sasae.foundation.outbox.models import OutboxMessage
from sasae.foundation.partners import ask
from sasae.intake.downloads.revocation import CannotCheckNow
from sasae.intake.questions.answering import CannotSeal, answer_one
from sasae.kernel import clock
from sasae.wire.client import Refused, Unreachable

log = logging.getLogger(__name__)


def answer_waiting() -> int:
    """Answer what waits at the portal. What cannot be answered now waits; returns how many were."""
    try:
        waiting = ask(portal.LIST, portal.ListRequest()).questions
    except (Unreachable, Refused) as away:
        log.warning("the portal does not answer: %s", away)
        return 0
    waiting = list({one.question_id: one for one in waiting}.values())
    keys = [f"answer-{one.question_id}" for one in waiting]
    on_their_way = set(
        OutboxMessage.objects.filter(operation=portal.ANSWER.full_name, key__in=keys).values_list("key", flat=True)
    )
    done = 0
    for question in waiting:
        if f"answer-{question.question_id}" in on_their_way:
            continue
        try:
            answer_one(question, clock.now())
        except (CannotCheckNow, CannotSeal, Unreachable, Refused) as reason:
            log.warning("question %s waits: %s", question.question_id, reason)
        else:
            done += 1
    return done


@app.periodic(cron="* * * * * */5")
@app.task(name="intake.answer_questions", queueing_lock="intake.answer_questions", lock="intake.answer_questions")
def answer_questions(timestamp: int) -> None:
    """Every five seconds."""
    answer_waiting()
