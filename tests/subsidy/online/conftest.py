"""A covered family that sends notifications from the portal."""

from typing import Any

import pytest

from tests.subsidy.town import MISAKI, Linkage


@pytest.fixture
def family(granted: Any) -> Any:
    """Misaki's family, covered since 15 June 2026."""
    from sasae.subsidy.entitlements.models import Family

    return Family.objects.select_related("applicant").get(applicant__atena_no=MISAKI)


@pytest.fixture
def fetched(linkage: Linkage, family: Any) -> Any:
    """Send a notification, have it fetched; it is returned as the office keeps it."""
    from sasae.subsidy.online.batches import fetch_notifications
    from sasae.subsidy.online.models import Sent
    from tests.subsidy.online.sending import send

    def done(procedure: str, **said: Any) -> Any:
        receipt = send(linkage, procedure, **said)
        fetch_notifications()
        return Sent.objects.get(receipt_number=receipt)

    return done
