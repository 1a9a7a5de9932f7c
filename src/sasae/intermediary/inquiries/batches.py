"""Submitting queries to the core. A job carries a body's code and processing numbers and nothing of a person."""

from collections.abc import Sequence

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.inquiries.closing import end_overdue
from sasae.intermediary.inquiries.models import Inquiry, State
from sasae.intermediary.inquiries.submitting import submit, submit_waiting
from sasae.kernel import clock
from sasae.wire.client import Unreachable

_TRY_AGAIN = RetryStrategy(linear_wait=2, retry_exceptions={Unreachable})


@app.task(retry=_TRY_AGAIN)
def submit_inquiry(body_code: str, processing_no: str) -> None:
    """Submit one query, and those that have come meanwhile; while the core is away it is tried again."""
    submit_waiting(body_code, processing_no, now=clock.now())


@app.task(retry=_TRY_AGAIN)
def submit_inquiries(body_code: str, processing_nos: Sequence[str]) -> None:
    """Submit many in one message; while the core is away they are tried again."""
    submit(body_code, processing_nos, now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="intermediary.overdue", lock="intermediary.overdue")
def watch(timestamp: int) -> None:
    """Every minute: queries whose time is over end."""
    now = clock.now()
    for body in Body.objects.order_by("code"):
        end_overdue(body, now=now)


def submit_again(body: Body) -> list[str]:
    """Queue once more what was never accepted and has no final state: for a job that was lost. Returns the numbers."""
    with acting_for(body.code):
        numbers = list(
            Inquiry.objects.filter(state=State.REQUESTED, submitted_at__isnull=True)
            .order_by("processing_no").values_list("processing_no", flat=True)
        )  # fmt: skip
    for number in numbers:
        submit_inquiry.configure(lock=f"submit-{body.code}").defer(body_code=body.code, processing_no=number)
    return numbers
