"""The ID manager's screens."""

import pytest

from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.history.models import HistoryEntry
from tests.staff import at

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def manager(signed_in):
    return signed_in("accounts.view", "accounts.manage", name="伊東 明子")


def test_a_new_id_shows_its_first_password_once(manager):
    answer = manager.post(at("/users/new/"), {"login_id": "saburo", "name": "高津 三郎", "office": "高津区役所"})
    user = User.objects.get(login_id="saburo")
    page = answer.content.decode()
    assert "二度と表示できません" in page
    assert user.must_change_password
    assert 'class="secret"' not in manager.get(at(f"/users/{user.pk}/")).content.decode()


def test_errors_stand_in_a_summary_linked_to_their_fields(manager):
    page = manager.post(at("/users/new/"), {"login_id": "A B", "contractor": "on"}).content.decode()
    assert '<a href="#id_login_id">' in page
    assert '<a href="#id_name">氏名を入れてください。</a>' in page
    assert "契約の終わり" in page
    assert 'aria-invalid="true"' in page


def test_a_right_is_given_with_a_day_in_the_japanese_calendar(manager, staff):
    user = staff()
    form = {"right": "history.view", "since": "令和8年4月1日", "reason": "点検"}
    assert manager.post(at(f"/users/{user.pk}/grant/"), form).status_code == 302
    given = Grant.objects.get(user=user)
    assert (given.since.isoformat(), given.granted_by) == ("2026-04-01", manager.staff.login_id)


def test_an_excluded_right_is_refused_on_the_form(manager, staff):
    user = staff("protected.view")
    page = manager.post(at(f"/users/{user.pk}/grant/"), {"right": "accounts.manage", "reason": "要る"}).content.decode()
    assert "併せ持てません" in page


def test_taking_back_needs_a_reason(manager, staff):
    user = staff("history.view")
    given = Grant.objects.get(user=user)
    manager.post(at(f"/users/{user.pk}/revoke/{given.pk}/"), {"reason": ""})
    assert Grant.objects.get(pk=given.pk).revoked_at is None
    manager.post(at(f"/users/{user.pk}/revoke/{given.pk}/"), {"reason": "異動"})
    assert Grant.objects.get(pk=given.pk).revoked_at is not None


def test_the_manager_does_not_expire_the_own_id_and_gives_nobody_a_password_alone(manager, staff):
    manager.post(at(f"/users/{manager.staff.pk}/close/"), {"reason": "要る"})
    assert User.objects.get(pk=manager.staff.pk).is_active
    other = staff()
    assert [manager.post(at(f"/users/{other.pk}/{verb}/")).status_code for verb in ("password", "authenticator")] == [404, 404]


@pytest.mark.clause("ACC-13")
def test_the_list_of_ids_is_exported_by_right_and_journaled(manager, signed_in):
    answer = manager.get(at("/users/?export=csv"))
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("利用者ID,氏名,所属")
    assert len(rows) == 1 + User.objects.count()
    assert HistoryEntry.objects.get(event="list.exported").detail["rows"] == User.objects.count()
    assert signed_in("accounts.view").get(at("/users/?export=csv")).status_code == 403


def test_the_list_filters_sorts_and_gives_the_fragment_alone(manager, staff):
    staff(login_id="zenjiro", name="多摩 善次郎")
    page = manager.get(at("/users/?q=多摩&sort=-name")).content.decode()
    assert "zenjiro" in page
    assert manager.staff.login_id + "</a>" not in page
    assert 'aria-sort="descending"' in page
    fragment = manager.get(at("/users/?q=多摩"), headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="list">')
    assert "<html" not in fragment


def test_the_menu_offers_what_the_rights_open_and_nothing_else(signed_in):
    page = signed_in("history.view").get(at("/")).content.decode()
    assert "操作履歴" in page
    assert "利用者と権限" not in page
    assert "使える業務がありません" in signed_in().get(at("/")).content.decode()
