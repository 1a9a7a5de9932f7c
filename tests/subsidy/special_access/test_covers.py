"""代決: a deputy decides for who is away, that day only, by the decider's own right; the decider reads it afterwards."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from sasae.foundation.accounts.actions import grant, revoke
from sasae.foundation.accounts.models import User
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.special_access import queries
from sasae.foundation.special_access.actions import CannotAccess, covers
from sasae.foundation.special_access.models import Absence, AfterLook, Cover, Deputy
from sasae.kernel import clock
from sasae.subsidy.entitlements.actions import request_approval
from sasae.subsidy.entitlements.models import Examination
from tests.staff import make_staff, sign_in
from tests.subsidy.conftest import COUNTER

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACC-11")]
BY, OFFICE = SYSTEM("tests"), "こども家庭課"
RIGHT = "applications.approve"


def staff(*rights: str, **fields: Any) -> User:
    return make_staff(*rights, "covers.use", office=OFFICE, **fields)


@pytest.fixture
def chief() -> User:
    return staff(RIGHT, name="高津 泉")


def order(*people: User) -> None:
    manager = staff("covers.manage")
    for one in people:
        covers.name_deputy(manager, OFFICE, one.login_id, since=clock.today(), at=clock.now())


def away(user: User, on: date | None = None) -> Absence:
    return covers.tell_absence(user, on or clock.today(), "出張", at=clock.now())


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_the_first_of_the_order_who_is_there_decides_for_that_day_only(chief: User) -> None:
    first, second = staff(), staff()
    order(first, second)
    today = away(chief)
    away(first)
    with pytest.raises(CannotAccess, match="EM-409"):
        covers.take(today.pk, first, at=clock.now())
    one = covers.take(today.pk, second, at=clock.now())
    assert again(second).may(RIGHT)
    assert not again(second).may(RIGHT, on=clock.today() + timedelta(days=1))
    assert (one.decider, one.deputy, one.rights) == (chief.login_id, second.login_id, [RIGHT])
    with pytest.raises(CannotAccess, match="EM-410"):
        covers.take(today.pk, second, at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Cover.objects.update(deputy=chief.login_id)


def test_nobody_covers_on_another_day_or_without_being_named_or_what_is_held_or_may_not_be_combined(chief: User) -> None:
    deputy = staff()
    tomorrow = away(chief, clock.today() + timedelta(days=1))
    order(deputy)
    with pytest.raises(CannotAccess, match="EM-408"):
        covers.take(tomorrow.pk, deputy, at=clock.now())
    today = away(chief)
    with pytest.raises(CannotAccess, match="EM-409"):
        covers.take(today.pk, staff(), at=clock.now())
    for right in (RIGHT, "accounts.manage"):
        given = grant(deputy, right, by=BY, reason="試験")
        with pytest.raises(CannotAccess, match="EM-411"):
            covers.take(today.pk, again(deputy), at=clock.now())
        revoke(given, by=BY, reason="試験")


def test_a_cover_is_never_passed_on(chief: User) -> None:
    deputy, next_one = staff(), staff()
    order(deputy, next_one)
    covers.take(away(chief).pk, deputy, at=clock.now())
    absence = away(again(deputy))
    assert queries.own_grants(again(deputy), clock.today()) == []
    with pytest.raises(CannotAccess, match="EM-411"):
        covers.take(absence.pk, next_one, at=clock.now())


def test_who_is_back_ends_it_at_once_and_only_who_is_away_says_so(chief: User) -> None:
    deputy = staff()
    order(deputy)
    absence = away(chief)
    covers.take(absence.pk, deputy, at=clock.now())
    with pytest.raises(CannotAccess, match="EM-407"):
        covers.come_back(absence.pk, by=deputy.actor, at=clock.now())
    covers.come_back(absence.pk, by=chief.actor, at=clock.now())
    assert not again(deputy).may(RIGHT)
    assert not Cover.objects.get().live(clock.now())
    with pytest.raises(CannotAccess, match="EM-405"):
        away(chief, clock.today() - timedelta(days=1))


def test_orders_are_dated_and_nobody_names_themself(chief: User) -> None:
    deputy, manager = staff(), staff("covers.manage")
    covers.name_deputy(manager, OFFICE, deputy.login_id, since=clock.today() + timedelta(days=1), at=clock.now())
    assert queries.deputy_of(chief, clock.today()) is None
    assert queries.deputy_of(chief, clock.today() + timedelta(days=1)) == deputy
    for login_id, id in ((manager.login_id, "EM-402"), (deputy.login_id, "EM-403"), ("nobody", "EM-401")):
        with pytest.raises(CannotAccess, match=id):
            covers.name_deputy(manager, OFFICE, login_id, since=clock.today(), at=clock.now())
    one = Deputy.objects.get()
    covers.end_deputy(one.pk, by=manager.actor, on=clock.today() + timedelta(days=2))
    assert queries.deputy_of(chief, clock.today() + timedelta(days=2)) == deputy
    assert queries.deputy_of(chief, clock.today() + timedelta(days=3)) is None


def test_what_is_decided_says_so_and_the_decider_reads_it_and_it_is_late_after_its_day(
    client: Any, chief: User, received: Any, examine: Callable[..., Any]
) -> None:
    deputy = staff("applications.view", "people.view")
    order(deputy)
    absence = away(chief)
    sign_in(client, deputy)
    assert "今日、あなたが代決できる不在" in client.get(reverse("home")).content.decode()
    client.post(reverse("special_access:take_cover", args=[absence.pk]))
    one = Cover.objects.get()
    found = examine(received, by=deputy.actor)
    request_approval(found.pk, by=deputy.actor)
    path = f"/examinations/{found.pk}/"
    assert "審査した人とは別の人" in client.post(f"{path}approve/", follow=True).content.decode()
    Examination.objects.filter(pk=found.pk).update(prepared_by=COUNTER.id)
    client.post(f"{path}approve/")
    assert f"（代決 {one.number}：高津 泉に代わって）" in client.get(path).content.decode()
    (line,) = queries.lines_of(one).filter(event="examination.approved")
    client.get("/people/")
    assert "cover" not in HistoryEntry.objects.filter(actor_id=deputy.login_id, outcome="shown").latest("pk").detail
    looked: dict[str, Any] = {"seen": queries.lines_of(one).count()}
    for by, at, id in ((deputy, one.until_at, "EM-412"), (chief, clock.now(), "EM-414")):
        with pytest.raises(CannotAccess, match=id):
            covers.look(one.number, AfterLook.AGREED, "", by=by.actor, at=at, **looked)
    covers.come_back(absence.pk, by=chief.actor, at=clock.now())
    sign_in(client, chief)
    assert "後閲を待つ、あなたの代わりの決定" in client.get(reverse("home")).content.decode()
    Cover.objects.update(review_by=clock.today() - timedelta(days=1))
    assert "後閲の期限を過ぎた、あなたの代わりの決定" in client.get(reverse("home")).content.decode()
    page = reverse("special_access:cover", args=[one.number])
    assert line.subject in client.get(page).content.decode()
    assert client.post(page, {"verdict": "objected", "words": "", **looked}).status_code == 422
    assert "EM-415" in client.post(page, {"verdict": "agreed", "words": "", "seen": 0}).content.decode()
    assert "異議なし" in client.post(page, {"verdict": "agreed", "words": "", **looked}, follow=True).content.decode()
    assert (Cover.objects.get().verdict, Cover.objects.get().seen) == (AfterLook.AGREED, looked["seen"])
    sign_in(client, staff())
    assert client.get(page).status_code == 404


def test_the_pages_name_order_and_absence_and_list_every_cover(client: Any, chief: User) -> None:
    deputy, manager = staff(), staff("covers.manage")
    sign_in(client, manager)
    orders = reverse("special_access:deputies")
    assert "EM-401" in client.post(orders, {"office": OFFICE, "login_id": "x", "since": str(clock.today())}).content.decode()
    assert client.post(orders, {"office": OFFICE, "login_id": deputy.login_id, "since": str(clock.today())}).status_code == 302
    assert deputy.name in client.get(orders).content.decode()
    sign_in(client, chief)
    mine = reverse("special_access:covers")
    assert "EM-405" in client.post(mine, {"on": "2020-01-01", "why": "出張"}).content.decode()
    assert client.post(mine, {"on": str(clock.today()), "why": "出張"}).status_code == 302
    one = covers.take(Absence.objects.get().pk, deputy, at=clock.now())
    sign_in(client, manager)
    assert one.number in client.get(reverse("special_access:every_cover")).content.decode()
    client.post(reverse("special_access:end_deputy", args=[Deputy.objects.get().pk]))
    assert Deputy.objects.get().until == clock.today()
