"""An office that asks for a transfer at linkage's door, the permission it asks under, and the subsidy system behind it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from sasae.contracts import transfers
from sasae.contracts.people import Address
from sasae.contracts.person_index import Purpose
from sasae.contracts.transfers import Item
from sasae.kernel import clock
from sasae.linkage.transfers.models import Permission
from tests.linkage.register import HANAKO, HIDDEN
from tests.wire.counterparts import Counterparts

OFFICE, SISTER = "disability_subsidy", "childrens_subsidy"
WHY = Purpose(
    affair="重度障害者医療費助成", basis="number_ordinance_3_2_33", operator="jushin1", case="J-2026-0001"
)  # fmt: skip
SINCE, UNTIL = date(2026, 4, 1), date(2027, 3, 31)
BEFORE = datetime(2026, 3, 25, 9, 0, tzinfo=clock.TOKYO)


def permission(revision: int = 1, **changed: Any) -> transfers.Permission:
    told: dict[str, Any] = {
        "number": "K000001", "revision": revision, "office": OFFICE, "basis": WHY.basis, "affair": WHY.affair,
        "items": ["entitlement", "certificate", "address"], "since": SINCE, "until": UNTIL, "permitted_at": BEFORE,
    }  # fmt: skip
    return transfers.Permission.model_validate({**told, **changed})


def question(*persons: str, items: tuple[str, ...] = ("entitlement",), **changed: Any) -> transfers.AskRequest:
    told = {"purpose": WHY, "permission": "K000001", "items": items, "atena_nos": persons or (HANAKO,)}
    return transfers.AskRequest.model_validate({**told, **changed})


@pytest.fixture
def subsidy(far: Counterparts) -> Counterparts:
    """The subsidy system: it keeps Hanako, and a protected person whose address it seals to whoever asks."""
    from django.conf import settings

    from sasae.wire.sealing import seal_text

    def answer(asked: transfers.HandOverRequest) -> transfers.Transferred:
        ours = [one for one in asked.atena_nos if one in (HANAKO, HIDDEN)]
        period = transfers.Entitlement(valid_from=SINCE, valid_to=UNTIL)
        sealed = seal_text(settings.SASAE_PKI, asked.office, "川崎市幸区河原町八番地")
        return transfers.Transferred(
            transfer_no=asked.transfer_no,
            told=[
                transfers.Told(
                    atena_no=one, protected=one == HIDDEN,
                    entitlements=[period] if Item.ENTITLEMENT in asked.items else None,
                    certificates=[] if Item.CERTIFICATE in asked.items else None,
                    address=Address(sealed=sealed) if Item.ADDRESS in asked.items else None,
                )
                for one in ours
            ],
            not_ours=[one for one in asked.atena_nos if one not in ours],
        )  # fmt: skip

    far.answers["transfers.hand_over"] = answer
    return far


@pytest.fixture
def ask(db: None, door: Any, system: Any, subsidy: Counterparts) -> Callable[..., Any]:
    """An office asks at linkage's door."""
    return lambda message, office=OFFICE: system(office).ask(door, transfers.ASK, message)


@pytest.fixture
def pages(settings: Any, signed_in: Any) -> Callable[..., Any]:
    """Signed in at the pages, after the contract's door was used. Named before whatever uses the door."""
    urls, middleware = settings.ROOT_URLCONF, settings.MIDDLEWARE

    def client(*rights: str) -> Any:
        settings.ROOT_URLCONF, settings.MIDDLEWARE = urls, middleware
        return signed_in(*rights)

    return client


@pytest.fixture
def permitted(db: None, door: Any, system: Any) -> Permission:
    """The permission has been told of."""
    answer = system("subsidy").ask(door, transfers.PERMIT, permission(), key="permit-K000001-1")
    assert answer.status_code == 200, answer.content
    return Permission.objects.get()
