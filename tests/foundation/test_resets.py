"""A lost password or authenticator: asked for by who saw the person, granted by a third, set anew with a code that works once."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from sasae.foundation.accounts import actions as accounts
from sasae.foundation.accounts.models import User
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.resets import actions
from sasae.foundation.resets.actions import HOURS, CannotReset
from sasae.foundation.resets.models import Reset, ResetState, What
from sasae.foundation.resets.queries import open_for, to_grant, untold
from sasae.kernel import clock
from tests.staff import PASSWORD, at, make_staff, sign_in
from tests.two_persons import refused, tried

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACC-5", "ACC-11")]
NEW = "Suisha-no-oto-14"
OFFICE = {"office": "多摩区役所", "office_code": "141356"}


@pytest.fixture
def hanako() -> Any:
    return make_staff(name="多摩 花子", **OFFICE)


@pytest.fixture
def boss() -> Any:
    return make_staff("resets.ask", name="登戸 治", **OFFICE)


@pytest.fixture
def manager() -> Any:
    return make_staff("accounts.view", "accounts.manage", name="伊東 明子", **OFFICE)


def asked(boss: Any, who: Any, what: str = What.BOTH) -> Reset:
    return actions.ask(boss, who.login_id, what, "職員証の写真と見比べた", "スマートフォンをなくした", at=clock.now())


def granted(boss: Any, who: Any, manager: Any, what: str = What.BOTH) -> tuple[Reset, str]:
    return actions.grant(asked(boss, who, what).pk, by=manager.actor, at=clock.now())


def typed(client: Client, who: Any, code: str) -> Any:
    return client.post(reverse("resets:code"), {"login_id": who.login_id, "code": code})


def number(device: TOTPDevice) -> str:
    TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None)
    return f"{totp(device.bin_key):06d}"


def test_it_takes_three_persons_and_those_who_may_not_are_in_the_journal(hanako: Any, boss: Any, manager: Any, refusals: Any) -> None:
    both = make_staff("accounts.manage", "resets.ask", **OFFICE)
    refused(
        "resets.ask", lambda by: asked(User.objects.get(login_id=by.id), boss), same=boss.actor, other=both.actor, says="RS-102"
    )
    one = asked(both, manager)
    assert [set(to_grant(who)) for who in (both, manager)] == [set(), set()]
    third = make_staff("accounts.manage", **OFFICE)
    assert set(to_grant(third)) == {one}
    grant = partial(actions.grant, one.pk, at=clock.now())
    refused("resets.grant_own", lambda by: grant(by=by), same=manager.actor, other=third.actor, says="RS-105")
    for field in ({"granted_by": both.login_id}, {"granted_by": manager.login_id}, {"asked_by": manager.login_id}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reset.objects.filter(pk=one.pk).update(**field)
    tried("resets.grant", lambda by: actions.grant(one.pk, by=by, at=clock.now()), same=both.actor, other=third.actor, says="RS-106")
    told = HistoryEntry.objects.filter(event__startswith="resets.").order_by("pk").values_list("event", "actor_id", "subject")
    assert list(told) == [("resets.asked", both.login_id, manager.login_id), ("resets.granted", third.login_id, manager.login_id)]


def test_one_asks_for_those_of_the_own_office_who_are_in_force_and_once(hanako: Any, boss: Any, refusals: Any) -> None:
    elsewhere, gone = make_staff(office="幸区役所", office_code="141321"), make_staff(**OFFICE)
    accounts.close_user(gone, by=SYSTEM("tests"), reason="退職")
    homeless = make_staff("resets.ask")
    tries = [(boss, elsewhere, "RS-10[13]"), (boss, gone, "RS-101"), (homeless, make_staff(), "RS-10[13]")]
    for who, whom, id in tries:
        with pytest.raises(CannotReset, match=id):
            asked(who, whom)
    assert len([line for line in refusals() if "resets.refused" in line]) == len(tries)
    asked(boss, hanako)
    with pytest.raises(CannotReset, match="RS-104"):
        asked(boss, hanako)


def test_a_grant_ends_the_session_and_the_old_ways_in_and_the_code_opens_new_ones_once(hanako: Any, boss: Any, manager: Any) -> None:
    old, client, halfway = sign_in(Client(), hanako), Client(), Client()
    assert old.get(reverse("home")).status_code == 200
    told = halfway.post(at("/sign-in/"), {"login_id": hanako.login_id, "password": PASSWORD})
    assert told["Location"] == at("/sign-in/second/")
    one, code = granted(boss, hanako, manager)
    assert old.get(reverse("home")).status_code == 302
    late = halfway.post(at("/sign-in/second/"), {"token": number(TOTPDevice.objects.get(user=hanako))})
    assert late["Location"] == at("/sign-in/")
    page = client.post(at("/sign-in/"), {"login_id": hanako.login_id, "password": PASSWORD}).content.decode()
    assert "渡されたコードで設定し直してください" in page
    assert client.get(reverse("resets:anew"))["Location"] == reverse("resets:code")
    assert typed(client, hanako, code.lower().replace("-", " "))["Location"] == reverse("resets:anew")
    page = client.get(reverse("resets:anew")).content.decode()
    assert "<svg" in page
    device = TOTPDevice.objects.get(user=hanako, confirmed=False)
    weak = client.post(reverse("resets:anew"), {"new": "123456789012", "again": "123456789012", "token": number(device)})
    assert (weak.status_code, open_for(hanako.login_id, clock.now())) == (200, one)
    new = {"new": NEW, "again": NEW}
    wrong = client.post(reverse("resets:anew"), {**new, "token": "000000"}).content.decode()
    assert "確認コードが違います" in wrong
    assert client.post(reverse("resets:anew"), {**new, "token": number(device)})["Location"] == at("/sign-in/")
    hanako.refresh_from_db()
    assert hanako.check_password(NEW)
    assert [each.pk for each in TOTPDevice.objects.filter(user=hanako)] == [device.pk]
    assert "が違うか" in typed(client, hanako, code).content.decode()
    with pytest.raises(CannotReset, match="RS-109"):
        actions.use(one.pk, password=PASSWORD, device=None, at=clock.now())
    assert client.post(at("/sign-in/"), {"login_id": hanako.login_id, "password": NEW})["Location"] == at("/sign-in/second/")
    assert client.post(at("/sign-in/second/"), {"token": number(device)})["Location"] == reverse("resets:own")


def test_the_person_reads_at_the_next_log_in_who_asked_and_who_granted(client: Any, hanako: Any, boss: Any, manager: Any) -> None:
    one, _ = granted(boss, hanako, manager)
    actions.use(one.pk, password=NEW, device=None, at=clock.now())
    hanako.refresh_from_db()
    sign_in(client, hanako)
    assert "あなたのIDの再設定の知らせ" in client.get(reverse("home")).content.decode()
    page = client.get(reverse("resets:own")).content.decode()
    assert all(words in page for words in ("登戸 治", "伊東 明子", "すぐにID管理者へ知らせ"))
    client.post(reverse("resets:own"))
    assert not untold(hanako.login_id).exists()
    assert "あなたのIDの再設定の知らせ" not in client.get(reverse("home")).content.decode()
    assert HistoryEntry.objects.filter(event="resets.told", actor_id=hanako.login_id).count() == 1


@pytest.mark.parametrize(("what", "fields"), [(What.PASSWORD, {"new", "again"}), (What.FACTOR, {"current"})])
def test_what_was_not_lost_stays_and_is_shown_to_be_there(hanako: Any, boss: Any, manager: Any, what: str, fields: set[str]) -> None:
    client, kept = Client(), TOTPDevice.objects.get(user=hanako)
    _, code = granted(boss, hanako, manager, what)
    typed(client, hanako, code)
    page = client.get(reverse("resets:anew"))
    assert set(page.context["form"].fields) == {*fields, "token"}
    assert ("<svg" in page.content.decode()) is (what == What.FACTOR)
    device = TOTPDevice.objects.filter(user=hanako).order_by("confirmed").first()
    told = {"new": NEW, "again": NEW, "token": number(device)}
    if what == What.FACTOR:
        assert "今のパスワードが違います" in client.post(reverse("resets:anew"), {**told, "current": "wrong"}).content.decode()
    assert client.post(reverse("resets:anew"), {**told, "current": PASSWORD}).status_code == 302
    hanako.refresh_from_db()
    assert hanako.check_password(NEW if what == What.PASSWORD else PASSWORD)
    left = TOTPDevice.objects.get(user=hanako, confirmed=True)
    assert (left.pk == kept.pk) is (what == What.PASSWORD)


def test_the_code_works_for_its_hours_and_not_a_moment_longer(hanako: Any, boss: Any, manager: Any) -> None:
    one, code = granted(boss, hanako, manager)
    assert one.code_until - one.granted_at == timedelta(hours=HOURS.on(clock.today())) == timedelta(hours=24)
    assert open_for(hanako.login_id, one.code_until - timedelta(microseconds=1)) == one
    assert open_for(hanako.login_id, one.code_until) is None
    with pytest.raises(CannotReset, match="RS-109"):
        actions.use(one.pk, password=NEW, device=None, at=one.code_until)
    Reset.objects.filter(pk=one.pk).update(code_until=clock.now())
    assert "が違うか" in typed(Client(), hanako, code).content.decode()
    assert Client().post(at("/sign-in/"), {"login_id": hanako.login_id, "password": PASSWORD}).status_code == 302
    asked(boss, hanako)
    one.refresh_from_db()
    assert one.state == ResetState.EXPIRED


def test_five_wrong_codes_lock_the_id_even_for_the_right_one(hanako: Any, boss: Any, manager: Any, refusals: Any) -> None:
    _, code = granted(boss, hanako, manager)
    client = Client()
    answers = [typed(client, hanako, "AAAA-BBBB-CCCC-DDDD").status_code for _ in range(5)]
    assert answers == [200] * 4 + [429]
    assert typed(Client(), hanako, code).status_code == 429
    lines = [line for line in refusals() if "再設定のコードの誤り" in line]
    assert len(lines) == 6
    kept = AccessAttempt.objects.values_list("post_data", flat=True)
    assert len(kept)
    assert not any("AAAA" in each for each in kept)
    assert not any("AAAA" in line or code in line for line in refusals())


@pytest.mark.parametrize("end", ["withdrawn", "declined", "closed"])
def test_a_code_is_worth_nothing_once_it_is_taken_back_or_the_id_has_ended(hanako: Any, boss: Any, manager: Any, end: str) -> None:
    one, code = granted(boss, hanako, manager)
    if end == "closed":
        accounts.close_user(hanako, by=manager.actor, reason="退職")
    elif end == "withdrawn":
        with pytest.raises(CannotReset, match="RS-108"):
            actions.withdraw(one.pk, "要らない", by=manager.actor, at=clock.now())
        actions.withdraw(one.pk, "見つかった", by=boss.actor, at=clock.now())
    else:
        actions.decline(one.pk, "本人でないおそれ", by=manager.actor, at=clock.now())
    assert "が違うか" in typed(Client(), hanako, code).content.decode()
    with pytest.raises(CannotReset, match="RS-109"):
        actions.use(one.pk, password=NEW, device=None, at=clock.now())
    assert TOTPDevice.objects.filter(user=hanako, confirmed=True).count() == 1


def test_an_ended_id_is_granted_nothing(hanako: Any, boss: Any, manager: Any) -> None:
    one = asked(boss, hanako)
    accounts.close_user(hanako, by=manager.actor, reason="退職")
    with pytest.raises(CannotReset, match="RS-107"):
        actions.grant(one.pk, by=manager.actor, at=clock.now())
    actions.decline(one.pk, "退職した", by=manager.actor, at=clock.now())
    with pytest.raises(CannotReset, match="RS-110"):
        actions.decline(one.pk, "退職した", by=manager.actor, at=clock.now())


def test_the_screens_from_the_request_to_the_code(hanako: Any, boss: Any, manager: Any) -> None:
    asking, granting = sign_in(Client(), boss), sign_in(Client(), manager)
    form = {"login_id": hanako.login_id, "what": "factor", "identity": "職員証", "reason": "機種変更"}
    own = asking.post(reverse("resets:new"), {**form, "login_id": boss.login_id})
    assert own.status_code == 422
    assert all(words in own.content.decode() for words in ("RS-102", "機種変更"))
    made = asking.post(reverse("resets:new"), form)["Location"]
    assert hanako.login_id in asking.get(reverse("resets:asked")).content.decode()
    assert "取り下げる理由" in asking.get(made).content.decode()
    assert "許可を待つ再設定" in granting.get(reverse("home")).content.decode()
    one = Reset.objects.get()
    page = reverse("resets:reset", args=[one.pk])
    assert hanako.login_id in granting.get(reverse("resets:resets")).content.decode()
    assert "許可してコードを出す" in granting.get(page).content.decode()
    handed = granting.post(reverse("resets:grant", args=[one.pk])).content.decode()
    assert 'class="secret"' in handed
    assert "二度と表示できません" in handed
    again = granting.post(reverse("resets:grant", args=[one.pk]), follow=True).content.decode()
    assert "RS-110" in again
    assert 'class="secret"' not in again
    withdraw = reverse("resets:withdraw", args=[one.pk])
    assert "取り下げる理由を入れてください" in asking.post(withdraw, {"why": ""}, follow=True).content.decode()
    asking.post(withdraw, {"why": "見つかった"})
    one.refresh_from_db()
    assert one.state == ResetState.WITHDRAWN
    assert [asking.get(page).status_code, granting.get(made).status_code] == [403, 403]
