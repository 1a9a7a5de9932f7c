"""One permit shown by two processes in the same moment: exactly one is honoured, the other is refused and recorded."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections

from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.codes.models import Code
from sasae.intermediary.provisions.actions import USED
from sasae.intermediary.provisions.models import PermitUse, Provision, ProvisionRefusal
from sasae.intermediary.records.models import ProvisionRecord
from tests import databases
from tests.conftest import HOME
from tests.intermediary.conftest import Net, Taken, joined
from tests.intermediary.core import MIDORINO
from tests.intermediary.providing import CODE

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "journal"]), pytest.mark.clause("NET-3"),
]  # fmt: skip
PATIENCE = 120  # seconds


@pytest.fixture
def taken_in(transactional_db: None) -> Iterator[Taken]:
    """Bodies of this test alone, in a database of its own: what is committed goes with it."""
    assert HOME is not None
    connections.close_all()
    databases.clone(HOME, "intermediary", str(connections["default"].settings_dict["NAME"]))
    yield from joined()


def test_of_two_processes_with_the_same_permit_one_answers_and_the_other_is_refused_and_recorded(
    ready: Net, bodies: Taken, connected_as: Any
) -> None:
    request = ready.core.request(CODE).model_dump_json()
    with acting_for(MIDORINO):  # whoever uses the permit first waits here for the person, the other for the permit
        Code.objects.select_for_update().get(code=CODE)
        running = [_presenting(bodies, request) for _ in range(2)]
        _wait_until_both_stand_still(connected_as("app"), running)
    said = sorted(_said(each) for each in running)
    assert said == ["answered", f"refused {USED}"]
    with acting_for(MIDORINO):
        assert [Provision.objects.count(), PermitUse.objects.count(), ProvisionRecord.objects.count()] == [1, 1, 1]
        (refusal,) = ProvisionRefusal.objects.all()
    assert refusal.message == USED
    (line,) = HistoryEntry.objects.filter(event="provision.refused")
    assert (line.detail["reason"], line.detail["body"]) == (USED, MIDORINO)
    assert HistoryEntry.objects.filter(event="provision.made").count() == 1


def _presenting(bodies: Taken, request: str) -> "subprocess.Popen[str]":
    name = connections["default"].settings_dict["NAME"]
    command = [sys.executable, "-m", "tests.intermediary.presenting", name, MIDORINO, str(bodies.agents[MIDORINO].socket)]
    pipe = subprocess.PIPE
    started = subprocess.Popen(command, cwd=Path(__file__).parents[2], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    assert started.stdin is not None
    started.stdin.write(request)
    started.stdin.close()
    started.stdin = None
    return started


def _wait_until_both_stand_still(
    line: "psycopg.Connection[Any]", running: "list[subprocess.Popen[str]]"
) -> None:  # fmt: skip
    deadline = time.monotonic() + PATIENCE
    while _waiting(line) < 2:
        assert time.monotonic() < deadline
        for each in running:
            assert each.poll() is None, each.communicate()
        time.sleep(0.1)


def _waiting(line: "psycopg.Connection[Any]") -> int:
    found = line.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted").fetchone()
    assert found is not None
    return int(found[0])


def _said(process: "subprocess.Popen[str]") -> str:
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    return out.strip()
