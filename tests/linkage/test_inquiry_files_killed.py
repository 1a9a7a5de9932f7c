"""The process that asks a file's lines is killed in the middle; the next one goes on; each line is asked once."""

import signal
import time
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.formats.inquiry_file import write
from sasae.foundation.batch import progress, run_now
from sasae.foundation.batch.models import RunState
from sasae.foundation.outbox.models import OutboxMessage
from sasae.kernel import clock
from sasae.linkage.codes.models import CodeRequest
from sasae.linkage.inquiries.models import Inquiry
from sasae.linkage.inquiry_files.actions import take_file
from sasae.linkage.inquiry_files.batches import AT_ONCE
from sasae.linkage.inquiry_files.models import InquiryLine
from tests.foundation.forked import Process
from tests.linkage.register import HANAKO, Register
from tests.linkage.test_inquiry_files import DAY, NAME, OPERATOR, PURPOSE, line

LINES = 4 * AT_ONCE


@pytest.mark.django_db(databases=["default", "journal"], transaction=True)
@pytest.mark.clause("LNK-5")
def test_a_file_whose_asking_was_killed_is_asked_to_its_end_each_line_once(taken_in: Register) -> None:
    CodeRequest.objects.update(state="completed")
    first = clock.now()
    moments = [first + timedelta(milliseconds=each) for each in range(LINES)]
    content = write([line(asked_at=f"{at:%Y%m%d%H%M%S}{at.microsecond // 1000:03d}") for at in moments])
    consents = {HANAKO: date(2026, 6, 1)}
    file = take_file(NAME, content, PURPOSE, consents, asked_by="linkage", on=DAY, by=OPERATOR)
    with Process("tests.linkage.one_step", f"run_now({file.run_id})") as worker:
        deadline = time.monotonic() + 120
        while progress(file.run_id).worked < AT_ONCE:  # type: ignore[arg-type]
            assert time.monotonic() < deadline
            assert worker.poll() is None
            time.sleep(0.005)
        worker.send_signal(signal.SIGKILL)
    asked: Any = InquiryLine.objects.filter(state="asked").count()
    assert asked == Inquiry.objects.count() == progress(file.run_id).worked  # type: ignore[arg-type]
    assert OutboxMessage.objects.count() == asked // AT_ONCE
    run_now(file.run_id)  # type: ignore[arg-type]
    end = progress(file.run_id)  # type: ignore[arg-type]
    assert (end.state, end.done, end.refused) == (RunState.FINISHED, LINES, 0)
    assert (Inquiry.objects.count(), OutboxMessage.objects.count()) == (LINES, LINES // AT_ONCE)
    assert not InquiryLine.objects.exclude(state="asked").exists()
