"""Log-in: ID and password, then the authenticator; lock-out; one live session; an end after idleness."""

import time

import pytest
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from sasae.foundation.accounts import actions
from sasae.foundation.accounts.models import User
from sasae.foundation.accounts.passwords import NoWordsOfTheHouse
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.instruction.actions import acknowledge
from sasae.kernel import clock
from tests.staff import PASSWORD, at

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BY = SYSTEM("tests")


def code(device):
    return f"{totp(device.bin_key):06d}"


def first_step(client, login_id, password=PASSWORD):
    return client.post(at("/sign-in/") + "?next=" + at("/users/"), {"login_id": login_id, "password": password})


def read_rules(client):
    page = client.get(at("/instruction/rules/"))
    return client.post(at("/instruction/rules/"), {"seen": page.context["seen"]})


def whole_log_in(client, user):
    acknowledge(user, by=user.actor, on=clock.today(), now=clock.now())
    first_step(client, user.login_id)
    TOTPDevice.objects.filter(user=user).update(
        last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None
    )
    return client.post(at("/sign-in/second/"), {"token": code(TOTPDevice.objects.get(user=user))})


@pytest.mark.clause("ACC-5")
def test_id_password_and_code_open_the_page_that_was_asked_for(staff):
    client, user = Client(), staff("accounts.view")
    assert first_step(client, user.login_id)["Location"] == at("/sign-in/second/")
    assert client.get(at("/users/")).status_code == 302
    assert whole_log_in(client, user)["Location"] == at("/users/")
    assert client.get(at("/users/")).status_code == 200
    assert HistoryEntry.objects.filter(event="session.started", actor_id=user.login_id).count() == 1


def test_a_wrong_password_and_an_unknown_id_are_answered_alike(staff):
    user = staff()
    wrong = first_step(Client(), user.login_id, "wrong").content.decode()
    unknown = first_step(Client(), "nobody", "wrong").content.decode()
    assert "利用者IDかパスワードが違います" in wrong
    assert [line for line in wrong.splitlines() if "違います" in line] == [
        line for line in unknown.splitlines() if "違います" in line
    ]


def test_a_password_typed_into_the_wrong_field_does_not_get_into_the_journal(staff, refusals):
    user = staff()
    first_step(Client(), user.login_id, "wrong")
    assert user.login_id in refusals()[-1]
    first_step(Client(), "my-own-secret", "wrong")
    assert "my-own-secret" not in refusals()[-1]


def test_a_wrong_code_does_not_log_in_and_is_journaled(staff, refusals):
    client, user = Client(), staff()
    first_step(client, user.login_id)
    answer = client.post(at("/sign-in/second/"), {"token": "000000"})
    assert "確認コードが違います" in answer.content.decode()
    assert client.get(at("/")).status_code == 302
    assert "session.refused" in refusals()[-1]


def test_a_code_serves_once(staff):
    user = staff()
    device = TOTPDevice.objects.get(user=user)
    one, two = Client(), Client()
    for client in (one, two):
        first_step(client, user.login_id)
    token = code(device)
    assert one.post(at("/sign-in/second/"), {"token": token}).status_code == 302
    assert two.post(at("/sign-in/second/"), {"token": token}).status_code == 200


def test_the_second_step_needs_the_first():
    assert Client().get(at("/sign-in/second/"))["Location"] == at("/sign-in/")
    assert Client().get(at("/sign-in/enrol/"))["Location"] == at("/sign-in/")


def test_five_wrong_passwords_lock_the_id_even_for_the_right_one(staff):
    user = staff()
    client = Client()
    for _ in range(5):
        answer = first_step(client, user.login_id, "wrong")
    assert answer.status_code == 429
    assert "しばらくログインできません" in answer.content.decode()
    assert first_step(Client(), user.login_id).status_code == 429


def test_the_first_log_in_registers_an_authenticator_and_asks_for_a_new_password(db):
    user, first = actions.create_user(by=BY, login_id="jiro", name="中原 次郎")
    client = Client()
    assert first_step(client, "jiro", first)["Location"] == at("/sign-in/enrol/")
    page = client.get(at("/sign-in/enrol/")).content.decode()
    assert "<svg" in page
    assert "style=" not in page
    device = TOTPDevice.objects.get(user=user)
    assert client.post(at("/sign-in/enrol/"), {"token": code(device)}).status_code == 302
    assert client.get(at("/users/"))["Location"] == at("/password/")
    new = {"current": first, "new": "Tama-gawa-no-kishi", "again": "Tama-gawa-no-kishi"}
    assert client.post(at("/password/"), new)["Location"] == at("/")
    assert client.get(at("/"))["Location"].startswith(at("/instruction/rules/"))
    assert read_rules(client)["Location"] == at("/")
    assert client.get(at("/")).status_code == 200


