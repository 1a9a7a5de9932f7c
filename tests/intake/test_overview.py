"""Who leads the office sees how the applications stand: by procedure, state and age; nobody's name, and nobody else does."""

from datetime import timedelta
from typing import Any

import pytest

from sasae.intake.applications.models import Application
from sasae.intake.applications.overview import by_month, by_procedure
from sasae.intake.downloads.batches import take_all
from sasae.intake.matching.batches import identify_waiting
from sasae.kernel import clock
from tests.intake.applications import ATENA, HANAKO, file
from tests.staff import make_staff, sign_in

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACC-4", "APP-4")]
RECEIPT, SECOND, STOPPED = "KW2026061500000001", "KW2026061500000002", "KW2026061500000003"


@pytest.fixture
def arrived(partners: Any, card: Any) -> None:
    """Two applications, one of them examined, and one that was stopped."""
    partners.serials[card.user_serial] = ATENA
    partners.put(RECEIPT, file(card))
    take_all()
    identify_waiting()
    partners.put(SECOND, file(card))
    partners.put(STOPPED, b"nothing of the kind")
    take_all()


@pytest.mark.parametrize(("days", "place"), [(0, 0), (7, 0), (8, 1), (14, 1), (15, 2), (30, 2), (31, 3), (400, 3)])
def test_open_applications_are_counted_by_the_days_since_they_were_sent(arrived: None, days: int, place: int) -> None:
    now = clock.now()
    Application.objects.filter(receipt_number=SECOND).update(state="06")
    Application.objects.update(applied_at=now - timedelta(days=days) + timedelta(minutes=1 if days else 0))
    line = by_procedure(Application.objects.all(), now)[0]
    assert (line.states, line.open, line.total) == ({"03": 1, "06": 1}, 1, 2)
    assert line.ages == [int(place == one) for one in range(4)]


def test_every_month_of_the_last_twelve_is_there_and_the_empty_ones_are_nought(arrived: None) -> None:
    now = clock.now()
    Application.objects.filter(receipt_number=SECOND).update(applied_at=now - timedelta(days=400))
    months = by_month(Application.objects.all(), now)
    assert ([one["count"] for one in months], len({one["month"] for one in months})) == ([0] * 11 + [1], 12)


def test_the_manager_sees_counts_and_a_chart_and_nobodys_name(arrived: None, signed_in: Any) -> None:
    page = signed_in("applications.oversee").get("/overview/")
    text = page.content.decode()
    assert "ひとり親家庭等医療証の交付申請" in text
    assert "申請 2件（うち進行中 2件）" in text
    assert dict(page.context["standing"])["未確認の隔離"] == 1
    assert "<svg" in text
    for secret in (HANAKO[0], RECEIPT, ATENA):
        assert secret not in text


def test_nobody_else_sees_it_and_the_menu_does_not_offer_it(arrived: None, signed_in: Any) -> None:
    clerk = signed_in("applications.view", "applications.examine", "applications.assign", "handover.view")
    assert clerk.get("/overview/").status_code == 403
    assert 'href="/overview/"' not in clerk.get("/").content.decode()
    assert 'href="/overview/"' in signed_in("applications.oversee").get("/").content.decode()


def test_it_counts_the_procedures_one_leads_alone(arrived: None, client: Any) -> None:
    from sasae.foundation.accounts import actions
    from sasae.foundation.history import SYSTEM

    user = make_staff()
    actions.grant(user, "applications.oversee", by=SYSTEM("tests"), reason="試験のため", procedure="account_change")
    page = sign_in(client, user).get("/overview/")
    assert (page.context["total"], [count for _, count in page.context["standing"]]) == (0, [0, 0, 0, 0])
