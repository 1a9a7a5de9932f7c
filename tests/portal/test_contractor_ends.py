"""Intake tells whose work for a contractor ends: the ID of the municipality's side dies with the message."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as live
from django.test import Client

from sasae.contracts import contractor_ends as words
from sasae.foundation.accounts.models import User
from sasae.kernel import clock
from tests.wire.partner import Partner

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACC-12", "OUT-1")]


@pytest.fixture
def tell(settings: Any) -> Callable[[str], int]:
    """What the door answers to this caller."""

    def ask(caller: str) -> int:
        pages = settings.ROOT_URLCONF, settings.MIDDLEWARE
        settings.ROOT_URLCONF = "sasae.deployment.urls.portal_contracts"
        settings.MIDDLEWARE = ["sasae.foundation.gate.GateMiddleware"]
        end = words.WorkerEnd(worker="W000001", last_day=clock.today(), at_once=True, reason=words.Why.LEFT)
        partner = Partner(live.SASAE_PKI, caller)
        answer = partner.ask(Client(), words.OF_PORTAL, words.WorkerEnds(ends=[end]), key=f"ends-{caller}")
        settings.ROOT_URLCONF, settings.MIDDLEWARE = pages
        return int(answer.status_code)

    return ask


def test_an_open_session_is_over_with_the_next_click_and_nobody_but_intake_ends_one(tell: Any, signed_in: Any) -> None:
    desk = signed_in("accounts.view", staff_number="W000001")
    assert tell("linkage") == 403
    assert desk.get("/municipality/users/").status_code == 200
    assert tell("intake") == 200
    assert desk.get("/municipality/users/").status_code == 302
    assert User.objects.get(pk=desk.staff.pk).is_active is False
