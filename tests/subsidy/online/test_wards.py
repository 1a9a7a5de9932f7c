"""What residents of another ward sent is not listed, not opened and not answered; who was not found is every ward's."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.subsidy.online.models import Sent, State
from tests.subsidy.online.sending import STRANGER

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
STAFF = ("notifications.view", "notifications.enter")
MIYAMAE, TAMA = "141364", "141356"


def test_it_opens_and_is_listed_for_its_ward_and_for_no_other(signed_in: Any, fetched: Callable[..., Sent]) -> None:
    sent = fetched("certificate_reissue", who=[STRANGER])
    clients = [signed_in(*STAFF, ward=ward) for ward in (MIYAMAE, "", TAMA)]
    assert [one.get(f"/notifications/sent/{sent.pk}/").status_code for one in clients] == [200, 200, 403]
    assert [one.get(f"/notifications/sent/{sent.pk}/0/").status_code for one in clients] == [200, 200, 403]
    assert [len(one.get("/notifications/sent/").context["list"].rows) for one in clients] == [1, 1, 0]


def test_another_wards_hand_changes_nothing(signed_in: Any, fetched: Callable[..., Sent]) -> None:
    sent, other = fetched("certificate_reissue", who=[STRANGER]), signed_in(*STAFF, ward=TAMA)
    told = {"seen": sent.fingerprint, "state": "refused", "why": "対象ではない"}
    assert other.post(f"/notifications/sent/{sent.pk}/answer/", told).status_code == 403
    assert Sent.objects.get().state == State.WAITING


def test_a_sender_who_was_not_found_is_every_wards(signed_in: Any, fetched: Callable[..., Sent]) -> None:
    sent = fetched("account_change", found=None)
    clients = [signed_in(*STAFF, ward=ward) for ward in (MIYAMAE, TAMA)]
    assert [one.get(f"/notifications/sent/{sent.pk}/").status_code for one in clients] == [200, 200]
    assert [len(one.get("/notifications/sent/").context["list"].rows) for one in clients] == [1, 1]
