"""The regular review of IDs x rights x personnel: signed by name, kept as it was, held against the one before, due again."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from sasae.foundation.accounts import reviewing
from sasae.foundation.accounts.actions import close_user, grant
from sasae.foundation.accounts.models import Review, ReviewOutcome, User
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.accounts.rights import name_of
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from tests.staff import at

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACC-13")]
SIGN, NONE = "/users/review/sign/", ReviewOutcome.NONE


@pytest.fixture
def manager(signed_in: Any) -> Any:
    return signed_in("accounts.view", "accounts.manage", name="伊東 明子")


def seen_by(manager: Any) -> str:
    """The mark of the list the page has just shown."""
    found = re.search(r'name="seen" value="(\w{64})"', manager.get(at(SIGN)).content.decode())
    assert found
    return found.group(1)


def sign(manager: Any, seen: str, outcome: str = "none", differences: str = "") -> Any:
    return manager.post(at(SIGN), {"outcome": outcome, "differences": differences, "seen": seen}, follow=True)


def test_a_review_is_signed_by_name_stays_as_it_was_and_the_next_one_is_told_what_changed(
    manager: Any, staff: Any
) -> None:
    stays, goes = staff("history.view"), staff("batch.view")
    done = sign(manager, seen_by(manager)).content.decode()
    assert "点検を終えたと記録しました" in done
    assert "伊東 明子" in done
    one = Review.objects.get()
    assert (one.signed_by, one.reviewed_on) == (manager.staff.login_id, clock.today())
    assert name_of("history.view") in next(each for each in one.listed if each["id"] == stays.login_id)["rights"]
    assert HistoryEntry.objects.filter(event="accounts.reviewed").count() == 1
    grant(stays, "batch.view", by=SYSTEM("x"), reason="要る", since=clock.today())
    close_user(goes, by=SYSTEM("x"), reason="退職")
    comes = staff("printing.view")
    found = {each.login_id: each.words for each in _changes(manager, one)}
    assert found == {
        stays.login_id: f"付与：{name_of('batch.view')}", goes.login_id: "失効したID",
        comes.login_id: f"新しいID：{name_of('printing.view')}",
    }  # fmt: skip
    page = manager.get(at(SIGN)).content.decode()
    assert f"付与：{name_of('batch.view')}" in page
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.update(outcome="left", differences="書き換え")


def _changes(manager: Any, before: Review) -> list[reviewing.Change]:
    users = reviewing.looked_at(reach_of(manager.staff).of(User.objects.all()), clock.today())
    return reviewing.changes(before.listed, reviewing.snapshot(users, clock.today()))


@pytest.mark.parametrize(
    ("outcome", "differences", "said"),
    [("", "", "点検の結果を選んでください"), ("left", " ", "AC-002"), ("none", "一人残っていた", "AC-003")],
    ids=["no outcome", "differences nobody wrote down", "differences of a review that found none"],
)
def test_a_review_says_what_it_found(manager: Any, outcome: str, differences: str, said: str) -> None:
    answer = sign(manager, seen_by(manager), outcome, differences)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Review.objects.exists()


def test_who_signs_has_seen_the_list_as_it_stands(manager: Any, staff: Any) -> None:
    seen = seen_by(manager)
    staff("history.view")
    refused = sign(manager, seen, "mended", "要らないIDを失効した").content.decode()
    assert "AC-001" in refused
    assert "要らないIDを失効した" in refused  # what was typed stays
    assert (
        "点検を終えたと記録しました"
        in sign(manager, seen_by(manager), "mended", "要らないIDを失効した").content.decode()
    )


def test_who_only_looks_reads_the_records_and_signs_nothing(manager: Any, signed_in: Any) -> None:
    sign(manager, seen_by(manager), "left", "職員番号のないIDが残る")
    looking = signed_in("accounts.view")
    assert "直すものが残っている" in looking.get(at("/users/reviews/")).content.decode()
    assert "職員番号のないIDが残る" in looking.get(at(f"/users/reviews/{Review.objects.get().pk}/")).content.decode()
    assert looking.get(at(SIGN)).status_code == 403
    assert looking.post(at(SIGN), {}).status_code == 403


@pytest.mark.parametrize(
    ("reviewed", "on", "due"),
    [
        ((2026, 6, 15), (2027, 5, 15), False), ((2026, 6, 15), (2027, 5, 16), True), ((2024, 2, 29), (2025, 1, 29), True),
        ((2024, 2, 29), (2025, 1, 28), False),
    ],
    ids=["the last day before the reminder", "thirty days before", "of a leap day: the last of February", "the day before"],
)  # fmt: skip
def test_the_manager_is_reminded_thirty_days_before_a_year_is_over(
    manager: Any, reviewed: tuple[int, int, int], on: tuple[int, int, int], due: bool
) -> None:
    reach = reach_of(manager.staff)
    assert reviewing.is_due(reach, date(*on))  # while there was none
    made = datetime(*reviewed, 9, 0, tzinfo=clock.TOKYO)
    Review.objects.create(
        organisation=reach.office_code or "", reviewed_on=made.date(), outcome=NONE, counts={}, listed=[], signed_by="x",
        signed_at=made,
    )  # fmt: skip
    assert reviewing.is_due(reach, date(*on)) is due


def test_what_is_due_stands_in_todays_work_of_the_manager_alone(manager: Any, signed_in: Any) -> None:
    words = "時期の来た利用者IDの点検"
    assert words in manager.get(at("/")).content.decode()
    assert words not in signed_in("accounts.view").get(at("/")).content.decode()
