"""Samples anybody can draw again: by hand from the seed, by the page, from days that are over; by whoever changes nothing else."""

import hashlib
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from sasae.foundation.accounts.actions import GrantRefused, grant
from sasae.foundation.accounts.rights import exclusive, rights
from sasae.foundation.audits import actions
from sasae.foundation.audits.actions import CannotAudit
from sasae.foundation.audits.models import Drawn, Sample
from sasae.foundation.history import SYSTEM, Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.kernel.clock import TOKYO

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal"]),
    pytest.mark.clause("AUD-1"),
]
AUDITOR = Actor("auditor1", "監物 薫", "staff")
FIRST, LAST = date(2026, 4, 1), date(2026, 5, 31)
SEED = "さいころ 3 1 6 2"


@pytest.fixture
def looks() -> list[HistoryEntry]:
    """Thirty looks of a member of staff, the first at the first moment, the last at the last; one before, one after."""
    begin, end = datetime(2026, 4, 1, tzinfo=TOKYO), datetime(2026, 6, 1, tzinfo=TOKYO)
    moments = [begin + place * timedelta(days=2) for place in range(29)] + [end - timedelta(microseconds=1)]
    made = [_look(at) for at in moments]
    for at in (begin - timedelta(microseconds=1), end):
        _look(at)
    return made


def _look(at: datetime) -> HistoryEntry:
    return HistoryEntry.objects.create(
        at=at, actor_id="clerk1", actor_name="川崎 花", actor_kind="staff", right="people.view", purpose="資格審査",
        event="screen.shown", subject="people:person", persons=["000000000012345"], outcome="shown",
        detail={"screen": "people:person", "note": ""}, request_id=f"r{at:%j}",
    )  # fmt: skip


def drawn(**changes: Any) -> Sample:
    said = {"seed": SEED, "size": 5, "why": "令和8年度の内部監査", "by": AUDITOR, "now": clock.now(), **changes}
    return actions.draw("looks", FIRST, LAST, **said)


def test_the_sample_is_what_anybody_draws_by_hand_from_the_seed(looks: list[HistoryEntry]) -> None:
    made = drawn()
    assert made.population == 30
    by_hand = sorted(hashlib.sha256(f"{SEED}|looks|{one.pk}".encode()).hexdigest() for one in looks)[:5]
    assert list(made.drawn.order_by("position").values_list("lot", flat=True)) == by_hand
    assert actions.draw_again(made.pk, by=AUDITOR) == 0
    other = drawn(seed="別の種")
    assert set(other.drawn.values_list("key", flat=True)) != set(made.drawn.values_list("key", flat=True))
    assert HistoryEntry.objects.filter(event="audit.drawn").count() == 2


@pytest.mark.parametrize(
    ("changes", "id"),
    [({"size": 0}, "AU-103"), ({"size": 201}, "AU-103"), ({"now": datetime(2026, 5, 31, 23, tzinfo=TOKYO)}, "AU-102")],
)
def test_days_that_are_not_over_and_samples_nobody_could_look_through_are_refused(
    looks: list[HistoryEntry], changes: dict[str, Any], id: str
) -> None:
    with pytest.raises(CannotAudit) as refusal:
        drawn(**changes)
    assert refusal.value.id == id
    assert not Sample.objects.exists()


def test_each_is_looked_at_with_its_lines_and_what_was_found_is_kept(looks: list[HistoryEntry], signed_in: Any) -> None:
    auditor = signed_in("audits.audit", "history.view")
    sent = {"kind": "looks", "since": "R8.4.1", "until": "R8.5.31", "size": "3", "seed": SEED, "why": "内部監査"}
    page = auditor.post("/audits/draw/", sent, follow=True).content.decode()
    made = Sample.objects.get()
    assert "あと3件を確かめます" in page
    one = made.drawn.get(position=1)
    page = auditor.get(f"/audits/drawn/{one.pk}/").content.decode()
    assert "川崎 花（clerk1）" in page
    assert re.search(r"令和8年[45]月\d+日 (00:00|23:59)", page)  # the office's time, in the office's years
    shown = HistoryEntry.objects.filter(event="screen.shown", actor_id=auditor.staff.login_id).latest("id")
    assert shown.persons == ["000000000012345"]
    refused = auditor.post(f"/audits/drawn/{one.pk}/", {"result": "ask", "remark": ""}).content.decode()
    assert "要確認とした理由" in refused
    auditor.post(f"/audits/drawn/{one.pk}/", {"result": "ask", "remark": "案件が書かれていない"})
    auditor.post(f"/audits/drawn/{one.pk}/", {"result": "good", "remark": "説明を受けた"})
    auditor.post(f"/audits/drawn/{one.pk}/", {"result": "ask", "remark": "もう一度"})
    assert (Drawn.objects.get(pk=one.pk).result, Drawn.objects.get(pk=one.pk).remark) == ("good", "説明を受けた")
    assert "同じ標本になりました" in auditor.post(f"/audits/{made.pk}/again/", follow=True).content.decode()
    told = auditor.get(f"/audits/{made.pk}/", {"export": "csv"}).content.decode()
    assert len(told.splitlines()) == 4
    assert signed_in("history.view").get(f"/audits/{made.pk}/").status_code == 403


def test_ids_are_drawn_with_the_reasons_of_their_rights(signed_in: Any) -> None:
    auditor = signed_in("audits.audit")
    made = actions.draw("users", FIRST, LAST, seed=SEED, size=1, why="監査", by=AUDITOR, now=clock.now())
    page = auditor.get(f"/audits/drawn/{made.drawn.get().pk}/").content.decode()
    assert "理由：試験のため" in page


def test_whoever_audits_may_look_and_change_nothing(signed_in: Any) -> None:
    auditor = signed_in("audits.audit").staff
    rivals = {b for a, b in exclusive() if a == "audits.audit"}
    assert {one for one in rights() if one not in rivals} == {
        one for one in rights() if one == "audits.audit" or one.endswith((".view", ".export", ".watch"))
    }
    with pytest.raises(GrantRefused):
        grant(auditor, "accounts.manage", by=SYSTEM("tests"), reason="試験")
