"""The assessment's controls of deletions, of the scan and of the intake files' items, broken in turn."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from sasae.deployment.assessment.judging import CONTROLS
from sasae.deployment.assessment.looking import Answer, Look, Met
from sasae.deployment.home import Home
from sasae.foundation.retention.models import DeletionRun
from sasae.intake.downloads.models import Download
from sasae.kernel import clock

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def look(tmp_path: Path) -> Look:
    connection.ensure_connection()
    home = replace(Home.load(tmp_path), settings={"scanner": {"clamd": "tcp:127.0.0.1:1"}})
    return Look(home, clock.now(), {"intake": connection.connection})


def found(look: Look, name: str) -> Answer:
    return CONTROLS[name][1](look, "intake")


@pytest.mark.clause("RET-2")
def test_what_a_deletion_did_is_looked_at_within_a_week(look: Look) -> None:
    assert "まだない" in found(look, "deletion_finished").words
    run = DeletionRun.objects.create(
        due_on=look.now.date(), state="done", listed_by="a", listed_at=look.now - timedelta(days=7), approved_by="b",
        approved_at=look.now, digest="0" * 64,
    )  # fmt: skip
    assert found(look, "deletion_finished").met is Met.MET
    look.now += timedelta(seconds=1)
    assert found(look, "deletion_finished").met is Met.NOT_MET
    DeletionRun.objects.filter(pk=run.pk).update(state="confirmed", under_way=False, ended_by="c", ended_at=look.now)
    assert "最後に結果を確かめた削除" in found(look, "deletion_finished").words


@pytest.mark.clause("SEC-2")
def test_an_application_taken_in_without_a_scan_is_told(look: Look) -> None:
    assert found(look, "scanner_on").met is Met.MET
    Download.objects.create(
        receipt_number="1", procedure="x", received_at=look.now, fetched_at=look.now, archive_cipher=b"x", size=1,
        sha256="0" * 64, scan="without", state="stored",
    )  # fmt: skip
    assert "1件" in found(look, "scanner_on").words
    look.home = replace(look.home, settings={})
    assert found(look, "scanner_on").met is Met.NOT_MET


@pytest.mark.owner
@pytest.mark.clause("FIL-5")
def test_an_item_of_the_intake_files_that_loses_its_column_is_told(look: Look) -> None:
    assert found(look, "items_of_intake").met is Met.MET
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE intake_matching_seriallink DROP COLUMN exclusive_key")
    assert "排他キー" in found(look, "items_of_intake").words
