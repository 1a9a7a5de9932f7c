"""Rights taken in an emergency, and the watched windows of contractors: the same in every service."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from sasae.foundation.accounts.models import Grant
from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.special_access import actions
from sasae.foundation.special_access.actions import CannotAccess
from sasae.foundation.special_access.models import Emergency, Verdict
from sasae.foundation.special_access.queries import overdue
from sasae.kernel import clock
from tests.staff import PASSWORD, at, make_staff, sign_in
from tests.two_persons import tried

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACC-5", "ACC-11")]
OTHER = Actor("another1", "別の人", "staff")


@pytest.fixture
def right(db: None) -> str:
    return next(iter(actions.rights_to_take(make_staff(), clock.now())))


def test_a_right_is_taken_for_its_minutes_and_not_a_moment_longer(right: str, monkeypatch: pytest.MonkeyPatch) -> None:
    user, now = make_staff("emergency.take"), clock.now()
    made = actions.take(user, right, "担当が倒れ、窓口で急ぐ", at=now)
    given = Grant.objects.get(emergency=made.number)
    assert made.until_at - now == timedelta(minutes=actions.rights_to_take(user, now)[right])
    assert given.in_force(now.date())
    Grant.objects.filter(pk=given.pk).update(expires_at=now)
    given.refresh_from_db()
    assert not given.in_force(now.date())


def test_every_line_of_the_journal_says_so_and_the_right_is_gone_when_given_back(client: Any, right: str) -> None:
    user = make_staff("emergency.take")
    sign_in(client, user)
    answer = client.post(at("/emergencies/take/"), {"right": right, "why": "担当が倒れた"}, follow=True)
    made = Emergency.objects.get()
    assert made.number in answer.content.decode()
    client.get(at("/emergencies/take/"))
    client.post(reverse("special_access:give_back", args=[made.number]))
    told = HistoryEntry.objects.filter(actor_id=user.login_id, event="emergency.returned").get()
    assert made.number in told.detail["reason"]
    assert not type(user).objects.get(pk=user.pk).may(right)
    with pytest.raises(CannotAccess, match="EM-103"):
        actions.give_back(made.number, by=user.actor, at=clock.now())


def test_only_what_the_rules_name_is_taken_and_nothing_that_may_not_be_combined(right: str, refusals: Any) -> None:
    with pytest.raises(CannotAccess, match="EM-101"):
        actions.take(make_staff(), "accounts.manage", "急ぐ", at=clock.now())
    assert "accounts.manage" not in actions.rights_to_take(make_staff(), clock.now())
    with pytest.raises(CannotAccess, match="UK-301"):
        actions.take(make_staff(), right, " ", at=clock.now())
    with pytest.raises(CannotAccess, match="EM-102"):
        actions.take(make_staff(right), right, "急ぐ", at=clock.now())
    assert not Emergency.objects.exists()


def test_another_person_looks_at_it_afterwards_and_it_is_overdue_after_its_day(right: str) -> None:
    user, now = make_staff("emergency.take"), clock.now()
    made = actions.take(user, right, "急ぐ", at=now)
    with pytest.raises(CannotAccess, match="EM-106"):
        actions.review(made.number, Verdict.PROPER, "窓口の記録と合う", by=OTHER, at=now)
    assert not overdue(made.review_by).exists()
    assert overdue(made.review_by + timedelta(days=1)).exists()
    tried(
        "special_access.review",
        lambda by: actions.review(made.number, Verdict.PROPER, "窓口の記録と合う", by=by, at=made.until_at),
        same=user.actor, other=OTHER, says="EM-105",
    )  # fmt: skip
    assert not overdue(made.review_by + timedelta(days=1)).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Emergency.objects.update(reviewed_by=user.login_id)


def test_who_looks_afterwards_sees_it_at_once_on_the_home_page(signed_in: Callable[..., Any], right: str) -> None:
    other = signed_in("emergency.review")
    user = make_staff("emergency.take")
    assert "振返りを待つ緊急時の利用" not in other.get(reverse("home")).content.decode()
    made = actions.take(user, right, "急ぐ", at=clock.now())
    assert "振返りを待つ緊急時の利用" in other.get(reverse("home")).content.decode()
    assert made.number in other.get(reverse("special_access:emergencies"), {"state": "open"}).content.decode()
    actions.give_back(made.number, by=user.actor, at=clock.now())
    page = reverse("special_access:emergency", args=[made.number])
    assert "確かめた内容" in other.get(page).content.decode()
    assert (
        "済んでいません" not in other.post(page, {"verdict": "proper", "words": "合う"}, follow=True).content.decode()
    )
    assert Emergency.objects.get().verdict == Verdict.PROPER


@pytest.fixture
def contractor(settings: Any) -> Any:
    settings.SASAE_CONTRACTOR_IDS = ""
    return make_staff(contractor=True, ends_on=clock.today() + timedelta(days=30), staff_number="W000001")


def window(contractor: Any, watcher: Any, **changed: Any) -> Any:
    now = clock.now()
    told = {"from_at": now - timedelta(minutes=1), "until_at": now + timedelta(hours=1), **changed}
    return actions.ask_window(contractor, watcher=watcher.login_id, why="保守", by=OTHER, at=now, **told)


def test_a_contractor_is_signed_in_only_while_the_watcher_is_there(client: Any, contractor: Any) -> None:
    watcher = make_staff("windows.open")
    sign_in(client, contractor)
    assert client.get(reverse("home")).status_code == 302
    made = window(contractor, watcher)
    sign_in(client, contractor)
    assert client.get(reverse("home")).status_code == 302  # nobody has come yet
    with pytest.raises(CannotAccess, match="EM-204"):
        actions.open_window(made.pk, by=OTHER, at=clock.now())
    actions.open_window(made.pk, by=watcher.actor, at=clock.now())
    sign_in(client, contractor)
    assert client.get(reverse("home")).status_code == 200
    actions.close_window(made.pk, by=watcher.actor, at=clock.now())
    assert client.get(reverse("home")).status_code == 302


def test_the_log_in_tells_a_contractor_with_the_right_password_to_call_the_watcher(
    client: Any, contractor: Any, refusals: Any
) -> None:
    sign_in(client, make_staff())  # at a terminal, where they are registered
    client.logout()
    told = {"login_id": contractor.login_id, "password": PASSWORD}
    assert "立会いの職員" in client.post(at("/sign-in/"), told).content.decode()


@pytest.mark.parametrize(
    ("changed", "id"),
    [
        ({"until_at": timedelta(minutes=-1)}, "EM-203"),
        ({"until_at": timedelta(hours=13)}, "EM-203"),
        ({"watcher": "contractor"}, "EM-202"),
        ({"who": "staff"}, "EM-201"),
    ],
)
def test_a_window_is_of_a_contractor_s_day_and_watched_by_staff(contractor: Any, changed: Any, id: str) -> None:
    watcher = contractor if changed.pop("watcher", "") else make_staff("windows.open")
    who = make_staff() if changed.pop("who", "") else contractor
    with pytest.raises(CannotAccess, match=id):
        window(who, watcher, **{name: clock.now() + span for name, span in changed.items()})
