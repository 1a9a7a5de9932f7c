"""Looking for one among many in the lists of applications and certificates, by what staff have in hand."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.subsidy.applications.models import Application
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.entitlements.models import Recipient
from tests.staff import at

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def first_cells(page: Any) -> list[str]:
    return [row[0].text for row in page.context["list"].table]


@pytest.mark.parametrize("typed", ["宮前", "美咲", "ミヤマエ　ミサキ", "みさき"])
def test_an_application_by_its_applicants_name_in_any_script(
    received: Application, signed_in: Callable[..., Any], typed: str
) -> None:
    page = signed_in("applications.view").get(at("/applications/"), {"q": typed})
    assert first_cells(page) == [received.receipt_number]


def test_an_application_by_the_beginning_of_its_receipt_number(
    received: Application, signed_in: Callable[..., Any]
) -> None:
    client, begun = signed_in("applications.view"), received.receipt_number[:8]
    assert first_cells(client.get(at("/applications/"), {"q": begun.lower()})) == [received.receipt_number]
    assert first_cells(client.get(at("/applications/"), {"q": f"{begun}X"})) == []


def test_an_application_of_somebody_else_is_not_found(received: Application, signed_in: Callable[..., Any]) -> None:
    assert first_cells(signed_in("applications.view").get(at("/applications/"), {"q": "高津"})) == []


def test_a_certificate_by_its_number_or_by_its_holders(granted: Recipient, signed_in: Callable[..., Any]) -> None:
    client = signed_in("certificates.view")
    one = Certificate.objects.get(recipient=granted)
    assert Certificate.objects.count() > 1
    for typed in (one.number, granted.number, granted.number.lstrip("0")):
        assert first_cells(client.get(at("/certificates/"), {"q": typed})) == [one.number]
    assert first_cells(client.get(at("/certificates/"), {"q": "9999999"})) == []
