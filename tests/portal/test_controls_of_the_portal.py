"""The assessment's controls of terminals and media, broken in turn."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sasae.deployment.assessment.judging import CONTROLS
from sasae.deployment.assessment.looking import Answer, Look, Met
from sasae.deployment.home import Home
from sasae.foundation.custody.models import Medium, TakingOut
from sasae.foundation.terminals.models import TerminalFile
from sasae.kernel import clock

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def look(tmp_path: Path) -> Look:
    connection.ensure_connection()
    return Look(Home.load(tmp_path), clock.now(), {"portal": connection.connection})


def found(look: Look, name: str) -> Answer:
    return CONTROLS[name][1](look, "portal")


@pytest.mark.clause("STO-2", "RET-3")
def test_a_file_stays_on_a_terminal_until_its_day_and_no_longer(look: Look) -> None:
    TerminalFile.objects.create(
        terminal="T-01", kind="申請", items=["1"], purpose="x", size=1, sha256="0" * 64, taken_by="x", taken_at=look.now,
        delete_by=look.now.date(),
    )  # fmt: skip
    assert found(look, "terminal_files_deleted").met is Met.MET
    look.now += timedelta(days=1)
    assert found(look, "terminal_files_deleted").met is Met.NOT_MET


@pytest.mark.clause("MED-3")
def test_a_medium_is_inspected_within_ninety_days_of_the_last_time(look: Look) -> None:
    day = look.now.date()
    Medium.objects.create(
        code="U1", kind="USB", sealing="aes_zip", registered_by="x", registered_at=look.now - timedelta(days=300),
        inspected_by="x", inspected_on=day - timedelta(days=90), inspection="異常なし",
    )  # fmt: skip
    assert found(look, "media_inspected").met is Met.MET
    look.now += timedelta(days=1)
    assert "U1" in found(look, "media_inspected").words


@pytest.mark.owner
@pytest.mark.clause("MED-1")
def test_a_medium_handed_over_on_one_s_own_approval_is_told_should_the_database_ever_let_it_happen(look: Look) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE custody_takingout DROP CONSTRAINT custody_taking_by_another")
    medium = Medium.objects.create(code="U1", kind="USB", sealing="aes_zip", registered_by="x", registered_at=look.now)
    told: dict[str, Any] = {
        "medium": medium, "items": ["1"], "purpose": "x", "receiver": "x", "due_on": look.now.date(), "asked_by": "a",
        "asked_at": look.now, "decided_at": look.now,
    }  # fmt: skip
    TakingOut.objects.create(**told, decided_by="b", state="erased", handed_at=look.now, sha256="0" * 64)
    assert found(look, "media_approved_by_another").met is Met.MET
    TakingOut.objects.filter(decided_by="b").update(decided_by="a")
    assert found(look, "media_approved_by_another").met is Met.NOT_MET


@pytest.mark.clause("ACC-14")
def test_terminals_are_limited_where_nothing_else_is_said(look: Look) -> None:
    assert "許可中 0台" in found(look, "terminals_limited").words
