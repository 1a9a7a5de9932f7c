"""An extraction whose work stops after the approval goes on, is made once, or says why it is not made."""

import os
import signal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sasae.foundation.batch import actions as batch
from sasae.foundation.batch import work
from sasae.foundation.batch.models import BatchRun, RunState
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.extraction import actions, batches
from sasae.subsidy.extraction.models import Extraction, ExtractionFile, State
from sasae.subsidy.extraction.querying import CannotExtract
from tests.foundation.forked import Process
from tests.subsidy.conftest import APPROVER, COUNTER
from tests.subsidy.extraction.test_extraction import request_of
from tests.subsidy.payments import test_killed as killed

DATABASES = ["default", "journal"]


def approved() -> Extraction:
    """Asked for and approved; its work is queued."""
    one = request_of()
    return actions.approve(one.pk, by=APPROVER, at=clock.now())


def seen() -> int:
    """How often somebody's data was noted as taken out."""
    return HistoryEntry.objects.filter(event="screen.shown", actor_id=COUNTER.id).count()


@pytest.mark.django_db(databases=DATABASES)
class TestHalted:
    """Its jobs were given up, or somebody ended them."""

    def test_one_that_was_halted_goes_on_and_is_made_once(self, granted: Recipient) -> None:
        one = approved()
        work.list_run(one.run_id)
        batch.halt(one.run_id, "処理が繰り返し失敗しました。")
        batches.go_on(0)
        assert BatchRun.objects.get(pk=one.run_id).state == RunState.RUNNING
        for _ in range(2):
            actions.go_on(one.pk, by=COUNTER)
        batch.run_now(one.run_id)
        assert (Extraction.objects.get().state, ExtractionFile.objects.count(), seen()) == (State.DONE, 1, 1)
        with pytest.raises(CannotExtract, match="EX-201"):
            actions.go_on(one.pk, by=COUNTER)

    def test_one_whose_work_was_ended_says_so_and_can_be_asked_for_anew(self, granted: Recipient) -> None:
        one = approved()
        batch.cancel(one.run_id, by=APPROVER)
        batches.go_on(0)
        found = Extraction.objects.get()
        assert (found.state, "取りやめられました" in found.why, ExtractionFile.objects.exists()) == (State.REFUSED, True, False)

    def test_one_that_has_grown_too_large_says_so_and_no_file_is_made(
        self, granted: Recipient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one = approved()
        monkeypatch.setattr(batches, "MOST_ROWS", 2)
        batch.run_now(one.run_id)
        found = Extraction.objects.get()
        assert (found.state, "2行を超えました" in found.why) == (State.REFUSED, True)
        assert (ExtractionFile.objects.exists(), seen()) == (False, 0)
        assert BatchRun.objects.get(pk=one.run_id).state == RunState.FINISHED

    def test_the_page_has_a_button_for_whoever_asked_or_may_approve_and_for_nobody_else(
        self, granted: Recipient, signed_in: Any
    ) -> None:
        one = approved()
        batch.halt(one.run_id, "処理が繰り返し失敗しました。")
        url = f"/extraction/{one.number}/"
        stranger, approver = signed_in("extraction.view"), signed_in("extraction.view", "extraction.approve")
        assert "抽出を再開する" not in stranger.get(url).content.decode()
        assert stranger.post(f"{url}resume/").status_code == 403
        assert "抽出を再開する" in approver.get(url).content.decode()
        assert "抽出を再開しました" in approver.post(f"{url}resume/", follow=True).content.decode()
        assert BatchRun.objects.get(pk=one.run_id).state == RunState.LISTING


@pytest.mark.django_db(databases=DATABASES, transaction=True)
def test_a_worker_that_is_killed_while_it_writes_leaves_nothing_and_the_next_writes_once(
    transactional_db: None, granted: Recipient, owner_connection: psycopg.Connection[Any], tmp_path: Path
) -> None:
    one = approved()
    writes = "tests.subsidy.one_step", f"paying.run_now({one.run_id})"
    table = "subsidy_extraction_extractionfile"
    with owner_connection.transaction():
        owner_connection.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        dies = Process(*writes, log=tmp_path / "dies.log")
        backend = killed.TestKilled._when_blocked(owner_connection, table, dies)
        os.kill(dies.pid, signal.SIGKILL)
        dies.wait(30)
    killed.TestKilled._when_gone(owner_connection, backend)
    assert (Extraction.objects.get().state, ExtractionFile.objects.exists()) == (State.APPROVED, False)
    goes_on = Process(*writes, log=tmp_path / "goes on.log")
    assert goes_on.wait(120) == 0, goes_on.said()
    assert (Extraction.objects.get().state, ExtractionFile.objects.count(), seen()) == (State.DONE, 1, 1)
