"""Submitting queries to the core. A job carries a body's code and processing numbers and nothing of a person."""

from collections.abc import Sequence

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.retry import RetryDecision

from sasae.foundation.batch.queue import defer
from sasae.foundation.history import Actor, record
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.inquiries.actions import CannotInquire
from sasae.intermediary.inquiries.closing import end_overdue
from sasae.intermediary.inquiries.models import Inquiry, State
from sasae.intermediary.inquiries.submitting import Held, submit, submit_waiting
from sasae.intermediary.operation import maintenance
from sasae.kernel import clock
from sasae.kernel.findings import error
from sasae.wire.client import Unreachable

AFTER_MAINTENANCE = 15  # seconds between looks whether it has ended


class _TryAgain(RetryStrategy):
    """More and more slowly while the core is away; at an even pace during maintenance, so that work goes on soon after."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, Held):
            return RetryDecision(retry_in={"seconds": AFTER_MAINTENANCE})
        return super().get_retry_decision(exception=exception, job=job)


_TRY_AGAIN = _TryAgain(linear_wait=2, retry_exceptions={Unreachable, Held})


@app.task(retry=_TRY_AGAIN)
def submit_inquiry(body_code: str, processing_no: str) -> None:
    """Submit one query, and those that have come meanwhile; while the core is away it is tried again."""
    submit_waiting(body_code, processing_no, now=clock.now())


@app.task(retry=_TRY_AGAIN)
def submit_inquiries(body_code: str, processing_nos: Sequence[str]) -> None:
    """Submit many in one message; while the core is away they are tried again."""
    submit(body_code, processing_nos, now=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="intermediary.overdue", lock="intermediary.overdue")
def watch(timestamp: int) -> None:
    """Every ten minutes, for every body is looked at and time is counted in days: queries whose time is over end. Not during maintenance: their answers may wait outside."""
    if maintenance.under_way():
        return
    now = clock.now()
    for body in Body.objects.exchanging(now.date()).order_by("code"):
        end_overdue(body, now=now)


def send_again(body: Body, processing_no: str, *, by: Actor) -> None:
    """Queue once more what the core has not accepted: for a job that was lost. Raises CannotInquire."""
    with acting_for(body.code):
        waiting = Inquiry.objects.filter(pk=processing_no, state=State.REQUESTED, submitted_at__isnull=True)
        found = waiting.values_list("unified_no", flat=True).first()
    if found is None:
        raise CannotInquire([error("I-109", "processing_no", "コアシステムに届いていない照会ではありません。")])
    with transaction.atomic():
        jobs = [{"body_code": body.code, "processing_no": processing_no}]
        defer(submit_inquiry.name, jobs, lock=f"submit-{body.code}")
        record(by, "inquiry.sent_again", processing_no, [f"{body.code}:{found}"])
