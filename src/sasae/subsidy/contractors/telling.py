"""Telling the other systems whose work ends. linkage is told, and passes it on; the message goes with the commit."""

import hashlib
from collections.abc import Sequence
from datetime import date

from sasae.contracts.contractor_ends import TELL, Why, WorkerEnd, WorkerEnds
from sasae.foundation.outbox import send_later
from sasae.subsidy.contractors.models import Worker

AT_ONCE = 1000  # persons of one message


def tell(workers: Sequence[Worker], last: date, why: Why, *, at_once: bool = False) -> None:
    """These persons work to this day, or to their own where it is earlier. The same told again is one message."""
    ends = [
        WorkerEnd(worker=one.number, last_day=min(one.until or last, last), at_once=at_once, reason=why)
        for one in sorted(workers, key=lambda one: one.number)
    ]
    for start in range(0, len(ends), AT_ONCE):
        message = WorkerEnds(ends=ends[start : start + AT_ONCE])
        send_later(TELL, message, key=f"ends-{hashlib.sha256(message.model_dump_json().encode()).hexdigest()[:32]}")