@pytest.mark.parametrize(
    "weak", ["short", "123456789012", "passwordpassword"[:8], "jirojirojiro", "Kawasaki2026!", "ささえ川崎医療費助成2026"]
)
def test_a_weak_password_is_refused(db, weak):
    user, first = actions.create_user(by=BY, login_id="jirojiro", name="中原 次郎")
    actions.set_second_factor(user, by=BY, key="00" * 20)
    client = Client()
    first_step(client, "jirojiro", first)
    client.post(at("/sign-in/second/"), {"token": code(TOTPDevice.objects.get(user=user))})
    assert client.post(at("/password/"), {"current": first, "new": weak, "again": weak}).status_code == 200
    assert User.objects.get(pk=user.pk).must_change_password


def test_a_new_log_in_ends_the_old_session(staff):
    user = staff("accounts.view")
    old, new = Client(), Client()
    whole_log_in(old, user)
    assert old.get(at("/users/")).status_code == 200
    whole_log_in(new, user)
    assert new.get(at("/users/")).status_code == 200
    assert old.get(at("/users/")).status_code == 302
    assert "別の端末" in old.get(at("/sign-in/")).content.decode()
    assert HistoryEntry.objects.filter(event="session.replaced").count() == 1


def test_a_session_lives_on_when_the_secret_it_was_made_under_is_replaced(staff, settings):
    client, user = Client(), staff("accounts.view")
    whole_log_in(client, user)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-secret-of-the-pages-" * 2
    assert [client.get(at("/users/")).status_code for _ in range(2)] == [200, 200]
    settings.SECRET_KEY_FALLBACKS = []  # the one before has ended; who came since then is under the new one
    assert client.get(at("/users/")).status_code == 200


def test_an_idle_session_ends(signed_in, settings):
    client = signed_in("accounts.view")
    session = client.session
    session["last_use"] = int(time.time()) - settings.SASAE_IDLE_MINUTES * 60 - 1
    session.save()
    assert client.get(at("/users/")).status_code == 302
    assert HistoryEntry.objects.filter(event="session.expired").count() == 1


def test_words_of_the_house_do_not_spoil_a_long_password():
    NoWordsOfTheHouse().validate("kawasaki-umbrella-teapot")
    NoWordsOfTheHouse().validate("一輪のたんぽぽと古い自転車")


@pytest.mark.parametrize(("over", "ends"), [(0, False), (1, True)])
def test_a_session_ends_after_a_working_day_however_busy(staff, settings, over, ends):
    client, user = Client(), staff("accounts.view")
    whole_log_in(client, user)
    session = client.session
    session["begun"] = int(time.time()) - settings.SASAE_LONGEST_HOURS * 3600 - (2 if over else -60)
    session.save()
    assert client.get(at("/users/")).status_code == (302 if ends else 200)
    assert HistoryEntry.objects.filter(event="session.too_long").count() == int(ends)


def test_log_out_ends_the_session_and_is_journaled(signed_in):
    client = signed_in("accounts.view")
    assert client.get(at("/sign-out/")).status_code == 405
    left = client.post(at("/sign-out/"))
    assert (left.status_code, left["Clear-Site-Data"]) == (302, '"storage"')
    assert client.get(at("/users/")).status_code == 302
    assert HistoryEntry.objects.filter(event="session.ended").count() == 1


def test_the_way_back_leads_nowhere_outside(staff):
    client, user = Client(), staff()
    client.post(at("/sign-in/?next=https://example.org/"), {"login_id": user.login_id, "password": PASSWORD})
    answer = client.post(at("/sign-in/second/"), {"token": code(TOTPDevice.objects.get(user=user))})
    assert answer["Location"] == at("/")


def test_the_form_needs_its_token(staff):
    client = Client(enforce_csrf_checks=True)
    answer = first_step(client, staff().login_id)
    assert answer.status_code == 403
    assert "画面が古くなっています" in answer.content.decode()
