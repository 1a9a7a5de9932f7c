"""What a night found is kept once, cannot be changed, and is read by who may: all clauses, and each by itself."""

import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from sasae.deployment.assessment.clauses import clauses
from sasae.deployment.assessment.judging import judge
from sasae.deployment.assessment.looking import Look
from sasae.deployment.assessment.today import as_kept
from sasae.deployment.home import Home
from sasae.foundation.assessment.actions import keep
from sasae.foundation.assessment.models import Assessment, ClauseState
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from tests.staff import at

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LIST = "/assessment/"


def told(tmp_path: Any, *, ago: timedelta = timedelta(0), proved: bool = True) -> dict[str, Any]:
    """An assessment of an installation without databases."""
    tests = {one.id: [f"foundation/test_x.py::test_{one.id}"] for one in clauses()} if proved else {}
    now = clock.now() - ago
    return json.loads(json.dumps(as_kept(judge(clauses(), Look(Home.load(tmp_path), now, {}), tests), now)))


def test_a_night_is_kept_once_by_the_command_and_stays_as_it_was(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = told(tmp_path)
    for _ in range(2):
        monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(said)))
        call_command("keep_assessment", stdout=io.StringIO())
    kept = Assessment.objects.get()
    assert sum(kept.counts.values()) == ClauseState.objects.count() == len(clauses())
    assert HistoryEntry.objects.filter(event="assessment.kept").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        ClauseState.objects.update(state="true")
    monkeypatch.setattr("sys.stdin", io.StringIO('{"at": "2026-06-15T03:00:00+09:00"}'))
    with pytest.raises(CommandError, match="読めません"):
        call_command("keep_assessment")


def test_the_page_shows_every_clause_by_state_and_group_and_each_with_why_evidence_and_tests(
    signed_in: Any, tmp_path: Any
) -> None:
    auditor = signed_in("assessment.view")
    assert "まだ一度も調べていません" in auditor.get(at(LIST)).content.decode()
    keep(told(tmp_path, ago=timedelta(days=3), proved=False))
    assert "昨夜の結果がありません" in auditor.get(at(LIST)).content.decode()
    keep(told(tmp_path))
    page = auditor.get(at(LIST)).content.decode()
    assert "昨夜の結果がありません" not in page
    assert len(set(re.findall(r"/assessment/([A-Z]{3}-\d+)/", page))) == len(clauses())
    assert "10項目以上50項目未満" in page
    assert page.count("<rect") > 4 + 2
    unbuilt = auditor.get(at(f"{LIST}?state=not_built&group=委託")).content.decode()
    assert set(re.findall(r"/assessment/([A-Z]{3}-\d+)/", unbuilt)) == {"OUT-1", "OUT-2", "OUT-3"}
    one = auditor.get(at(f"{LIST}USE-1/")).content.decode()
    assert "subsidy.people.actions:look_up_by_number" in one
    assert "test_USE-1" in one
    assert one.count("満たしている") >= 1
    assert "証明するテストがない" in one  # the night before it was
    assert auditor.get(at(f"{LIST}NO-1/")).status_code == 404


def test_without_the_right_nothing_is_shown(signed_in: Any, tmp_path: Any) -> None:
    keep(told(tmp_path))
    other = signed_in("people.view")
    assert [other.get(at(path)).status_code for path in (LIST, f"{LIST}USE-1/")] == [403, 403]
