"""The process that provides is killed between two pages; the next one goes on; each copy is sent once."""

import signal
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.linkage.provisions.actions import start
from sasae.linkage.provisions.batches import go_on
from sasae.linkage.provisions.models import ProvidedCopy, ProvisionRun
from tests.foundation.forked import Process
from tests.linkage.offices import Offices
from tests.linkage.register import HANAKO, HIDDEN, JIRO, TARO, Register
from tests.linkage.test_provisions import ALLOWANCE, DAY, OPERATOR
from tests.wire.counterparts import Counterparts

EVERYBODY = [HANAKO, TARO, JIRO, HIDDEN]


@pytest.mark.django_db(databases=["default", "journal"], transaction=True)
@pytest.mark.clause("LNK-3")
def test_a_run_killed_while_it_waits_for_an_office_goes_on_and_sends_each_copy_once(
    taken_in: Register, far: Counterparts, deliver: Callable[[], None]
) -> None:
    offices = Offices(page=1)
    offices.answer_on(far)
    for each in EVERYBODY:
        offices.receives(each, date(2024, 4, 1))
    reached, released = threading.Event(), threading.Event()
    plain: Any = far.answers["child_allowance.enrolments"]

    def slow(question: Any) -> Any:
        if question.atena_nos == [JIRO]:
            reached.set()
            released.wait(120)
        return plain(question)

    far.answers["child_allowance.enrolments"] = slow
    run = start(ALLOWANCE, "full", on=DAY, by=OPERATOR)
    with Process("tests.linkage.one_step", f"go_on({run.pk})") as worker:
        assert reached.wait(120)
        worker.send_signal(signal.SIGKILL)
    released.set()
    run.refresh_from_db()
    assert (run.state, run.told, ProvidedCopy.objects.count()) == ("gathering", 2, 2)
    go_on(run.pk)
    deliver()
    assert (ProvisionRun.objects.get().state, ProvisionRun.objects.get().told) == ("done", 4)
    assert sorted((copy.record_id[:15], copy.version) for copy in offices.copies) == [
        (each, 1) for each in sorted(EVERYBODY)
    ]
