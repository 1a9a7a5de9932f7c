"""Linkage at the subsidy system's door, and a permission for the severely-disabled office."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sasae.contracts import transfers
from sasae.contracts.person_index import Purpose
from sasae.kernel import clock
from sasae.subsidy.transfers import actions
from sasae.subsidy.transfers.models import Permission
from tests.subsidy.conftest import APPROVER, EXAMINER
from tests.subsidy.town import DAY, MISAKI, Linkage
from tests.wire.partner import Partner

OFFICE, SISTER = "disability_subsidy", "childrens_subsidy"
WHY = Purpose(affair="重度障害者医療費助成", basis="number_ordinance_3_2_33", operator="jushin1", case="J-2026-0001")
SINCE, UNTIL = date(2026, 4, 1), date(2027, 3, 31)
ITEMS = ["entitlement", "certificate", "address"]


def examined(**changed: Any) -> Permission:
    told: dict[str, Any] = {
        "office": OFFICE, "items": ITEMS, "since": SINCE, "until": UNTIL, "usage": "資格の重なりの確認",
        "need": "どちらの助成で支払うかを決めるため", "by": EXAMINER, "on": DAY, "at": clock.now(),
    }  # fmt: skip
    return actions.examine(**{**told, **changed})


def permit(**changed: Any) -> Permission:
    made = examined(**changed)
    return actions.permit(made.number, by=APPROVER, on=DAY, at=clock.now())


def question(*persons: str, permission: str, items: tuple[str, ...] = ("entitlement",), **changed: Any) -> Any:
    told = {
        "transfer_no": "IT20260615000001", "office": OFFICE, "purpose": WHY, "permission": permission, "items": items,
        "atena_nos": persons or (MISAKI,),
    }  # fmt: skip
    return transfers.HandOverRequest.model_validate({**told, **changed})


@pytest.fixture
def this_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The office's clock stands on the day of the cases."""
    monkeypatch.setenv("SASAE_TODAY", DAY.isoformat())


@pytest.fixture
def permitted(this_day: None, linkage: Linkage) -> Permission:
    """The office may have three items."""
    return permit()


@pytest.fixture
def carry(this_day: None, settings: Any) -> Callable[..., Any]:
    """A system brings a message to the door; afterwards the pages are as they were."""
    from django.conf import settings as all_settings
    from django.test import Client

    def ask(message: Any, system: str = "linkage") -> Any:
        urls, middleware = settings.ROOT_URLCONF, settings.MIDDLEWARE
        settings.ROOT_URLCONF = "sasae.deployment.urls.subsidy_contracts"
        settings.MIDDLEWARE = ["sasae.foundation.gate.GateMiddleware"]
        try:
            return Partner(Path(all_settings.SASAE_PKI), system).ask(Client(), transfers.HAND_OVER, message)
        finally:
            settings.ROOT_URLCONF, settings.MIDDLEWARE = urls, middleware

    return ask
