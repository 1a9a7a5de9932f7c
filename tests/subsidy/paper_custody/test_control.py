"""The control of the assessment: it tells of each paper that is not where it should be."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sasae.deployment.assessment.judging import CONTROLS
from sasae.deployment.assessment.looking import Look, Met
from sasae.deployment.home import Home
from sasae.kernel import clock
from sasae.subsidy.paper_custody.models import TrackedPaper

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("INC-1")]


def test_a_paper_in_hand_over_night_and_one_that_is_missing_are_told(labelled: Any, cabinets: Any, tmp_path: Path) -> None:
    connection.ensure_connection()
    look = Look(Home.load(tmp_path), clock.now(), {"subsidy": connection.connection})
    found = lambda: CONTROLS["papers_where_they_are"][1](look, "subsidy")  # noqa: E731 - asked again and again
    assert found().met is Met.MET
    labelled()
    assert found().met is Met.MET
    look.now += timedelta(days=1)
    assert "手元に残ったままの書類 1件" in found().words
    TrackedPaper.objects.update(state="missing")
    assert "所在不明の書類 1件" in found().words
    TrackedPaper.objects.update(state="kept", place=cabinets[0], holder="")
    cabinets[0].registered_at -= timedelta(days=30)
    cabinets[0].save()
    assert "閉庁前の点検が漏れた キャビネットA" in found().words
