"""Named users, rights by ward and procedure and day, pairs nobody may combine."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sasae.foundation.accounts import actions
from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.accounts.rights import exclusive, rights
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from tests.staff import at

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BY = SYSTEM("tests")
KAWASAKI, SAIWAI = "141313", "141321"


@pytest.mark.clause("ACC-5")
def test_an_id_belongs_to_one_person(staff):
    staff(login_id="hanako")
    with pytest.raises(ValidationError):
        actions.create_user(by=BY, login_id="hanako", name="別人")


def test_a_new_user_gets_a_password_to_be_changed_and_no_right(db):
    user, first = actions.create_user(by=BY, login_id="jiro", name="中原 次郎", office="中原区役所")
    assert user.check_password(first)
    assert len(first) >= 16
    assert user.must_change_password
    assert user.rights() == set()
    assert user.password.startswith("argon2$argon2id$")


def test_the_journal_tells_of_the_new_user_without_the_password(db):
    _, first = actions.create_user(by=BY, login_id="jiro", name="中原 次郎")
    entry = HistoryEntry.objects.get(event="accounts.user_created", subject="jiro")
    assert first not in str(entry.detail)


@pytest.mark.clause("OUT-1")
def test_a_contractor_s_id_ends_with_the_contract(db, settings):
    settings.SASAE_CONTRACTOR_IDS = ""  # where a register is kept, its own tests ask
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        actions.create_user(by=BY, login_id="vendor1", name="委託 一郎", contractor=True, staff_number="W000001")
    last = clock.today() + timedelta(days=100)
    told = {"name": "委託 二郎", "contractor": True, "by": BY}
    for number, ends_on, why in (("900001", last, "EM-301"), ("W000001", clock.today() - timedelta(days=1), "EM-302")):
        with pytest.raises(ValidationError, match=why):
            actions.create_user(login_id="vendor2", staff_number=number, ends_on=ends_on, **told)
    user, _ = actions.create_user(login_id="vendor2", staff_number="W000001", ends_on=last, **told)
    assert user.usable(last)
    assert not user.usable(last + timedelta(days=1))
    with pytest.raises(ValidationError, match="EM-301"):
        actions.change_user(user, {"staff_number": "900001", "ends_on": last + timedelta(days=1)}, by=BY)


@pytest.mark.parametrize(
    ("day", "held"),
    [
        pytest.param(date(2026, 3, 31), False, id="開始日の前日はまだない"),
        pytest.param(date(2026, 4, 1), True, id="開始日からある"),
        pytest.param(date(2027, 3, 31), True, id="終了日まである"),
        pytest.param(date(2027, 4, 1), False, id="終了日の翌日はない"),
    ],
)
def test_a_grant_lives_from_its_first_to_its_last_day(staff, day, held):
    user = staff()
    actions.grant(user, "history.view", by=BY, reason="点検", since=date(2026, 4, 1), until=date(2027, 3, 31))
    assert user.may("history.view", on=day) is held


def test_a_right_for_one_ward_reaches_no_other(staff):
    user = staff()
    actions.grant(user, "history.view", by=BY, reason="点検", ward=KAWASAKI)
    assert user.may("history.view")
    assert user.may("history.view", ward=KAWASAKI)
    assert not user.may("history.view", ward=SAIWAI)


def test_a_user_of_one_ward_reaches_no_other_whatever_the_grant_says(staff):
    user = staff("history.view", ward=KAWASAKI)
    assert user.may("history.view", ward=KAWASAKI)
    assert not user.may("history.view", ward=SAIWAI)


@pytest.mark.clause("ACC-4")
def test_a_right_for_one_procedure_reaches_no_other(staff):
    user = staff()
    actions.grant(user, "history.view", by=BY, reason="点検", procedure="application")
    assert user.may("history.view", procedure="application")
    assert not user.may("history.view", procedure="reissue")


def test_nobody_holds_two_rights_that_exclude_each_other(staff, refusals):
    user = staff("accounts.manage")
    with pytest.raises(actions.GrantRefused, match="併せ持てません"):
        actions.grant(user, "protected.view", by=BY, reason="要る")
    assert not Grant.objects.filter(user=user, right="protected.view").exists()
    assert "accounts.grant_refused" in refusals()[-1]


@pytest.mark.parametrize(
    ("codes", "refused"),
    [(["history.view", "accounts.manage", "protected.view"], "protected.view"), (["history.view"] * 2, "history.view")],
    ids=["併せ持てない二つ", "二重"],
)
def test_of_several_rights_all_are_given_or_none(staff, refusals, codes, refused):
    user = staff()
    with pytest.raises(actions.GrantRefused):
        actions.grant_all(user, codes, by=BY, reason="異動")
    assert not Grant.objects.filter(user=user).exists()
    assert refused in str(refusals()[-1])
    given = actions.grant_all(user, ["history.view", "accounts.manage"], by=BY, reason="異動")
    lines = HistoryEntry.objects.filter(event="accounts.granted", subject=user.login_id)
    assert (
        [one.right for one in given]
        == ["history.view", "accounts.manage"]
        == [line.detail["code"] for line in lines.order_by("pk")]
    )


def test_an_excluded_right_may_follow_the_other_after_its_last_day(staff):
    user = staff()
    actions.grant(user, "accounts.manage", by=BY, reason="兼務", since=date(2026, 4, 1), until=date(2026, 9, 30))
    with pytest.raises(actions.GrantRefused):
        actions.grant(user, "protected.view", by=BY, reason="異動", since=date(2026, 9, 30))
    actions.grant(user, "protected.view", by=BY, reason="異動", since=date(2026, 10, 1))


@pytest.mark.clause("ACC-11")
@pytest.mark.parametrize(
    ("right", "reason", "said"),
    [("nothing.view", "点検", "ありません"), ("history.view", "  ", "理由"), ("accounts.view", "点検", "既に")],
    ids=["知らない権限", "理由なし", "二重の付与"],
)
def test_a_grant_needs_a_known_right_a_reason_and_is_given_once(staff, right, reason, said):
    with pytest.raises(actions.GrantRefused, match=said):
        actions.grant(staff("accounts.view"), right, by=BY, reason=reason)


def test_nobody_grants_to_themselves(staff):
    manager = staff("accounts.manage")
    with pytest.raises(actions.GrantRefused, match="自分"):
        actions.grant(manager, "history.view", by=manager.actor, reason="要る")


@pytest.mark.clause("ACC-12")
def test_a_revoked_right_is_gone_with_the_next_click(signed_in):
    client = signed_in("accounts.view")
    assert client.get(at("/users/")).status_code == 200
    actions.revoke(Grant.objects.get(user=client.staff), by=BY, reason="異動")
    assert client.get(at("/users/")).status_code == 403


@pytest.mark.clause("ACC-12")
def test_an_expired_id_is_out_with_the_next_click(signed_in):
    client = signed_in("accounts.view")
    actions.close_user(client.staff, by=BY, reason="退職")
    assert client.get(at("/users/")).status_code == 302


def test_an_id_is_out_on_the_day_after_its_last(signed_in):
    client = signed_in("accounts.view", ends_on=clock.today())
    assert client.get(at("/users/")).status_code == 200
    User.objects.filter(pk=client.staff.pk).update(ends_on=clock.today() - timedelta(days=1))
    assert client.get(at("/users/")).status_code == 302


def test_every_exclusive_pair_names_rights_that_exist():
    assert [pair for pair in exclusive() if not set(pair) <= rights().keys()] == []
