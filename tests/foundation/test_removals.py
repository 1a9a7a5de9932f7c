"""The journal's oldest segments go whole, by two persons, after their period; what is left is still proved, and what went is said."""

from datetime import date
from typing import Any

import pytest

from sasae.foundation.history import Actor, record
from sasae.foundation.history.chain import seal
from sasae.foundation.history.models import HistoryChain, HistoryEntry, HistorySeal
from sasae.foundation.history.seals import sign_line
from sasae.foundation.history.verification import verify, what_is_gone
from sasae.foundation.removals import actions
from sasae.foundation.removals.actions import CannotRemove
from sasae.foundation.removals.models import Removal, RemovalState
from sasae.foundation.removals.removing import before, take_away
from sasae.kernel import clock
from tests.staff import at
from tests.two_persons import refused

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True),
    pytest.mark.clause("ACC-10"),
]
HANA, TARO = Actor("keeper1", "川崎 花", "staff"), Actor("keeper2", "幸 健", "staff")
LATER = date(2040, 4, 1)  # whatever was written today is past its period then
MISAKI = "000000000012345"


@pytest.fixture(autouse=True)
def segments(settings: Any, tmp_path: Any) -> None:
    """Three segments of two lines each, one of them of a person."""
    settings.SASAE_HOME = tmp_path
    for number in range(3):
        for _ in range(2):
            record(HANA, "session.refused", f"user{number}", [MISAKI], reason="試験")
        seal()


def ids() -> list[str]:
    return sorted({finding.id for finding in verify()})


def approved() -> Removal:
    one = actions.list_due(by=HANA, on=LATER, now=clock.now())
    actions.approve(one.pk, by=TARO, now=clock.now())
    return one


def test_the_period_ends_with_a_fiscal_year() -> None:
    assert [before(day) for day in (date(2034, 3, 31), date(2034, 4, 1))] == [date(2026, 4, 1), date(2027, 4, 1)]
    with pytest.raises(CannotRemove, match="HR-101|区間はありません"):
        actions.list_due(by=HANA, on=clock.today(), now=clock.now())


def test_whole_segments_go_by_two_persons_their_seals_stay_and_the_rest_is_proved() -> None:
    one = actions.list_due(by=HANA, on=LATER, now=clock.now())
    assert (one.first_segment, one.last_segment, one.entries) == (1, 2, 4)  # the newest always stays
    refused("removals.approve", lambda by: actions.approve(one.pk, by=by, now=clock.now()), same=HANA, other=TARO, says="HR-103")
    actions.carry_out(one.pk, now=clock.now())
    assert HistoryChain.objects.count() == 6  # nobody approved it
    actions.approve(one.pk, by=TARO, now=clock.now())
    with pytest.raises(CannotRemove) as twice:
        actions.list_due(by=HANA, on=LATER, now=clock.now())
    assert twice.value.id == "HR-102"
    for _ in range(2):
        actions.carry_out(one.pk, now=clock.now())
    assert list(HistoryChain.objects.order_by("seq").values_list("seq", flat=True)) == [5, 6]
    assert HistorySeal.objects.count() == 3
    assert set(HistoryEntry.objects.filter(event="session.refused").values_list("subject", flat=True)) == {"user2"}
    assert ids() == []
    assert what_is_gone()[0].startswith("区間1から2まで4件")
    seal()
    assert ids() == []
    actions.confirm(one.pk, by=HANA, now=clock.now())
    again = approved()
    assert (again.first_segment, again.last_segment) == (3, 3)
    actions.carry_out(again.pk, now=clock.now())
    assert (ids(), len(what_is_gone())) == ([], 2)
    told = HistoryEntry.objects.filter(event__startswith="removal.").values_list("persons", flat=True)
    assert set(map(tuple, told)) == {()}


def test_ended_between_two_segments_it_is_proved_and_goes_on() -> None:
    one = approved()
    take_away(1)
    assert ids() == []
    Removal.objects.filter(pk=one.pk).update(state=RemovalState.DONE, done_at=clock.now())
    assert ids() == ["H-503"]
    Removal.objects.filter(pk=one.pk).update(state=RemovalState.APPROVED)
    actions.carry_out(one.pk, now=clock.now())
    assert ids() == []


@pytest.mark.clause("ACC-8")
def test_what_goes_without_approval_is_found() -> None:
    one = actions.list_due(by=HANA, on=LATER, now=clock.now())
    take_away(1)
    assert "H-101" in ids()
    actions.withdraw(one.pk, by=TARO, now=clock.now())
    assert "H-101" in ids()


@pytest.mark.clause("ACC-8")
@pytest.mark.parametrize("changed", ["entries", "approved_by", "line"])
def test_an_approval_that_is_not_as_it_was_signed_is_found(changed: str) -> None:
    one = approved()
    actions.carry_out(one.pk, now=clock.now())
    forged = {"entries": 5, "approved_by": "someone", "line": sign_line({"removal": one.pk})}[changed]
    Removal.objects.filter(pk=one.pk).update(**{changed: forged})
    assert {"H-101", "H-501"} <= set(ids())


def test_the_page_lists_approves_by_another_and_certifies(signed_in: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("SASAE_TODAY", LATER.isoformat())
    keeper, approver = signed_in("removals.manage"), signed_in("removals.manage", "removals.approve")
    page = keeper.post(at("/removals/list/"), follow=True).content.decode()
    number = Removal.objects.get().pk
    assert "承認は別の職員が行います" in page
    assert keeper.post(at(f"/removals/{number}/steps/approve/")).status_code == 403
    approver.post(at(f"/removals/{number}/steps/approve/"))
    assert Removal.objects.get().approved_by == approver.staff.login_id
    actions.carry_out(number, now=clock.now())
    assert approver.get(at(f"/removals/{number}/certificate/")).status_code == 404
    keeper.post(at(f"/removals/{number}/steps/confirm/"))
    told = keeper.get(at(f"/removals/{number}/certificate/")).content.decode()
    assert "消去証明書" in told
    assert MISAKI not in told
    assert "操作履歴の消去" in keeper.get(at("/removals/")).content.decode()
