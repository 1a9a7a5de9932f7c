"""The demonstration's users: made once, never beside real staff."""

import pytest
from django.core.management import CommandError, call_command
from django_otp.oath import hotp

from sasae.foundation.accounts.demo import PASSWORD, totp_code, totp_key
from sasae.foundation.accounts.models import Grant, User

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def test_they_are_made_once_with_their_rights_and_codes():
    call_command("demo_users", verbosity=0)
    count = User.objects.count()
    call_command("demo_users", verbosity=0)
    assert User.objects.count() == count
    manager = User.objects.get(login_id="idmanager1")
    assert manager.check_password(PASSWORD)
    assert manager.rights() == {"accounts.view", "accounts.manage", "instruction.manage"}


def test_they_are_not_made_beside_real_staff(staff):
    staff(login_id="real")
    with pytest.raises(CommandError, match="実演用でない"):
        call_command("demo_users", verbosity=0)
    assert User.objects.count() == 1


def test_the_code_is_the_one_an_authenticator_shows():
    at = 1_780_000_000
    assert totp_code("counter1", at) == f"{hotp(totp_key('counter1'), at // 30):06d}"


def test_the_first_user_is_an_id_manager_and_there_is_only_one_first(capsys):
    call_command("first_user", "itoh", "伊東 明子")
    assert "仮のパスワード" in capsys.readouterr().out
    assert set(Grant.objects.values_list("right", flat=True)) == {"accounts.view", "accounts.manage"}
    with pytest.raises(CommandError):
        call_command("first_user", "second", "二人目")
