"""What a night found is kept once, cannot be changed, and is read by who may: all clauses, and each by itself."""

import base64
import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from sasae.deployment.assessment.clauses import clauses
from sasae.deployment.assessment.judging import judge
from sasae.deployment.assessment.looking import Look
from sasae.deployment.assessment.pack.checking import check
from sasae.deployment.assessment.pack.orders import asked
from sasae.deployment.assessment.pack.writing import MANIFEST, manifest
from sasae.deployment.assessment.today import as_kept
from sasae.deployment.home import Home
from sasae.foundation.assessment.actions import keep
from sasae.foundation.assessment.models import Assessment, ClauseState, Pack, PackOrder
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.wire import authority
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
    entrusting = auditor.get(at(f"{LIST}?group=委託")).content.decode()
    assert set(re.findall(r"/assessment/([A-Z]{3}-\d+)/", entrusting)) == {"OUT-1", "OUT-2", "OUT-3"}
    unbuilt = auditor.get(at(f"{LIST}?state=not_built")).content.decode()
    assert set(re.findall(r"/assessment/([A-Z]{3}-\d+)/", unbuilt)) == {one.id for one in clauses() if one.missing}
    one = auditor.get(at(f"{LIST}USE-1/")).content.decode()
    assert "subsidy.people.actions:look_up_by_number" in one
    assert "test_USE-1" in one
    assert one.count("満たしている") >= 1
    assert "証明するテストがない" in one  # the night before it was
    assert auditor.get(at(f"{LIST}NO-1/")).status_code == 404


def pack_of(tmp_path: Any) -> dict[str, Any]:
    """A small pack, as the command hands it over."""
    files = {
        "contents.json": json.dumps({"against": "前の評価書", "unseen": ["申請機能"]}).encode(),
        "changes.csv": b"x",
    }
    home = Home.load(tmp_path / "home")
    authority.create_authority(home.pki_dir)
    authority.issue(home.pki_dir, "subsidy")
    files[MANIFEST] = manifest(files, home, clock.now().isoformat())
    coded = {name: base64.b64encode(content).decode() for name, content in files.items()}
    return {"files": coded, "changes": [["Ⅱ-2-②　数", "少ない", "多い", "増えた"]]}


@pytest.mark.clause("EVA-1", "AUD-1")
def test_a_pack_is_kept_as_it_was_written_shown_and_handed_out(
    signed_in: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor = signed_in("assessment.view")
    assert "一式をまだ作っていません" in auditor.get(at("/assessment/packs/")).content.decode()
    told = pack_of(tmp_path)
    for _ in range(2):
        monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(told)))
        call_command("keep_pack", stdout=io.StringIO())
    kept = Pack.objects.get()
    assert "一式をまだ作っていません" not in auditor.get(at("/assessment/packs/")).content.decode()
    page = auditor.get(at(f"/assessment/packs/{kept.pk}/")).content.decode()
    assert "多い" in page
    assert "申請機能" in page
    answer = auditor.post(at(f"/assessment/packs/{kept.pk}/file/"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path / "taken")
    assert check(tmp_path / "taken") == []
    assert HistoryEntry.objects.filter(event="assessment.pack_taken").count() == 1
    told["files"]["changes.csv"] = base64.b64encode(b"y").decode()
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(told)))
    with pytest.raises(CommandError, match="目録と違う"):
        call_command("keep_pack")
    with pytest.raises(DatabaseError), transaction.atomic():
        Pack.objects.update(against="")


@pytest.mark.clause("EVA-1")
def test_a_pack_is_asked_for_on_screen_once_at_a_time_and_stands_there_when_it_was_handed_in(
    signed_in: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hand_in(told: dict[str, Any]) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(told)))
        call_command("keep_pack", stdout=io.StringIO())

    officer, looker = signed_in("assessment.view", "assessment.pack"), signed_in("assessment.view")
    assert "一式を作る</button>" not in looker.get(at("/assessment/packs/")).content.decode()
    assert looker.post(at("/assessment/packs/order/"), {"against": ""}).status_code == 403
    ask = {"path": at("/assessment/packs/order/"), "follow": True}
    assert "一式を作成しています" in officer.post(data={"against": ""}, **ask).content.decode()
    assert "できるまで待ってください" in officer.post(data={"against": ""}, **ask).content.decode()
    one = PackOrder.objects.get()
    hand_in({"order": one.pk, "problem": "前回の一式が変えられています。"})
    page = officer.get(at("/assessment/packs/")).content.decode()
    assert ("前回の一式が変えられています。" in page, "一式を作る</button>" in page) == (True, True)
    officer.post(data={"against": ""}, **ask)
    hand_in({**pack_of(tmp_path), "order": PackOrder.objects.latest("pk").pk})
    kept, order = Pack.objects.get(), PackOrder.objects.latest("pk")
    assert (order.state, order.pack, order.asked_by) == ("made", kept, officer.staff.login_id)
    page = officer.get(at("/assessment/packs/")).content.decode()
    assert f'<option value="{kept.pk}">' in page  # the next is compared with it
    assert "前の評価書" in page
    with pytest.raises(CommandError, match="作成済"):
        hand_in({**pack_of(tmp_path), "order": order.pk})
    assert asked(connection.connection) is None
    officer.post(data={"against": str(kept.pk)}, **ask)
    assert asked(connection.connection) == (PackOrder.objects.latest("pk").pk, bytes(kept.content))
    assert HistoryEntry.objects.filter(event__startswith="assessment.order").count() == 5


def test_without_the_right_nothing_is_shown(signed_in: Any, tmp_path: Any) -> None:
    keep(told(tmp_path))
    other = signed_in("people.view")
    assert [other.get(at(path)).status_code for path in (LIST, f"{LIST}USE-1/")] == [403, 403]
