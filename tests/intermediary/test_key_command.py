"""The custodian's command: an operator of the body who may, with the authenticator in hand, from a named account."""

import os
import pwd
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.resets import actions as resets
from sasae.intermediary.keys.models import KeyVersion
from sasae.kernel import clock
from tests.intermediary.conftest import Net, Taken
from tests.intermediary.core import MIDORINO
from tests.intermediary.test_keys import let_go_of_later_versions

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("INT-8")]


@pytest.fixture
def bodies(bodies: Taken) -> Iterator[Taken]:
    """The agents hold the first versions alone again when a test has ended."""
    yield bodies
    let_go_of_later_versions(bodies)


def test_the_custodian_s_command_asks_for_an_operator_of_the_body_who_may(
    ready: Net, bodies: Taken, signed_in: Any
) -> None:
    folder = bodies.folder / MIDORINO
    with pytest.raises(CommandError, match="権限を持つ"):
        call_command("body_key", "make", MIDORINO, by="nobody", folder=folder)
    with pytest.raises(CommandError, match="登録されていません"):
        call_command("body_key", "list", "999999", folder=folder)
    call_command("body_key", "list", MIDORINO, folder=folder)
    clerk = signed_in("keys.manage", office_code=MIDORINO).staff
    for wrong in ("", "000000"):
        with pytest.raises(CommandError, match="確認コードが違います"):
            call_command("body_key", "make", MIDORINO, by=clerk.login_id, token=wrong, folder=folder)
        TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert KeyVersion.objects.filter(body=MIDORINO).count() == 1
    code = f"{totp(bytes(20)):06}"
    call_command("body_key", "make", MIDORINO, by=clerk.login_id, token=code, folder=folder)
    line = HistoryEntry.objects.get(event="key.made")
    account = pwd.getpwuid(os.getuid()).pw_name
    assert (line.actor_id, line.terminal) == (clerk.actor.id, f"OSの利用者 {account}")
    with pytest.raises(CommandError, match="確認コードが違います"):  # the same code is good for nothing more
        call_command("body_key", "revoke", MIDORINO, number=2, reason="x", by=clerk.login_id, token=code, folder=folder)
    boss, manager = (signed_in(right, office_code=MIDORINO).staff for right in ("resets.ask", "accounts.manage"))
    lost = resets.ask(boss, clerk.login_id, "factor", "職員証", "なくした", at=clock.now())
    resets.grant(lost.pk, by=manager.actor, at=clock.now())
    TOTPDevice.objects.update(last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None)
    with pytest.raises(CommandError, match="確認コードが違います"):  # an authenticator that was lost is good for nothing
        call_command("body_key", "revoke", MIDORINO, number=2, reason="x", by=clerk.login_id, token=f"{totp(bytes(20)):06}", folder=folder)
